import { roundHalfUp } from '@pilotzone/kernel/money';
import type { EvidenceOutcome, Role } from './evidence.ts';
import type { GradeComponent, GradeLetter, GradeMethod } from './method.ts';

/**
 * Declarations of one enterprise in the same roles with one outcome and reason ("": each
 * declaration once).
 */
export type EvidenceCount = {
  readonly roles: readonly Role[];
  readonly outcome: EvidenceOutcome;
  readonly reasonCode: string;
  readonly declarations: number;
};

/** A component with its numbers. Points are hundredths of a point. */
export type ComponentResult = {
  readonly component: GradeComponent;
  readonly counted: number;
  readonly of: number;
  /** counted/of in basis points, rounded half-up; the points are computed from the exact share. */
  readonly share: number;
  readonly points: number;
  readonly pointsMax: number;
};

/** A grade with all that it was computed from. */
export type GradeResult = {
  readonly grade: GradeLetter;
  /** Hundredths of a point, 0 to 10000; `null` when nothing could be counted. */
  readonly score: number | null;
  /** Declarations concluded, each once: what sampleMin is compared with. */
  readonly sample: number;
  /** Components with evidence; the others leave the sum. */
  readonly components: readonly ComponentResult[];
};

/**
 * Computes a grade in exact integer arithmetic: the same counts and method give the same grade on
 * any machine.
 */
export function computeGrade(method: GradeMethod, counts: readonly EvidenceCount[]): GradeResult {
  const components = method.components.flatMap((component) => resultOf(component, counts));
  const score = scoreOf(components);
  const sample = sampleOf(counts);
  const grade = score === null || sample < method.sampleMin ? 'new' : letterOf(method, score);
  return { grade, score, sample, components };
}

function resultOf(component: GradeComponent, counts: readonly EvidenceCount[]): ComponentResult[] {
  const own = counts.filter(({ roles }) => roles.some((role) => component.roles.includes(role)));
  const of = sum(
    own.filter((count) => component.of.includes(count.outcome) && count.reasonCode === ''),
  );
  if (of === 0) return [];
  const counted = Math.min(of, sum(own.filter((count) => isCounted(component, count))));
  return [withPoints(component, counted, of)];
}

function isCounted(component: GradeComponent, count: EvidenceCount): boolean {
  if (!component.outcomes.includes(count.outcome)) return false;
  if (component.reasons.length === 0) return count.reasonCode === '';
  return component.reasons.includes(count.reasonCode);
}

function withPoints(component: GradeComponent, counted: number, of: number): ComponentResult {
  const share = Number(roundHalfUp(BigInt(counted) * 10_000n, BigInt(of)));
  const pointsMax = component.weight * 100;
  return { component, counted, of, share, points: pointsOf(component, counted, of), pointsMax };
}

function pointsOf({ weight, fullAt, noneAt }: GradeComponent, counted: number, of: number): number {
  const whole = BigInt(of);
  const missing = BigInt(noneAt) * whole - BigInt(counted) * 10_000n;
  const span = BigInt(noneAt - fullAt) * whole;
  if (missing <= 0n) return 0;
  if (missing >= span) return weight * 100;
  return Number(roundHalfUp(BigInt(weight) * 100n * missing, span));
}

function scoreOf(components: readonly ComponentResult[]): number | null {
  let points = 0n;
  let most = 0n;
  for (const result of components) {
    points += BigInt(result.points);
    most += BigInt(result.pointsMax);
  }
  return most === 0n ? null : Number(roundHalfUp(points * 10_000n, most));
}

/** Released and rejected only: a held list is counted at its end. */
function sampleOf(counts: readonly EvidenceCount[]): number {
  const concluded = counts.filter(
    ({ outcome, reasonCode }) =>
      reasonCode === '' && (outcome === 'released' || outcome === 'rejected'),
  );
  return sum(concluded);
}

function letterOf(method: GradeMethod, score: number): GradeLetter {
  return method.bands.find((band) => score >= band.from)?.grade ?? 'D';
}

function sum(counts: readonly EvidenceCount[]): number {
  return counts.reduce((total, count) => total + count.declarations, 0);
}

/** What would lift the grade: one component changed, everything else as it is. */
export type WayUp = {
  readonly component: string;
  readonly counted: number;
  /** At most so many would have been few enough. */
  readonly countedMax: number;
};

/** The next better grade and how far it is. */
export type NextGrade = {
  readonly grade: GradeLetter;
  readonly from: number;
  /** Hundredths of a point. */
  readonly missing: number;
  readonly waysUp: readonly WayUp[];
};

/** How far the next grade is; `null` at the top and for an enterprise that is `new`. */
export function findNextGrade(method: GradeMethod, result: GradeResult): NextGrade | null {
  const { score, grade } = result;
  if (score === null || grade === 'new') return null;
  const band = method.bands.toReversed().find(({ from }) => from > score);
  if (!band) return null;
  const waysUp = result.components.flatMap((own) => {
    const countedMax = findCountedMax(result.components, own, band.from);
    if (countedMax === undefined) return [];
    return [{ component: own.component.id, counted: own.counted, countedMax }];
  });
  return { grade: band.grade, from: band.from, missing: band.from - score, waysUp };
}

/**
 * The largest smaller count that reaches `score`, by halving: fewer faults never earn fewer points.
 */
function findCountedMax(
  components: readonly ComponentResult[],
  own: ComponentResult,
  score: number,
): number | undefined {
  const reaches = (counted: number) => {
    const changed = withPoints(own.component, counted, own.of);
    const others = components.filter((other) => other !== own);
    return (scoreOf([...others, changed]) ?? 0) >= score;
  };
  if (own.counted === 0 || !reaches(0)) return undefined;
  let low = 0;
  let high = own.counted;
  while (high - low > 1) {
    const middle = Math.trunc((low + high) / 2);
    if (reaches(middle)) low = middle;
    else high = middle;
  }
  return low;
}
