import { takeTurns } from '@pilotzone/kernel/turn';
import type { Turn } from '@pilotzone/kernel/turn';
import type { Log } from '@pilotzone/kernel/log';
import { NO_BUS } from './bus.ts';
import type { Bus } from './bus.ts';
import { openNatsBus } from './nats-bus.ts';
import type { Role } from './role.ts';

/** What a process knows of its place where the platform is several processes. */
export type Apart = {
  readonly roles: ReadonlySet<Role>;
  readonly bus: Bus;
  /** Whether this process is the one that talks to customs, or does the jobs, now. */
  isMyTurn(name: TurnName): boolean;
  close(): Promise<void>;
};

/** Roles of which one process does the work, and the others stand by. */
export type TurnName = 'gateway' | 'jobs';

export type ApartNeeds = {
  readonly roles: ReadonlySet<Role>;
  /** Servers of NATS; none: processes look by turns. */
  readonly nats: readonly string[];
  readonly url: string;
  readonly zoneCode: string;
  readonly log: Log;
};

/** Takes the place of a process among others on one database. */
export function takePlace({ roles, nats, ...needs }: ApartNeeds): Apart {
  const bus = nats.length === 0 ? NO_BUS : openNatsBus({ ...needs, servers: nats });
  const turns = new Map<TurnName, Turn>();
  for (const name of ['gateway', 'jobs'] as const)
    if (roles.has(name)) turns.set(name, takeTurns({ ...needs, name }));
  return {
    roles,
    bus,
    isMyTurn: (name) => turns.get(name)?.isMine() ?? false,
    close: async () => {
      await Promise.all([...turns.values()].map((turn) => turn.stop()));
      await bus.close();
    },
  };
}
