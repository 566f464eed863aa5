import type { Parameter, Queryable } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { CellDimension } from '../contract/cells.ts';

/** The numbers of one moment of knowledge. */
export type EditionRow = { readonly revision: number; readonly through: Instant };

/** The latest revision known on a day and not beyond `revision`; `undefined` when none is. */
export async function findEdition(
  q: Queryable,
  zoneCode: string,
  { knownAt, revision }: { knownAt: PlainDate; revision?: number | undefined },
): Promise<EditionRow | undefined> {
  const rows = await q.query<EditionRow>(
    `select revision, data_through as through
     from statistics.counted_event
     where zone_code = $1
     and entered_on <= $2::date
     and ($3::int8 is null or revision <= $3::int8)
     order by revision desc
     limit 1`,
    [zoneCode, knownAt, revision ?? null],
  );
  return rows[0];
}

/** What to add up, at which revision. */
export type CellSelection = {
  readonly counts: 'lists' | 'lines';
  readonly by: readonly CellDimension[];
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly revision: number;
  readonly filters: ReadonlyMap<CellDimension, readonly string[]>;
};

/** One cell as stored: amounts as decimal text; dimensions under their own names. */
export type CellRow = {
  readonly count: number;
  readonly value: string;
  readonly tariff: string;
  readonly consumption_tax: string;
  readonly value_added_tax: string;
  readonly weight_kg: string;
  readonly quantity: string;
} & { readonly [D in CellDimension]?: string };

/** How each dimension is read from `b`, a block, and `f`, a line of it. */
export const EXPRESSIONS: Readonly<Record<CellDimension, string>> = {
  day: 'f.day',
  month: 'left(f.day, 7)',
  quarter: `left(f.day, 4) || '-Q' || (substr(f.day, 6, 2)::int4 + 2) / 3`,
  year: 'left(f.day, 4)',
  zone: 'b.zone_code',
  direction: 'b.direction',
  tradeMode: 'f.trade_mode',
  portCode: 'f.port_code',
  platform: 'f.platform',
  merchant: 'f.merchant',
  park: 'f.park',
  province: 'left(f.district, 2)',
  city: 'left(f.district, 4)',
  partner: 'f.partner',
  hs2: 'left(f.hs_code, 2)',
  hs4: 'left(f.hs_code, 4)',
  hs6: 'left(f.hs_code, 6)',
  hs8: 'left(f.hs_code, 8)',
  unit: 'f.unit',
};

const MEASURES = ['value', 'tariff', 'consumption_tax', 'value_added_tax', 'weight_kg', 'quantity'];

/**
 * Cells in the order of their dimensions, from behind `after` on. Dimensions become SQL through a
 * fixed table only; values are parameters. Cells that corrections emptied are left out.
 */
export async function readCells(
  q: Queryable,
  zoneCode: string,
  page: { selection: CellSelection; limit: number; after?: readonly string[] | undefined },
): Promise<CellRow[]> {
  const { selection, limit, after } = page;
  const { by, counts } = selection;
  const parameters: Parameter[] = [
    zoneCode,
    selection.revision,
    selection.from,
    selection.until,
    limit,
  ];
  const source = cellSource(selection, parameters, [counts, ...MEASURES]);
  const keys = by.map((dimension) => `(${EXPRESSIONS[dimension]}) collate "C"`);
  let behind = '';
  if (after && keys.length > 0) {
    const from = after.map((value) => `$${parameters.push(value)}::text`);
    behind = `\n     and (${keys.join(', ')}) > (${from.join(', ')})`;
  }
  const selected = by.map((dimension, i) => `${keys[i]} as "${dimension}", `).join('');
  const places = keys.map((_, i) => i + 1).join(', ');
  return q.query<CellRow>(
    `select ${selected}sum(f.${counts}::int4) as count,
       ${MEASURES.map((name) => `sum(f.${name}::numeric) as ${name}`).join(', ')}
     from ${source}${behind}
     group by ${places || '()'}
     having sum(f.${counts}::int4) <> 0
     or sum(f.value::numeric) <> 0
     order by ${places || '1'}
     limit $5`,
    parameters,
  );
}

/** Declarations with something left in a selection, the largest first. */
export async function readDeclarations(
  q: Queryable,
  zoneCode: string,
  { selection, limit }: { selection: CellSelection; limit: number },
) {
  const { revision, from, until } = selection;
  const parameters: Parameter[] = [zoneCode, revision, from, until, limit];
  return q.query<{ declarationId: string; direction: string; day: string; value: string }>(
    `select f.declaration_id as "declarationId", b.direction, min(f.day) as day,
       sum(f.value::numeric)::text as value
     from ${cellSource(selection, parameters, ['declaration_id', 'lines'])}
     and f.declaration_id <> ''
     group by f.declaration_id, b.direction
     having sum(f.lines::int4) <> 0
     or sum(f.value::numeric) <> 0
     order by sum(f.value::numeric) desc, f.declaration_id
     limit $5`,
    parameters,
  );
}

/**
 * The lines of a selection as `b` and `f`, with the columns asked for and those of its dimensions;
 * parameters $1 to $4 are zone, revision, first and last day, those of filters are added.
 */
export function cellSource(
  { by, filters, counts }: CellSelection,
  parameters: Parameter[],
  columns: readonly string[],
): string {
  const needed = new Set(['day', counts, ...MEASURES, ...columns]);
  for (const dimension of [...by, ...filters.keys()]) {
    const column = /f\.([a-z_]+)/.exec(EXPRESSIONS[dimension])?.[1];
    if (column) needed.add(column);
  }
  const names = [...needed];
  // Of nothing string_to_array makes no value; a block of one line may well have an empty one.
  const arrays = names.map(
    (name) => `case b.${name} when '' then array[''] else string_to_array(b.${name}, ',') end`,
  );
  const conditions = [...filters].map(([dimension, values]) => {
    const place = parameters.push([...values]);
    return `\n     and ${EXPRESSIONS[dimension]} = any($${place}::text[])`;
  });
  return `statistics.fact_block as b,
       unnest(${arrays.join(', ')}) as f (${names.join(', ')})
     where b.zone_code = $1
     and b.revision <= $2
     and b.last_day >= $3::date
     and b.first_day <= $4::date
     and f.day between $3::date::text and $4::date::text${conditions.join('')}`;
}
