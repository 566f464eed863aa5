import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf, type Page } from '@pilotzone/kernel/http/page';
import { parsePlainDate } from '@pilotzone/kernel/time';
import { listOpenHolds, type HoldPosition, type OpenHold } from './store/holds.ts';

/** A page of the queue, as it is stored. */
export type HoldsPage = Page<OpenHold>;

/**
 * The officers' queue: what was held on an earlier day comes first, within a day the highest score.
 * Throws CURSOR_INVALID.
 */
export async function listHolds(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  page: { cursor: string | undefined; limit: number },
): Promise<HoldsPage> {
  const { cursor, limit } = page;
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const found = await listOpenHolds(needs.db, needs.zoneCode, { after, limit: limit + 1 });
  return pageOf(found, limit, ({ openedOn, score, declarationId, attempt }) => [
    openedOn,
    String(score),
    declarationId,
    String(attempt),
  ]);
}

function positionOf(cursor: string): HoldPosition {
  const [day = '', score = '', declarationId = '', attempt = ''] = decodeCursor(cursor, 4);
  const openedOn = parsePlainDate(day);
  const isOurs = /^\d{1,6} [0-9a-f-]{36} \d{1,9}$/.test([score, declarationId, attempt].join(' '));
  if (openedOn && isOurs) {
    return { openedOn, score: Number(score), declarationId, attempt: Number(attempt) };
  }
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one that this list gave');
}
