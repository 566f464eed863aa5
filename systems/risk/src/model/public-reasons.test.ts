import { expect, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import shipped from '../../rules/retail-import.json' with { type: 'json' };
import { checkRuleTable } from './check-table.ts';
import { listFields, type RiskInputs } from './facts.ts';
import { boundsOf } from './contradictions.ts';
import { compileTable, judge, publicFindings } from './verdict.ts';

/**
 * What somebody who sees public texts only can learn: the same words below, at and far above each
 * threshold, and no number among them that he has not written himself.
 */

const check = checkRuleTable(shipped);
if (check.kind === 'invalid') throw new Error('the shipped table is sound');
const { table } = check;
const compiled = compileTable(table, '2026-11-20' as PlainDate);
const fields = new Map(listFields());

const numeric = table.rows.filter(({ conditions }) =>
  conditions.every(({ field }) => ['integer', 'decimal'].includes(fields.get(field)?.type ?? '')),
);

function answerTo(inputs: RiskInputs, code: string): string {
  const findings = publicFindings(compiled, judge(compiled, inputs));
  return JSON.stringify(findings.filter((one) => one.code === code));
}

/** A value `by` steps inside what each condition of a row lets through. */
function inside(row: (typeof numeric)[number], by: bigint): RiskInputs {
  const inputs: { [field: string]: unknown } = {};
  for (const condition of row.conditions) {
    const isWhole = fields.get(condition.field)?.type === 'integer';
    const step = isWhole ? 100_000n : 1n;
    const [low, high] = boundsOf(condition, step);
    const at = low === undefined ? (high ?? 0n) - by * step : low + by * step;
    inputs[condition.field] = isWhole ? Number(at / 100_000n) : at;
  }
  return inputs;
}

test('there are rows with thresholds to learn', () => {
  expect(numeric.length).toBeGreaterThan(5);
});

test.each(numeric.map((row) => [row.id, row] as const))(
  '%s: the text at its threshold is the text far beyond it, but for what the trader wrote',
  (_, row) => {
    const at = inside(row, 0n);
    const own = row.conditions.filter(({ field }) => fields.get(field)?.declared);
    const beyond = own.length > 0 ? at : inside(row, 3n);
    const text = answerTo(at, row.code);
    expect(text).not.toBe('[]');
    expect(answerTo(beyond, row.code)).toBe(text);
    const values = publicFindings(compiled, judge(compiled, at)).find(
      ({ code }) => code === row.code,
    )?.values;
    expect(values).toHaveLength(own.length);
  },
);

test.each(numeric.map((row) => [row.id, row] as const))(
  '%s: no operand of a computed fact stands in any public word',
  (_, row) => {
    const words = [row.reason.zh, row.reason.en, row.fix, row.fixZh ?? ''].join(' ');
    const numbers = words.replaceAll(',', '').match(/\d+(\.\d+)?/g) ?? [];
    for (const { operand } of row.conditions)
      for (const end of [operand].flat()) expect(numbers).not.toContain(String(end));
  },
);
