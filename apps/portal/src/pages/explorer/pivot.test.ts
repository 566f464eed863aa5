import { describe, expect, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import { pivotOf, showMeasure } from './pivot.ts';
import { asCellQuery, endOfMonth, questionAt, readQuestion } from './question.ts';

const cell = (at: Record<string, string>, value: string) => ({
  ...{ at, count: 2, value, tax: '0.00', tariff: '0.00', consumptionTax: '0.00' },
  ...{ valueAddedTax: '0.00', weightKg: '1.5' },
});

const today = '2026-12-01' as PlainDate;

describe('a pivot', () => {
  const cells = [
    cell({ hs2: '19', direction: 'import' }, '10.00'),
    cell({ hs2: '33', direction: 'import' }, '30.50'),
    cell({ hs2: '33', direction: 'export' }, '5.00'),
  ];
  const asked = { rows: 'hs2', columns: 'direction', measure: 'value' } as const;

  test('has the largest first, sums, and a place for what is not there', () => {
    const table = pivotOf({ cells, hidden: [], protection: 'none' }, asked);
    expect(table.rows).toEqual(['33', '19']);
    expect(table.columns).toEqual(['import', 'export']);
    expect(table.at('19', 'export')).toBeUndefined();
    expect(showMeasure(table.sums?.row('33') ?? 0n, 'value')).toBe('35.50');
    expect(showMeasure(table.sums?.column('import') ?? 0n, 'value')).toBe('40.50');
  });

  test('shows what is withheld and adds up nothing that is blurred', () => {
    const hidden = [{ hs2: '85', direction: 'import' }];
    const table = pivotOf({ cells, hidden, protection: 'noise' }, asked);
    expect(table.at('85', 'import')).toBeNull();
    expect(table.rows).toContain('85');
    expect(table.sums).toBeUndefined();
  });
});

describe('the address', () => {
  test('of who may not see all asks about whole ended months and names no firm', () => {
    const query = new URLSearchParams('rows=merchant&columns=hs2&until=2026-12-01');
    const question = readQuestion(query, { today, seesAll: false });
    expect(asCellQuery(question)).toBe('by=month%2Chs2&from=2026-06-01&until=2026-11-30');
  });

  test('leads from a number to the question about that number alone', () => {
    const query = new URLSearchParams('rows=quarter&columns=park&from=2026-08-15&until=2026-12-01');
    const question = readQuestion(query, { today, seesAll: true });
    expect(questionAt(question, { quarter: '2026-Q3', park: '' })).toBe(
      'from=2026-08-15&until=2026-09-30&park=-',
    );
    expect(endOfMonth('2028-02-03' as PlainDate)).toBe('2028-02-29');
  });
});
