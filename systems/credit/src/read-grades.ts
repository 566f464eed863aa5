import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { CREDIT_ERRORS } from './contract.ts';
import { computeGrade, type EvidenceCount } from './model/grade.ts';
import type { GradeLetter, GradeMethod } from './model/method.ts';
import { findMethod, sumCounts, type StoredMethod, type Window } from './store.ts';

/**
 * What risk and clearing learn of an enterprise. `score` in hundredths of a point, `null` without
 * evidence.
 */
export type Grade = { readonly grade: GradeLetter; readonly score: number | null };

export type ReadGrades = (q: Queryable, codes: readonly string[]) => Promise<Map<string, Grade>>;

// Enterprises of a zone count in thousands; beyond this the cache starts anew.
const CACHE_MAX = 20_000;

/**
 * Makes the reader of today's grades. A grade counts what was known before its day began, so it
 * stands for the whole day, whatever the order of batches, and is computed once a day and process:
 * afterwards a call costs no query. The reader throws CREDIT_METHOD_MISSING.
 */
export function createReadGrades(needs: Pick<Runtime, 'zoneCode' | 'clock'>): ReadGrades {
  const kept = new Map<string, Grade>();
  let keptDay: PlainDate | undefined;
  return readGrades;

  async function readGrades(q: Queryable, codes: readonly string[]): Promise<Map<string, Grade>> {
    const today = dayOf(needs.clock.now());
    if (today !== keptDay || kept.size > CACHE_MAX) kept.clear();
    keptDay = today;
    const unknown = [...new Set(codes)].filter((code) => code !== '' && !kept.has(code));
    if (unknown.length > 0) await load(q, unknown, today);
    return new Map(codes.flatMap((code) => entryOf(kept, code)));
  }

  async function load(q: Queryable, codes: readonly string[], day: PlainDate): Promise<void> {
    const { content } = await getMethod(q, needs.zoneCode, day);
    const window = windowOf(content, day);
    const counts = new Map<string, EvidenceCount[]>(codes.map((code) => [code, []]));
    for (const count of await sumCounts(q, needs.zoneCode, { codes, window })) {
      counts.get(count.enterpriseCode)?.push(count);
    }
    if (day !== keptDay) return;
    for (const [code, own] of counts) {
      const { grade, score } = computeGrade(content, own);
      kept.set(code, { grade, score });
    }
  }
}

function entryOf(grades: ReadonlyMap<string, Grade>, code: string): [string, Grade][] {
  const grade = grades.get(code);
  return grade ? [[code, grade]] : [];
}

/** The days whose evidence the grade of `day` counts: up to the day before. */
export function windowOf(method: GradeMethod, day: PlainDate): Window {
  return { from: addDays(day, -method.windowDays), until: addDays(day, -1) };
}

/** The method by which `day` is graded. Throws CREDIT_METHOD_MISSING. */
export async function getMethod(
  q: Queryable,
  zoneCode: string,
  day: PlainDate,
): Promise<StoredMethod> {
  const method = await findMethod(q, zoneCode, day);
  if (method) return method;
  throw new PilotError(
    CREDIT_ERRORS.CREDIT_METHOD_MISSING,
    `no grade method applies on ${day}; start the platform once, so that it installs the first`,
  );
}
