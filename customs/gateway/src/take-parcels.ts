import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Parcel, ParcelHandler } from './channel/channel.ts';
import type { DeadLetters } from './dead-letters.ts';

export type TakingNeeds = Runtime & {
  /** Name of the channel in dead letters. */
  readonly channel: string;
  readonly deadLetters: DeadLetters;
  /** Takes a batch in one transaction; may be given a parcel twice. */
  handle(parcels: readonly Parcel[]): Promise<void>;
};

// A failure that is nobody's outage may still pass by itself: a lock, a moment without memory.
const TRIES = 3;
const PAUSE_MS = 100;

/**
 * Hands parcels over so that one that breaks its handler harms no other: a batch that fails is
 * taken one by one, and a parcel that fails again and again becomes a dead letter. An outage (of
 * the database, of the other side) is thrown: the channel keeps everything and delivers it again.
 */
export function createTaker(needs: TakingNeeds): ParcelHandler {
  needs.deadLetters.register(needs.channel, (letter) => needs.handle([letter]));
  return async (parcels) => {
    try {
      await needs.handle(parcels);
    } catch (error) {
      if (isOutage(error)) throw error;
      for (const parcel of parcels) await takeOne(needs, parcel);
    }
  };
}

async function takeOne(needs: TakingNeeds, parcel: Parcel): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await needs.handle([parcel]);
      return;
    } catch (error) {
      if (isOutage(error)) throw error;
      if (tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      const { channel } = needs;
      const letter = { channel, messageId: parcel.id, reason, body: parcel.body };
      await needs.deadLetters.record(needs.db, [letter]);
      return;
    }
  }
}

/** Something away that will come back: then the message itself is not to blame. */
export class Outage extends Error {}

// Connection failures of Node; SQLSTATE classes of lost connections (08), missing resources (53),
// an operator's intervention (57), the system (58), conflicts between transactions (40).
const OUTAGE = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|EHOSTUNREACH|08|53|57|58|40)/;

const LOST_CONNECTION =
  /^Connection terminated|^timeout exceeded when trying to connect|pool after calling end/;

/** Whether a failure says nothing about the message: the same one may be taken later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof Outage) return true;
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (typeof code === 'string' && OUTAGE.test(code)) return true;
  // The driver's own words for a connection that is gone carry no code.
  return LOST_CONNECTION.test(message);
}
