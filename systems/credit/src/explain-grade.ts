import type { Queryable } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { GradeExplanation } from './contract.ts';
import { hashMethod } from './install-shipped-method.ts';
import { computeGrade, findNextGrade } from './model/grade.ts';
import type { ComponentResult, NextGrade } from './model/grade.ts';
import { getMethod, windowOf } from './read-grades.ts';
import { sumEvidence } from './store.ts';

/**
 * A grade with its whole computation, from the evidence itself and not from the daily counts: the
 * same for a past day whenever it is asked. Throws CREDIT_METHOD_MISSING.
 */
export async function explainGrade(
  needs: { readonly zoneCode: string },
  q: Queryable,
  { code, day }: { code: string; day: PlainDate },
): Promise<GradeExplanation> {
  const method = await getMethod(q, needs.zoneCode, day);
  const { version, sha256, content } = method;
  assert(hashMethod(content) === sha256, `grade method ${version} was altered`);
  const window = windowOf(content, day);
  const counts = await sumEvidence(q, needs.zoneCode, { code, window });
  const result = computeGrade(content, counts);
  const next = findNextGrade(content, result);
  return {
    day,
    grade: result.grade,
    score: result.score === null ? null : hundredths(result.score),
    sample: result.sample,
    sampleMin: content.sampleMin,
    window,
    method: { version, name: content.name, sha256 },
    components: result.components.map(toComponent),
    next: next && toNext(next),
  };
}

function toComponent({ component, counted, of, share, points, pointsMax }: ComponentResult) {
  return {
    id: component.id,
    zh: component.zh,
    en: component.en,
    roles: [...component.roles],
    outcomes: [...component.outcomes],
    reasons: [...component.reasons],
    counted,
    of,
    share: hundredths(share),
    fullAt: hundredths(component.fullAt),
    noneAt: hundredths(component.noneAt),
    points: hundredths(points),
    pointsMax: hundredths(pointsMax),
  };
}

function toNext({ grade, from, missing, waysUp }: NextGrade) {
  return { grade, from: hundredths(from), missing: hundredths(missing), waysUp: [...waysUp] };
}

/** Hundredths as text with two decimals: 9350 is "93.50". */
function hundredths(value: number): string {
  const digits = String(value).padStart(3, '0');
  return digits.slice(0, -2) + '.' + digits.slice(-2);
}
