import { DECLARATION_STATUSES } from '../api/shapes.ts';
import type { DeclarationStatus, SummaryRow } from '../api/shapes.ts';
import { sumOf } from '../format.ts';

/** Counts and sums of some lists; amounts are decimals in CNY. */
export type Tally = {
  readonly count: number;
  readonly green: number;
  readonly amber: number;
  readonly red: number;
  readonly noLane: number;
  /** `null` where no list was assessed. */
  readonly dutiablePrice: string | null;
  readonly tax: string | null;
};

export type DayTable = {
  readonly rows: readonly (Tally & { readonly status: DeclarationStatus })[];
  readonly total: Tally;
};

/** The day's lists, a row per status that occurs, in the order of a list's life. */
export function tabulateDay(summary: readonly SummaryRow[]): DayTable {
  const rows = DECLARATION_STATUSES.flatMap((status) => {
    const mine = summary.filter((row) => row.status === status);
    return mine.length === 0 ? [] : [{ status, ...tally(mine) }];
  });
  return { rows, total: tally(summary) };
}

function tally(rows: readonly SummaryRow[]): Tally {
  const countOf = (lane: SummaryRow['lane']) =>
    rows.reduce((sum, row) => sum + (row.lane === lane ? row.count : 0), 0);
  return {
    count: rows.reduce((sum, row) => sum + row.count, 0),
    green: countOf('green'),
    amber: countOf('amber'),
    red: countOf('red'),
    noLane: countOf(null),
    dutiablePrice: sumOfKnown(rows.map((row) => row.dutiablePrice)),
    tax: sumOfKnown(rows.map((row) => row.tax)),
  };
}

function sumOfKnown(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : sumOf(known);
}
