import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf, type Page } from '@pilotzone/kernel/http/page';
import { parsePlainDate } from '@pilotzone/kernel/time';
import { needsTwo } from './model/review-policy.ts';
import { ruleInForce } from './set-review-policy.ts';
import { listOpenHolds, type HoldPosition, type OpenHold } from './store/holds.ts';
import { listProposalsOf, type HoldProposal } from './store/reviews.ts';

/** A hold of the queue with what was proposed for it, the standing proposal last. */
export type WaitingHold = OpenHold & {
  readonly needsTwo: boolean;
  readonly proposals: readonly HoldProposal[];
};

/** A page of the queue. */
export type HoldsPage = Page<WaitingHold>;

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
  const held = await withProposals(needs, found);
  return pageOf(held, limit, ({ openedOn, score, declarationId, attempt }) => [
    openedOn,
    String(score),
    declarationId,
    String(attempt),
  ]);
}

async function withProposals(
  { db, zoneCode }: { readonly zoneCode: string; readonly db: Queryable },
  holds: readonly OpenHold[],
): Promise<WaitingHold[]> {
  const rule = await ruleInForce(db, zoneCode);
  const ids = holds.map(({ declarationId }) => declarationId);
  const found = await listProposalsOf(db, zoneCode, ids);
  return holds.map((hold) => {
    const isOfHold = (one: (typeof found)[number]) =>
      one.declarationId === hold.declarationId && one.attempt === hold.attempt;
    const proposals = found.filter(isOfHold);
    return { ...hold, proposals, needsTwo: proposals.length > 0 || needsTwo(rule, hold) };
  });
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
