import { randomBytes } from 'node:crypto';
import type { Queryable } from '../queryable.ts';
import { PilotError } from '../errors.ts';
import { dayOf, systemClock, type Clock } from '../time.ts';
import { unwrapKey, type MasterKey } from '../vault.ts';

/** A key of 32 bytes that seals, and the number under which it is found again. */
export type DataKey = { readonly no: number; readonly bytes: Buffer };

/** The keys of personal data: one for each day in China, each sealed by the master key. */
export type Keyring = {
  /** The key of today, made when there is none. Throws MASTER_KEY_INVALID. */
  present(q: Queryable): Promise<DataKey>;
  /** Throws MASTER_KEY_INVALID, or SEAL_BROKEN when there is no key of that number. */
  numbered(q: Queryable, no: number): Promise<DataKey>;
};

/** Reads each key once a process. */
export function createKeyring(master: MasterKey, clock: Clock = systemClock): Keyring {
  const byNo = new Map<number, Promise<DataKey>>();
  const today = { day: '', key: undefined as Promise<DataKey> | undefined };
  return { present, numbered };

  function present(q: Queryable): Promise<DataKey> {
    const day = dayOf(clock.now());
    if (today.key && today.day === day) return today.key;
    const key = makeKey(q, master, day).then((no) => numbered(q, no));
    Object.assign(today, { day, key });
    key.catch(() => {
      today.key = undefined;
    });
    return key;
  }

  function numbered(q: Queryable, no: number): Promise<DataKey> {
    const known = byNo.get(no) ?? readKey(q, master, no);
    byNo.set(no, known);
    known.catch(() => byNo.delete(no));
    return known;
  }
}

/**
 * That the master key opens what is sealed in this database; nothing is sealed yet where there is
 * no key. Throws MASTER_KEY_INVALID.
 */
export async function requireMasterKey(q: Queryable, master: MasterKey): Promise<void> {
  const rows = await q.query<{ wrapped: Buffer }>(
    'select wrapped from kernel.day_key order by day_key_no desc limit 1',
  );
  if (rows[0]) await unwrapKey(master, rows[0].wrapped);
}

async function makeKey(q: Queryable, master: MasterKey, day: string): Promise<number> {
  const found = await newestOf(q, day);
  if (found !== undefined) return found;
  // Else a key file that was lost would be replaced by another one in silence.
  await requireMasterKey(q, master);
  await q.query(
    'insert into kernel.day_key (day, wrapped) values ($1, $2) on conflict (day, part) do nothing',
    [day, await master.wrap(randomBytes(32))],
  );
  return (await newestOf(q, day)) ?? 0;
}

async function newestOf(q: Queryable, day: string): Promise<number | undefined> {
  const rows = await q.query<{ no: number }>(
    'select day_key_no as no from kernel.day_key where day = $1 order by part desc limit 1',
    [day],
  );
  return rows[0]?.no;
}

async function readKey(q: Queryable, master: MasterKey, no: number): Promise<DataKey> {
  const rows = await q.query<{ wrapped: Buffer }>(
    'select wrapped from kernel.day_key where day_key_no = $1',
    [no],
  );
  const wrapped = rows[0]?.wrapped;
  if (!wrapped) throw new PilotError('SEAL_BROKEN', `this database has no key no. ${no}`);
  return { no, bytes: await unwrapKey(master, wrapped) };
}
