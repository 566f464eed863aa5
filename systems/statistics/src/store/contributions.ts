import type { Parameter, Queryable, Tx } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import { cellSource, EXPRESSIONS } from './cells.ts';
import type { CellRow, CellSelection } from './cells.ts';

/** A cell with who stands behind it. */
export type ContributionRow = CellRow & {
  readonly firms: number;
  /** Lists behind the cell, whatever the question counts. */
  readonly lists: number;
  readonly largest: string;
  readonly second: string;
  /** Which merchants, as a digest. */
  readonly firm_set: string;
  /** First and last month in which they traded. */
  readonly first_month: string;
  readonly last_month: string;
};

/** Cells with their merchants: how many, the two largest by value, and a digest of all of them. */
export async function readContributions(
  q: Queryable,
  zoneCode: string,
  { selection, limit }: { selection: CellSelection; limit: number },
): Promise<ContributionRow[]> {
  const { by, counts } = selection;
  const parameters: Parameter[] = [
    zoneCode,
    selection.revision,
    selection.from,
    selection.until,
    limit,
  ];
  // A list has one buyer; of goods, as many lists stand behind lines as there are declarations.
  const persons =
    counts === 'lists'
      ? 'sum(f.lists::int4)'
      : 'least(sum(f.lines::int4), count(distinct f.declaration_id))';
  const names = by.map((dimension) => `"${dimension}"`);
  const selected = by.map(
    (dimension) => `(${EXPRESSIONS[dimension]}) collate "C" as "${dimension}", `,
  );
  const before = names.map((name) => `${name}, `).join('');
  return q.query<ContributionRow>(
    `with firm as (
       select ${selected.join('')}f.merchant, sum(f.${counts}::int4) as count,
         ${persons} as lists, sum(f.value::numeric) as value,
         sum(f.tariff::numeric) as tariff, sum(f.consumption_tax::numeric) as consumption_tax,
         sum(f.value_added_tax::numeric) as value_added_tax,
         sum(f.weight_kg::numeric) as weight_kg,
         min(left(f.day, 7)) as first_month, max(left(f.day, 7)) as last_month
       from ${cellSource(selection, parameters, ['merchant', 'lists', 'declaration_id'])}
       group by ${[...names.map((_, i) => i + 1), 'f.merchant'].join(', ')}
       having sum(f.${counts}::int4) <> 0
       or sum(f.value::numeric) <> 0
     )
     select ${before}sum(count)::int8 as count, sum(lists)::int8 as lists, sum(value) as value,
       sum(tariff) as tariff, sum(consumption_tax) as consumption_tax,
       sum(value_added_tax) as value_added_tax, sum(weight_kg) as weight_kg,
       count(*)::int4 as firms, max(value) as largest,
       coalesce((array_agg(value order by value desc))[2], 0) as second,
       md5(string_agg(merchant, ',' order by merchant collate "C")) as firm_set,
       min(first_month) as first_month, max(last_month) as last_month, 0::text as quantity
     from firm
     ${names.length > 0 ? `group by ${names.join(', ')}` : 'having count(*) > 0'}
     order by ${names.join(', ') || '1'}
     limit $5`,
    parameters,
  );
}

/** Adds to what a client was told on a day; gives the sum of the day. */
export async function spendCells(
  tx: Tx,
  zoneCode: string,
  spent: { client: string; day: PlainDate; cells: number },
): Promise<number> {
  const rows = await tx.query<{ cells: number }>(
    `insert into statistics.disclosed_cells as d (zone_code, client, day, cells)
     values ($1, $2, $3::date, $4)
     on conflict (zone_code, client, day)
     do update set cells = d.cells + excluded.cells
     returning cells`,
    [zoneCode, spent.client, spent.day, spent.cells],
  );
  return rows[0]?.cells ?? spent.cells;
}
