import { expect, it } from 'vitest';
import type { SummaryRow } from '../api/shapes.ts';
import { tabulateDay } from './day-table.ts';

function row(part: Partial<SummaryRow>): SummaryRow {
  return { status: 'released', lane: 'green', count: 1, tax: '1', dutiablePrice: '10', ...part };
}

it('has a row per status in the order of life, and the parts add up to the total', () => {
  const table = tabulateDay([
    row({ count: 3, tax: '0.1', dutiablePrice: '100.00001' }),
    row({ status: 'held', lane: 'red', count: 2, tax: null }),
    row({ lane: 'amber', tax: '0.2' }),
    row({ status: 'waiting', lane: null, dutiablePrice: null }),
  ]);
  expect(table.rows.map(({ status, count }) => [status, count])).toEqual([
    ['waiting', 1],
    ['held', 2],
    ['released', 4],
  ]);
  expect(table.total).toEqual({
    count: 7,
    green: 3,
    amber: 1,
    red: 2,
    noLane: 1,
    dutiablePrice: '120.00001',
    tax: '1.30',
  });
});

it('a day without lists is an empty table', () => {
  expect(tabulateDay([]).rows).toEqual([]);
});
