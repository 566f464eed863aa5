import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { subtractMoney, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { statusOf, usedOf, type Guarantee } from './model/guarantee.ts';
import { guaranteeLimitSet } from './model/ledger.ts';
import { ensureGuarantee, lockGuarantees, updateLimit } from './store/guarantees.ts';
import { appendPostings } from './store/ledger.ts';

/**
 * A new limit. `warnShare` in 1/100 000 (80 000n is 80 %); without it the former one stays, at
 * first 80 %.
 */
export type GuaranteeOrder = {
  readonly guarantorCode: string;
  readonly limit: Money;
  readonly warnShare?: bigint | undefined;
  readonly reason: string;
  readonly changedBy: string;
};

/** `below-use`: more is earmarked and reserved than the new limit, nothing was changed. */
export type GuaranteeResult =
  | { readonly kind: 'set' | 'unchanged'; readonly guarantee: Guarantee }
  | { readonly kind: 'below-use'; readonly used: Money };

/**
 * Registers a guarantee or changes its limit, with the reason. The same limit and share again
 * change nothing.
 */
export async function setGuarantee(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'ids'>,
  tx: Tx,
  order: GuaranteeOrder,
): Promise<GuaranteeResult> {
  const { guarantorCode, limit } = order;
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  await ensureGuarantee(tx, guarantorCode, at);
  const [before] = await lockGuarantees(tx, needs.zoneCode, [guarantorCode]);
  assert(before, `guarantee of ${guarantorCode} exists`);
  const used = usedOf(before);
  if (limit.units < used.units) return { kind: 'below-use', used };
  const warnShare = order.warnShare ?? before.warnShare;
  const isSame = limit.units === before.limit.units && warnShare === before.warnShare;
  if (isSame && before.version > 0) return { kind: 'unchanged', guarantee: before };
  const changed = { ...before, limit, warnShare, version: before.version + 1 };
  const after = { ...changed, status: statusOf(changed, before, false) };
  const postingSetId = needs.ids.newId();
  const { reason, changedBy } = order;
  await updateLimit(tx, { before, after, postingSetId, reason, changedBy }, at);
  const difference = subtractMoney(limit, before.limit);
  if (difference.units !== 0n) {
    const day = dayOf(at.now);
    const head = { postingSetId, setNo: 1, referenceKind: 'guarantee-limit', day } as const;
    await appendPostings(tx, [guaranteeLimitSet(head, guarantorCode, difference)], at);
  }
  return { kind: 'set', guarantee: after };
}
