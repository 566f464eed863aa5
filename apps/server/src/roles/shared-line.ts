import type { Gateway } from '@pilotzone/gateway/gateway';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { putSetting } from '@pilotzone/kernel/settings';
import type { Apart } from './apart.ts';

type State = Awaited<ReturnType<Gateway['state']>>;
type Line = Pick<State, 'link' | 'state' | 'since' | 'lastError' | 'signing'>;
type Note = Line & { readonly at: number };

const KEY = 'line-to-customs';
const NOTE_EVERY_MS = 2_000;
const STALE_AFTER_MS = 15_000;

/**
 * The gateway as processes see it that share one: kicks reach the process whose turn it is, and how
 * the line stands is what that one noted last.
 */
export function shareLine(runtime: Runtime, gateway: Gateway, apart: Apart): Gateway {
  const { db, zoneCode, clock } = runtime;
  return {
    ...gateway,
    kick: () => {
      if (apart.isMyTurn('gateway')) gateway.kick();
      else apart.bus.tell('customs');
    },
    state: async () => {
      const own = await gateway.state();
      if (apart.isMyTurn('gateway')) return own;
      return { ...own, ...(await readLine(own)) };
    },
  };

  async function readLine({ link }: Line): Promise<Line> {
    const rows = await db.query<{ value: string }>(
      'select value from kernel.setting where zone_code = $1 and key = $2',
      [zoneCode, KEY],
    );
    const note = rows[0] && (JSON.parse(rows[0].value) as Note);
    const since = note?.at ?? clock.now();
    const nobody = { link, state: 'down', since, lastError: NOBODY, signing: undefined } as const;
    if (!note || clock.now() - note.at > STALE_AFTER_MS) return nobody;
    const { at: _, ...line } = note;
    return line;
  }
}

const NOBODY = 'no process with the role gateway runs';

/** Notes how the line stands, every few seconds, while it is this process's turn. */
export function noteLine(runtime: Runtime, gateway: Gateway, apart: Apart): () => void {
  const timer = setInterval(() => {
    if (!apart.isMyTurn('gateway')) return;
    note().catch((error: unknown) => {
      runtime.log.warn({ err: error }, 'the state of the line to customs could not be noted');
    });
  }, NOTE_EVERY_MS);
  return () => clearInterval(timer);

  async function note(): Promise<void> {
    const { link, state, since, lastError, signing } = await gateway.state();
    const value: Note = { link, state, since, lastError, signing, at: runtime.clock.now() };
    const { db, zoneCode } = runtime;
    await putSetting(db, { zoneCode, key: KEY, value: JSON.stringify(value) });
  }
}
