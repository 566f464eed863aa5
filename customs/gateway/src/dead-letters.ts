import type { Sealing } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Parcel } from './channel/channel.ts';
import {
  findDeadLetter,
  insertDeadLetters,
  listDeadLetters,
  settleDeadLetter,
} from './dead-letter-store.ts';
import type { DeadLetter, NewDeadLetter, Settlement } from './dead-letter-store.ts';

export type { DeadLetter } from './dead-letter-store.ts';

/** Takes a dead letter again; rejects with what is still wrong. */
export type Replayer = (letter: Parcel & { readonly exchangeId?: string }) => Promise<void>;

export type DeadLetters = {
  /** Keeps letters, in the transaction `q` where there is one. */
  record(q: Sealing, letters: readonly Omit<NewDeadLetter, 'deadLetterId'>[]): Promise<void>;
  /** Says who takes the letters of a channel again. */
  register(channel: string, replayer: Replayer): void;
  list(filter: {
    open: boolean;
    channel?: string | undefined;
    before?: string | undefined;
    limit: number;
  }): Promise<DeadLetter[]>;
  /** Throws DEAD_LETTER_NOT_FOUND. */
  get(id: string): Promise<DeadLetter & { readonly body: Buffer }>;
  /**
   * Hands a letter over again and settles it. Throws DEAD_LETTER_NOT_FOUND,
   * DEAD_LETTER_ALREADY_SETTLED, DEAD_LETTER_UNDELIVERABLE: the letter then stays open.
   */
  replay(id: string, actor: string): Promise<void>;
  /** Settles a letter without handing it over, and says why; its bytes stay. */
  discard(id: string, by: { actor: string; reason: string }): Promise<void>;
};

/** Messages that nobody could take (死信), until a person replays or discards them. */
export function createDeadLetters(runtime: Runtime): DeadLetters {
  const { db, zoneCode, clock, ids, log } = runtime;
  const replayers = new Map<string, Replayer>();
  return { record, register, list, get, replay, discard };

  async function record(q: Sealing, letters: Parameters<DeadLetters['record']>[1]) {
    if (letters.length === 0) return;
    for (const { channel, messageId, reason } of letters)
      log.error({ channel, messageId, reason }, 'a message was put aside as a dead letter');
    await insertDeadLetters(q, zoneCode, {
      letters: letters.map((letter) => ({ ...letter, deadLetterId: ids.newId() })),
      now: clock.now(),
    });
  }

  function register(channel: string, replayer: Replayer): void {
    replayers.set(channel, replayer);
  }

  function list({ open, channel, before, limit }: Parameters<DeadLetters['list']>[0]) {
    return listDeadLetters(db, zoneCode, { open, channel, before, limit });
  }

  async function get(id: string) {
    const letter = await findDeadLetter(db, zoneCode, id);
    if (letter) return letter;
    throw new PilotError('DEAD_LETTER_NOT_FOUND', `no dead letter ${id} in this zone`);
  }

  async function replay(id: string, actor: string): Promise<void> {
    const letter = await getOpen(id);
    const replayer = replayers.get(letter.channel);
    if (!replayer) throw undeliverable(letter, 'its channel is not configured any more');
    try {
      const { messageId, body, exchangeId } = letter;
      await replayer({ id: messageId, body, ...(exchangeId ? { exchangeId } : {}) });
    } catch (error) {
      throw undeliverable(letter, error instanceof Error ? error.message : String(error));
    }
    await settle(letter, { by: actor, outcome: 'replayed', reason: undefined });
  }

  async function discard(id: string, { actor, reason }: { actor: string; reason: string }) {
    await settle(await getOpen(id), { by: actor, outcome: 'discarded', reason });
  }

  async function getOpen(id: string) {
    const letter = await get(id);
    if (!letter.settled) return letter;
    const { outcome, by } = letter.settled;
    const text = `dead letter ${id} was ${outcome} by ${by}`;
    throw new PilotError('DEAD_LETTER_ALREADY_SETTLED', text);
  }

  async function settle(letter: DeadLetter, how: Omit<Settlement, 'at'>): Promise<void> {
    const id = letter.deadLetterId;
    // A second person who did the same at the same moment has done no harm: taking is idempotent.
    await settleDeadLetter(db, zoneCode, { id, ...how, at: clock.now() });
    log.info({ deadLetterId: id, ...how }, 'a dead letter was settled');
  }
}

function undeliverable(letter: DeadLetter, why: string): PilotError {
  const text = `dead letter ${letter.deadLetterId} cannot be handed over yet: ${why}`;
  return new PilotError('DEAD_LETTER_UNDELIVERABLE', text);
}
