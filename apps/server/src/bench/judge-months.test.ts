import { expect, test } from 'vitest';
import { generateMonth } from '@pilotzone/generator/generate-months';
import { TYPOLOGIES } from '@pilotzone/generator/typologies';
import type { PlainDate } from '@pilotzone/kernel/time';
import { recordVector, restoreInputs } from '@pilotzone/risk/model/inputs';
import { shippedTable } from '@pilotzone/risk/model/shipped-table';
import { compileTable, isSameVerdict, judge } from '@pilotzone/risk/model/verdict';
import { judgeLabelled, type JudgedLabel } from './judge-months.ts';
import { scoreMonths } from './score-months.ts';

const FIRST_DAY = '2026-09-01' as PlainDate;
const TABLE = shippedTable();

/** A month that no threshold was chosen by: those were seeds 1 to 3. */
function judgeMonth(seed: number, perDay = 300): JudgedLabel[] {
  const month = { seed, firstDay: FIRST_DAY, days: 30, perDay, cases: 1 };
  return [...judgeLabelled(generateMonth(month), TABLE)];
}

const judged = judgeMonth(7001);

test('what is planted in a generated month is found, and little else is stopped', () => {
  const score = scoreMonths(judged);
  expect(score.typologies.map(({ typology }) => typology)).toEqual(
    TYPOLOGIES.map(({ name }) => name).toSorted(),
  );
  expect(score.recall).toBeGreaterThanOrEqual(0.9);
  expect(score.falseAlarmRate).toBeLessThanOrEqual(0.02);
  expect(score.ordinary).toBe(9_000);
});

test('what is planted would clear, but for what a typology says of itself', () => {
  const refusedFor = new Map(TYPOLOGIES.map((one) => [one.name, one.refusedFor ?? []]));
  const wrong = judged.filter(
    (one) =>
      [...new Set(one.refusedFor)].join() !== (refusedFor.get(one.typology ?? '') ?? []).join(),
  );
  expect(wrong.map((one) => [one.typology, one.refusedFor])).toEqual([]);
});

test('every verdict is made again from what is stored of it', () => {
  for (const { day, facts, verdict } of judged) {
    const stored = JSON.parse(JSON.stringify(recordVector(facts))) as typeof facts & object;
    const again = judge(compileTable(TABLE, day), restoreInputs(stored as never));
    if (!isSameVerdict(again, verdict)) expect(again).toEqual(verdict);
  }
});

test('the same seed gives the same month with the same verdicts', () => {
  const [once, again] = [judgeMonth(7002, 60), judgeMonth(7002, 60)];
  const text = (month: readonly JudgedLabel[]) =>
    month.map(({ verdict, facts }) => JSON.stringify([verdict, recordVector(facts)]));
  expect(text(again)).toEqual(text(once));
});

test('without a rule its pattern passes', () => {
  const rows = TABLE.rows.filter(({ id }) => !id.startsWith('carrier-weight'));
  const month = { seed: 7003, firstDay: FIRST_DAY, days: 20, perDay: 60, cases: 1 };
  const score = scoreMonths(judgeLabelled(generateMonth(month), { ...TABLE, rows }));
  expect(score.typologies.find(({ typology }) => typology === 'carrier-weight')?.found).toBe(0);
});
