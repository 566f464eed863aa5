import type { Finding } from '@pilotzone/kernel/finding';

/** Which holds need two officers; `minScore` null: the score alone never asks for a second one. */
export type ReviewRule = {
  readonly minScore: number | null;
  readonly codes: readonly string[];
};

/** As long as a zone has set nothing, one officer decides. */
export const ONE_OFFICER: ReviewRule = { minScore: null, codes: [] };

/** Whether two officers decide a hold of this score with these reasons. */
export function needsTwo(
  rule: ReviewRule,
  hold: { readonly score: number; readonly reasons: readonly Pick<Finding, 'code'>[] },
): boolean {
  if (rule.minScore !== null && hold.score >= rule.minScore) return true;
  return hold.reasons.some(({ code }) => rule.codes.includes(code));
}
