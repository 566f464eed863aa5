import type { EvidenceOutcome, Role } from './evidence.ts';

/** 信用等级. `new`: too little evidence to say more. */
export type GradeLetter = 'A' | 'B' | 'C' | 'D' | 'new';

/**
 * One component of a grade: a share of the enterprise's declarations. At `fullAt` and below it
 * earns all its points, at `noneAt` and above none, in between evenly less. Shares in basis points
 * (100 is 1 %).
 */
export type GradeComponent = {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /**
   * Points it can earn; a component without evidence leaves the sum, and the others share the
   * hundred.
   */
  readonly weight: number;
  /** Roles whose declarations count here: nobody answers for what was not in his hands. */
  readonly roles: readonly Role[];
  /** What is counted, and with which reasons; no reasons: every declaration with the outcome. */
  readonly outcomes: readonly EvidenceOutcome[];
  readonly reasons: readonly string[];
  /** What it is a share of. */
  readonly of: readonly EvidenceOutcome[];
  readonly fullAt: number;
  readonly noneAt: number;
};

/** How grades are computed from a day on; data, so that a change is dated and can be explained. */
export type GradeMethod = {
  readonly name: string;
  /** Grades of a day count the evidence of this many days before it. */
  readonly windowDays: number;
  /** Concluded declarations below which an enterprise is `new`: small samples say little. */
  readonly sampleMin: number;
  readonly components: readonly GradeComponent[];
  /** Least score of each letter, in hundredths of a point, best letter first. */
  readonly bands: readonly { readonly grade: 'A' | 'B' | 'C' | 'D'; readonly from: number }[];
  readonly basis: string;
};
