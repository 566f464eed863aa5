import type { Column, Parameter, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { FactAmounts, GoodsFact, ListFact, PlaceFact, TradeFacts } from './model.ts';
import type { TradeDimension } from './contract.ts';

/** An event that is to be counted once. */
export type CountedEvent = {
  readonly eventId: string;
  readonly kind: string;
  readonly day: PlainDate;
  readonly at: Instant;
  readonly listCount: number;
};

/** Which revision of the numbers an event became, and the day on which statistics learned of it. */
export type Revision = { readonly revision: number; readonly enteredOn: PlainDate };

// Revisions of a zone are numbered one after the other; the lock lasts until the transaction ends.
// The number is arbitrary and only ours.
const REVISION_LOCK = 7_168_021;

/**
 * Takes the next revision of the zone for `event`; `undefined` when the event was counted before.
 * Holds an advisory lock per zone until the end of the transaction.
 */
export async function openRevision(
  tx: Tx,
  zoneCode: string,
  entry: { event: CountedEvent; today: PlainDate },
): Promise<Revision | undefined> {
  await tx.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [REVISION_LOCK, zoneCode]);
  const { event, today } = entry;
  const rows = await tx.query<Revision>(
    `insert into statistics.counted_event (
       zone_code, event_id, revision, kind, event_day, entered_on, data_through, list_count)
     select
       $1, $2, coalesce(last.revision, 0) + 1, $3, $4::date,
       greatest(last.entered_on, $5::date),
       greatest(last.data_through, to_timestamp($6::float8)), $7
     from (select 1) as one
     left join lateral (
       select revision, entered_on, data_through
       from statistics.counted_event
       where zone_code = $1
       order by revision desc
       limit 1
     ) as last on true
     on conflict (zone_code, event_id) do nothing
     returning revision, entered_on as "enteredOn"`,
    [zoneCode, event.eventId, event.kind, event.day, today, event.at / 1000, event.listCount],
  );
  return rows[0];
}

type Row<Fact> = { readonly fact: Fact; readonly factNo: number; readonly key: RevisionKey };
type RevisionKey = Revision & { readonly zoneCode: string };

function keyColumns<Fact extends ListFact | GoodsFact>(): Column<Row<Fact>>[] {
  return [
    ['zone_code', 'text', (row) => row.key.zoneCode],
    ['day', 'date', (row) => row.fact.day],
    ['revision', 'int8', (row) => row.key.revision],
    ['fact_no', 'int4', (row) => row.factNo],
    ['entered_on', 'date', (row) => row.key.enteredOn],
    ['trade_mode', 'text', (row) => row.fact.tradeMode],
    ['direction', 'text', (row) => row.fact.direction],
    ['port_code', 'text', (row) => row.fact.portCode],
    ['ebp_code', 'text', (row) => row.fact.ebpCode],
  ];
}

function amountColumns<Fact extends FactAmounts>(): Column<Row<Fact>>[] {
  return [
    ['dutiable_price', 'numeric', (row) => row.fact.dutiablePrice],
    ['tariff', 'numeric', (row) => row.fact.tariff],
    ['consumption_tax', 'numeric', (row) => row.fact.consumptionTax],
    ['value_added_tax', 'numeric', (row) => row.fact.valueAddedTax],
  ];
}

const LIST_COLUMNS: readonly Column<Row<ListFact>>[] = [
  ...keyColumns<ListFact>(),
  ['list_count', 'int4', (row) => row.fact.listCount],
  ...amountColumns<ListFact>(),
  ['tax', 'numeric', (row) => row.fact.tax],
  ['gross_weight_kg', 'numeric', (row) => row.fact.grossWeightKg],
];

const GOODS_COLUMNS: readonly Column<Row<GoodsFact>>[] = [
  ...keyColumns<GoodsFact>(),
  ['origin_country', 'text', (row) => row.fact.originCountry],
  ['hs_heading', 'text', (row) => row.fact.hsHeading],
  ['unit', 'text', (row) => row.fact.unit],
  ['line_count', 'int4', (row) => row.fact.lineCount],
  ['quantity', 'numeric', (row) => row.fact.quantity],
  ...amountColumns<GoodsFact>(),
];

/** Appends the facts of one revision. */
export async function appendFacts(tx: Tx, key: RevisionKey, facts: TradeFacts): Promise<void> {
  const lists = facts.lists.map((fact, factNo) => ({ fact, factNo, key }));
  const goods = facts.goods.map((fact, factNo) => ({ fact, factNo, key }));
  await tx.append('statistics.list_fact', LIST_COLUMNS, lists);
  await tx.append('statistics.goods_fact', GOODS_COLUMNS, goods);
}

/** Appends where the lists of one revision go. */
export async function appendPlaces(
  tx: Tx,
  key: RevisionKey,
  places: readonly PlaceFact[],
): Promise<void> {
  await tx.append<PlaceFact>(
    'statistics.place_fact',
    [
      ['zone_code', 'text', () => key.zoneCode],
      ['day', 'date', (row) => row.day],
      ['revision', 'int8', () => key.revision],
      ['province', 'text', (row) => row.province],
      ['list_count', 'int4', (row) => row.listCount],
      ['dutiable_price', 'numeric', (row) => row.dutiablePrice],
    ],
    places,
  );
}

/** Lists and value of a day by province, most lists first. */
export function sumPlaces(q: Queryable, zoneCode: string, day: PlainDate) {
  return q.query<{ province: string; count: number; dutiablePrice: string }>(
    `select province, sum(list_count)::int4 as count, sum(dutiable_price) as "dutiablePrice"
     from statistics.place_fact
     where zone_code = $1 and day = $2::date
     group by province
     having sum(list_count) <> 0
     order by 2 desc, 1`,
    [zoneCode, day],
  );
}

/** What to add up: `cube` says whether lists or goods lines are counted. */
export type TradeSelection = {
  readonly cube: 'lists' | 'lines';
  readonly by: readonly TradeDimension[];
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly asOf: PlainDate;
  readonly revision: number | undefined;
  readonly filters: ReadonlyMap<TradeDimension, readonly string[]>;
  readonly limit: number;
};

/** One cell as stored: amounts as decimal text; dimensions under their own names. */
export type TradeCell = {
  readonly cells: number;
  readonly count: number;
  readonly dutiable_price: string;
  readonly tariff: string;
  readonly consumption_tax: string;
  readonly value_added_tax: string;
  readonly tax: string;
  /** Weight of lists, quantity of lines. */
  readonly amount: string;
} & { readonly [D in TradeDimension]?: string };

export type TradeReading = {
  readonly revision: number;
  readonly dataThrough: Instant | undefined;
  readonly cells: readonly TradeCell[];
};

const EXPRESSIONS: Readonly<Record<TradeDimension, string>> = {
  day: 'f.day::text',
  month: `to_char(f.day, 'YYYY-MM')`,
  tradeMode: 'f.trade_mode',
  direction: 'f.direction',
  portCode: 'f.port_code',
  ebpCode: 'f.ebp_code',
  originCountry: 'f.origin_country',
  hsChapter: 'left(f.hs_heading, 2)',
  hsHeading: 'f.hs_heading',
  unit: 'f.unit',
};

const MEASURES = {
  lists: `sum(f.list_count) as count, sum(f.tax) as tax, sum(f.gross_weight_kg) as amount`,
  lines: `sum(f.line_count) as count,
       sum(f.tariff + f.consumption_tax + f.value_added_tax) as tax, sum(f.quantity) as amount`,
};

/**
 * Adds up facts in one statement, so that the cells and the revision they are read at belong
 * together. Dimensions become SQL through a fixed table only; values are parameters. Cells that
 * corrections emptied are left out.
 */
export async function readTrade(
  q: Queryable,
  zoneCode: string,
  selection: TradeSelection,
): Promise<TradeReading> {
  const { by, cube } = selection;
  const parameters: Parameter[] = [
    zoneCode,
    selection.asOf,
    selection.revision ?? null,
    selection.from,
    selection.until,
    selection.limit,
  ];
  const conditions = [...selection.filters].map(([dimension, values]) => {
    parameters.push([...values]);
    return `\n       and ${EXPRESSIONS[dimension]} = any($${parameters.length}::text[])`;
  });
  const names = by.map((dimension) => `"${dimension}"`);
  const selected = by.map((dimension) => `${EXPRESSIONS[dimension]} as "${dimension}", `).join('');
  const grouping = by.map((dimension) => EXPRESSIONS[dimension]).join(', ') || '()';
  const rows = await q.query<Partial<TradeCell> & { revision: number; through: Instant | null }>(
    `with edition as (
       select revision, data_through
       from statistics.counted_event
       where zone_code = $1
       and entered_on <= $2::date
       and ($3::int8 is null or revision <= $3::int8)
       order by entered_on desc, revision desc
       limit 1
     ), cell as (
       select ${selected}count(*)::int4 as cells, ${MEASURES[cube]},
         sum(f.dutiable_price) as dutiable_price,
         sum(f.tariff) as tariff,
         sum(f.consumption_tax) as consumption_tax,
         sum(f.value_added_tax) as value_added_tax
       from edition, statistics.${cube === 'lists' ? 'list_fact' : 'goods_fact'} as f
       where f.zone_code = $1
       and f.day between $4::date and $5::date
       and f.revision <= edition.revision${conditions.join('')}
       group by ${grouping}
       having sum(${cube === 'lists' ? 'f.list_count' : 'f.line_count'}) <> 0
       or sum(f.dutiable_price) <> 0
       order by ${names.join(', ') || '1'}
       limit $6
     )
     select edition.revision, edition.data_through as through, cell.*
     from edition
     left join cell on true
     order by ${names.join(', ') || '1'}`,
    parameters,
  );
  const [first] = rows;
  return {
    revision: first?.revision ?? 0,
    dataThrough: first?.through ?? undefined,
    cells: rows.filter((row): row is typeof row & TradeCell => typeof row.cells === 'number'),
  };
}

/** A cell in which list facts and goods facts are compared; decimals in CNY. */
export type ComparedCell = {
  readonly day: PlainDate;
  readonly trade_mode: string;
  readonly port_code: string;
  readonly ebp_code: string;
  readonly list_count: number;
  readonly lists: readonly string[];
  readonly goods: readonly string[];
};

/**
 * Sums of list facts and of goods facts per day, mode, port and platform, in the order dutiable
 * price, tariff, consumption tax, value-added tax, tax.
 */
export async function readComparedCells(
  q: Queryable,
  zoneCode: string,
  days: { from: PlainDate; until: PlainDate },
): Promise<ComparedCell[]> {
  return q.query<ComparedCell>(
    `with list_sum as (
       select day, trade_mode, direction, port_code, ebp_code, sum(list_count)::int4 as list_count,
         array[sum(dutiable_price), sum(tariff), sum(consumption_tax), sum(value_added_tax),
           sum(tax)]::text[] as amounts
       from statistics.list_fact
       where zone_code = $1
       and day between $2::date and $3::date
       group by day, trade_mode, direction, port_code, ebp_code
     ), goods_sum as (
       select day, trade_mode, direction, port_code, ebp_code,
         array[sum(dutiable_price), sum(tariff), sum(consumption_tax), sum(value_added_tax),
           sum(tariff + consumption_tax + value_added_tax)]::text[] as amounts
       from statistics.goods_fact
       where zone_code = $1
       and day between $2::date and $3::date
       group by day, trade_mode, direction, port_code, ebp_code
     )
     select day, trade_mode, port_code, ebp_code, coalesce(list_count, 0) as list_count,
       coalesce(l.amounts, array_fill('0'::text, array[5])) as lists,
       coalesce(g.amounts, array_fill('0'::text, array[5])) as goods
     from list_sum as l
     full join goods_sum as g using (day, trade_mode, direction, port_code, ebp_code)
     order by day, trade_mode, port_code, ebp_code`,
    [zoneCode, days.from, days.until],
  );
}
