import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { parsePlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { listOpenHolds, type HoldPosition, type OpenHold } from './store/holds.ts';

export type HoldsPage = { readonly holds: readonly OpenHold[]; readonly next: string | null };

/**
 * The officers' queue: what was held on an earlier day comes first, within a day the highest score.
 * `next` is the cursor of the following page, `null` at the end. Throws RISK_CURSOR_INVALID.
 */
export async function listHolds(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  page: { cursor: string | undefined; limit: number },
): Promise<HoldsPage> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor);
  const found = await listOpenHolds(needs.db, needs.zoneCode, { after, limit: page.limit + 1 });
  const holds = found.slice(0, page.limit);
  const last = holds.at(-1);
  return { holds, next: found.length > page.limit && last ? writeCursor(last) : null };
}

function writeCursor({ openedOn, score, declarationId, attempt }: HoldPosition): string {
  return Buffer.from([openedOn, score, declarationId, attempt].join(' ')).toString('base64url');
}

function readCursor(cursor: string): HoldPosition {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{1,6}) ([0-9a-f-]{36}) (\d{1,9})$/.exec(text);
  const [, day = '', score = '', declarationId = '', attempt = ''] = parts ?? [];
  const openedOn = parsePlainDate(day);
  if (openedOn) return { openedOn, score: Number(score), declarationId, attempt: Number(attempt) };
  throw new PilotError(
    RISK_ERRORS.RISK_CURSOR_INVALID,
    'the cursor is not one that this list gave; start without a cursor',
  );
}
