import { createHash } from 'node:crypto';
import type { Database } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { GradeMethod } from './model/method.ts';
import { shippedMethod } from './model/shipped-method.ts';
import { addFirstMethod } from './store.ts';

// Before any declaration of the kind; grades of all days have a method.
const FIRST_DAY = '2012-01-01' as PlainDate;

/** Gives a zone without a grade method the one that pilotzone ships. May be repeated. */
export async function installShippedMethod(
  needs: Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Database },
): Promise<void> {
  const method = {
    validFrom: FIRST_DAY,
    content: shippedMethod,
    sha256: hashMethod(shippedMethod),
    recordedAt: needs.clock.now(),
  };
  await needs.db.transaction((tx) => addFirstMethod(tx, needs.zoneCode, method));
}

/** SHA-256 of the method as JSON with its keys in order, lower-case hex. */
export function hashMethod(method: GradeMethod): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(method)))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
