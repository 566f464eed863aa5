import type { Database } from '../db.ts';
import { findDue } from './reader.ts';

/** Whether a subscriber has something to do; looks after the call, never before. */
export type Lookout = (subscriber: string) => Promise<boolean>;

/**
 * Looks for all subscribers at once: a wake-up rouses every one of them, and most have nothing to
 * do. Who asks while a look is under way waits for the next. Where the question itself fails, all
 * are told to go and see: their own transaction notes what is wrong.
 */
export function createLookout(
  db: Database,
  zoneCode: string,
  subscribers: readonly string[],
): Lookout {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<ReadonlySet<string>> | undefined;
  return async (subscriber) => {
    next ??= lookAfter(underWay);
    return (await next).has(subscriber);
  };

  async function lookAfter(before: Promise<unknown>): Promise<ReadonlySet<string>> {
    await before;
    const look = findDue(db, zoneCode, subscribers).catch(() => new Set(subscribers));
    next = undefined;
    underWay = look;
    return look;
  }
}
