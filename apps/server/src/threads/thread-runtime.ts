import { openDatabase } from '@pilotzone/kernel/db';
import type { PoolSizes } from '@pilotzone/kernel/db';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import type { Log } from '@pilotzone/kernel/log';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { createKeyring } from '@pilotzone/kernel/sealing/keyring';
import { systemClock } from '@pilotzone/kernel/time';
import { masterKeyOf } from '@pilotzone/kernel/vault';

/** What a thread needs to make a runtime of its own, and a log for what happens on this side. */
export type ThreadNeeds = {
  readonly zoneCode: string;
  readonly databaseUrl: string;
  /** The master key; `undefined` where another service holds it: the thread then seals nothing. */
  readonly masterKey: Uint8Array | undefined;
  readonly log: Log;
};

/** Two batches at once, and a question beside them. */
const POOLS = { batch: 2, query: 2 };

/** The outside world of a thread: connections of its own and the system's clock. */
export function createThreadRuntime(
  { zoneCode, databaseUrl, masterKey }: Omit<ThreadNeeds, 'log'>,
  pools: PoolSizes = POOLS,
): Runtime {
  const keyring = masterKey && createKeyring(masterKeyOf(masterKey));
  return {
    zoneCode,
    db: openDatabase(databaseUrl, pools, keyring),
    clock: systemClock,
    ids: createIdSource(systemClock.now),
    log: createLog('warn'),
  };
}
