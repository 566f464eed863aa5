/**
 * What a checked table lets a reader stumble over: rows that never count, rows that count one thing
 * twice, bands with a hole. None of it makes a table unusable, so these are remarks, not errors.
 */

import { boundsOf } from './contradictions.ts';
import { findField } from './facts.ts';
import { impliesAll } from './implications.ts';
import { formatUnits } from '@pilotzone/kernel/money';
import type { RuleRow, RuleTable } from './rule-table.ts';

export type TableRemark = {
  /** Position of the row, from 1. */
  readonly row: number;
  readonly id: string;
  readonly path: string;
  readonly code: 'ROW_NEVER_COUNTS' | 'ROWS_COUNT_TWICE' | 'BANDS_GAP';
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
};

/** All remarks in the order of rows. The table must have passed checkRuleTable. */
export function inspectTable({ rows }: Pick<RuleTable, 'rows'>): TableRemark[] {
  const pairs = rows.flatMap((row, index) => remarksOn(row, index, rows));
  return [...pairs, ...findGaps(rows)].toSorted((a, b) => a.row - b.row);
}

function remarksOn(row: RuleRow, index: number, rows: readonly RuleRow[]): TableRemark[] {
  const at = { row: index + 1, id: row.id, path: 'conditions' };
  const stronger = rows.find((other, place) => outdoes(other, row, place < index));
  if (stronger) {
    return [
      {
        ...at,
        code: 'ROW_NEVER_COUNTS',
        message: `${stronger.id} matches whenever this row does, and counts instead`,
        fix: 'remove this row, narrow the other one, or give this one a higher score',
      },
    ];
  }
  const twin = rows
    .slice(0, index)
    .find((other) => other.code !== row.code && isSameMatter(other, row));
  if (!twin) return [];
  return [
    {
      ...at,
      code: 'ROWS_COUNT_TWICE',
      message: `${twin.id} has the same conditions under another code, so both scores add up`,
      fix: 'give both rows one code, or change the conditions of one',
    },
  ];
}

/** Whether `other` takes the place of `row` wherever `row` matches. */
function outdoes(other: RuleRow, row: RuleRow, isEarlier: boolean): boolean {
  if (other === row || other.code !== row.code || !coversDays(other, row)) return false;
  if (!impliesAll(row.conditions, other.conditions)) return false;
  if (other.score < row.score || strengthOf(other) < strengthOf(row)) return false;
  const isTwin =
    other.score === row.score &&
    strengthOf(other) === strengthOf(row) &&
    impliesAll(other.conditions, row.conditions);
  // Of twins only the later one is told.
  return !isTwin || isEarlier;
}

function isSameMatter(one: RuleRow, other: RuleRow): boolean {
  return (
    impliesAll(one.conditions, other.conditions) &&
    impliesAll(other.conditions, one.conditions) &&
    shareDays(one, other)
  );
}

function strengthOf({ lane }: RuleRow): number {
  return lane === null ? 0 : lane === 'amber' ? 1 : 2;
}

const LAST = '9999-12-31';

function coversDays(wide: RuleRow, narrow: RuleRow): boolean {
  const ends = (wide.validUntil ?? LAST) >= (narrow.validUntil ?? LAST);
  return wide.validFrom <= narrow.validFrom && ends;
}

function shareDays(one: RuleRow, other: RuleRow): boolean {
  return one.validFrom <= (other.validUntil ?? LAST) && other.validFrom <= (one.validUntil ?? LAST);
}

type Band = { readonly row: number; readonly id: string; from: bigint; until: bigint | undefined };

/** Rows of one code that look at one number only are bands; between two of them may be a hole. */
function findGaps(rows: readonly RuleRow[]): TableRemark[] {
  const bands = new Map<string, Band[]>();
  rows.forEach((row, index) => {
    const [condition, ...more] = row.conditions;
    const type = findField(condition?.field ?? '')?.type;
    if (!condition || more.length > 0 || (type !== 'integer' && type !== 'decimal')) return;
    const [from, until] = boundsOf(condition, type === 'integer' ? WHOLE : 1n);
    if (from === undefined) return;
    const key = `${row.code} ${condition.field}`;
    bands.set(key, [...(bands.get(key) ?? []), { row: index + 1, id: row.id, from, until }]);
  });
  return [...bands].flatMap(([key, of]) => gapsBetween(key.split(' ')[1] ?? '', of));
}

const WHOLE = 100_000n;

function gapsBetween(field: string, bands: readonly Band[]): TableRemark[] {
  const step = findField(field)?.type === 'integer' ? WHOLE : 1n;
  const sorted = bands.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const remarks: TableRemark[] = [];
  let reached: bigint | undefined;
  for (const [index, { row, id, from, until }] of sorted.entries()) {
    if (index > 0 && reached !== undefined && from > reached + step) {
      const hole = `${formatUnits(reached + step)} to ${formatUnits(from - step)}`;
      remarks.push({
        ...{ row, id, path: 'conditions[0].operand', code: 'BANDS_GAP' },
        message: `no row of this code matches ${field} from ${hole}, below this one`,
        fix: 'let the lower band reach up to this one, or say in the name that the hole is meant',
      });
    }
    if (until === undefined) break;
    if (reached === undefined || until > reached) reached = until;
  }
  return remarks;
}
