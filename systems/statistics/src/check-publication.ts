import type { Queryable } from '@pilotzone/kernel/db';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { checkTotals } from './check-totals.ts';
import type { PublicationCheck } from './contract/publications.ts';
import type { Period, PublishedTable, RawTable } from './model/publication.ts';
import { findEdition, readCells } from './store/cells.ts';
import { readPublications } from './store/publications.ts';

export type CheckNeeds = { readonly zoneCode: string; readonly db: Queryable };

type Made = {
  readonly period: Period;
  readonly raw: readonly RawTable[];
  readonly revision: number;
};

/**
 * What is looked at before anybody signs: whether goods add up to lists, the tables agree, how the
 * sums stand beside the period before and the year before, what jumps, and what became known late.
 * Only `totals` and `tables` stop a signature; the others are for people to judge.
 */
export async function checkPublication(made: Made, needs: CheckNeeds): Promise<PublicationCheck[]> {
  const { period, raw } = made;
  const before = await lastTables(period.before, needs);
  const yearBefore = await lastTables(period.yearBefore, needs);
  return [
    await checkSums(period, needs),
    checkAgreement(raw),
    {
      name: 'before',
      isOk: true,
      detail: [
        compareSums(raw, before, period.before),
        compareSums(raw, yearBefore, period.yearBefore),
      ],
    },
    checkOutliers(raw, before),
    await checkLate(made, needs),
  ];
}

async function lastTables(period: string, { db, zoneCode }: CheckNeeds) {
  const [last] = await readPublications(db, zoneCode, { period });
  return last?.content ?? [];
}

async function checkSums(period: Period, needs: CheckNeeds): Promise<PublicationCheck> {
  const { from, until } = period;
  const check = await checkTotals({ from, until }, needs);
  if (check.kind === 'balanced') return { name: 'totals', isOk: true, detail: [check.tax] };
  const detail = check.gaps.map(
    ({ day, tradeMode, measure, lists, goods }) =>
      `${day} ${tradeMode} ${measure}: ${lists} ≠ ${goods}`,
  );
  return { name: 'totals', isOk: false, detail };
}

/** The sums of all tables, by direction and whole, are one number each. */
function checkAgreement(raw: readonly RawTable[]): PublicationCheck {
  const detail: string[] = [];
  for (const direction of ['import', 'export', '']) {
    const sums = raw.map(({ dimension, cells }) => {
      const sum = cells.find((cell) => cell.row === '' && cell.direction === direction);
      const parts = cells.filter((cell) => cell.row !== '' && cell.direction === direction);
      const added = parts.reduce((all, { total }) => all + total, 0n);
      return { dimension, sum: sum?.total ?? 0n, added };
    });
    for (const { dimension, sum, added } of sums)
      if (sum !== sums[0]?.sum || sum !== added)
        detail.push(`${dimension} ${direction}: ${yuan(sum)}, ${yuan(added)}`);
  }
  return { name: 'tables', isOk: detail.length === 0, detail };
}

function compareSums(
  raw: readonly RawTable[],
  before: readonly PublishedTable[],
  name: string,
): string {
  const now = raw[0]?.cells.find(({ row, direction }) => row === '' && direction === '');
  const then = before[0]?.cells.find(({ row, direction }) => row === '' && direction === '');
  const value = parseUnits(then?.value ?? '');
  if (!now || value === undefined || value === 0n) return `${name}: –`;
  return `${name}: ${then?.value ?? ''} → ${now.shown.value} (${percent(now.total, value)})`;
}

// Three times as much, or a third: somebody should know why.
const JUMP = 3n;

function checkOutliers(
  raw: readonly RawTable[],
  before: readonly PublishedTable[],
): PublicationCheck {
  const detail = raw.flatMap(({ dimension, cells }) => {
    const then = before.find((table) => table.dimension === dimension)?.cells ?? [];
    return cells.flatMap(({ row, direction, total, shown }) => {
      const was = then.find((cell) => cell.row === row && cell.direction === direction);
      const value = parseUnits(was?.value ?? '');
      if (value === undefined || (total <= value * JUMP && total * JUMP >= value)) return [];
      return [`${dimension} ${row || '∑'} ${direction}: ${was?.value ?? ''} → ${shown.value}`];
    });
  });
  return { name: 'outliers', isOk: detail.length === 0, detail };
}

/** What of the period became known after its last day. */
async function checkLate(made: Made, { db, zoneCode }: CheckNeeds): Promise<PublicationCheck> {
  const { period, revision } = made;
  const then = await findEdition(db, zoneCode, { knownAt: period.until });
  const sumAt = async (at: number) => {
    const { from, until } = period;
    const selection = {
      ...{ counts: 'lists' as const, by: [], from, until, revision: at, filters: new Map() },
    };
    const [sum] = await readCells(db, zoneCode, { selection, limit: 1 });
    return { count: sum?.count ?? 0, value: parseUnits(sum?.value ?? '0') ?? 0n };
  };
  const [old, now] = [await sumAt(then?.revision ?? 0), await sumAt(revision)];
  const isOk = old.count === now.count && old.value === now.value;
  const change = `${now.count - old.count}, ${yuan(now.value - old.value)}`;
  return { name: 'late', isOk, detail: isOk ? [] : [change] };
}

function yuan(units: bigint): string {
  return formatMoney(cny(units));
}

function percent(now: bigint, then: bigint): string {
  const tenths = ((now - then) * 1000n) / then;
  const text = `${tenths < 0n ? -tenths : tenths}`.padStart(2, '0');
  return `${tenths < 0n ? '−' : '+'}${text.slice(0, -1)}.${text.slice(-1)} %`;
}
