import type { Runtime } from '@pilotzone/kernel/runtime';
import { ONE_OFFICER, type ReviewRule } from './model/review-policy.ts';
import { addPolicy, listPolicies, type ReviewPolicy } from './store/reviews.ts';

export type { ReviewPolicy };

const SHOWN = 50;

/** A rule to be put in force at once, by whom and why. */
export type PolicyRequest = ReviewRule & { readonly note: string; readonly by: string };

/** The policies of second officers, the one in force first; none: one officer decides. */
export function listReviewPolicies({ db, zoneCode }: Runtime): Promise<ReviewPolicy[]> {
  return listPolicies(db, zoneCode, SHOWN);
}

/**
 * Puts a policy in force for every hold that is decided from now on; what is proposed already still
 * waits for its second officer. A rule like the one in force changes nothing.
 */
export async function setReviewPolicy(
  { db, zoneCode, clock }: Runtime,
  request: PolicyRequest,
): Promise<ReviewPolicy> {
  return db.transaction(async (tx) => {
    const [last] = await listPolicies(tx, zoneCode, 1);
    const codes = [...new Set(request.codes)].sort();
    const rule = { minScore: request.minScore, codes };
    if (last && isSame(last, rule)) return last;
    const policy = {
      ...rule,
      policyNo: (last?.policyNo ?? 0) + 1,
      note: request.note.trim(),
      setBy: request.by,
      setAt: clock.now(),
    };
    await addPolicy(tx, zoneCode, policy);
    return policy;
  });
}

/** The rule in force. */
export async function ruleInForce(
  q: Parameters<typeof listPolicies>[0],
  zoneCode: string,
): Promise<ReviewRule> {
  const [last] = await listPolicies(q, zoneCode, 1);
  return last ?? ONE_OFFICER;
}

function isSame(one: ReviewRule, other: ReviewRule): boolean {
  return one.minScore === other.minScore && one.codes.join() === other.codes.join();
}
