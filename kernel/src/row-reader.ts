import { AsyncLocalStorage } from 'node:async_hooks';

const reading = new AsyncLocalStorage<{ readonly organisation: string }>();

/**
 * Runs `work` so that every question it puts to the database is answered by the rows that an
 * organisation may see and no others: policies of the tables decide (ADR 0023). Only for reading on
 * behalf of one caller; what writes, or goes on in the background, must not begin inside.
 */
export function readingAs<T>(organisation: string, work: () => T): T {
  return reading.run({ organisation }, work);
}

/** For whom questions are put at present; `undefined`: for the platform itself. */
export function presentReader(): string | undefined {
  return reading.getStore()?.organisation;
}
