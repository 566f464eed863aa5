import { Type, type Static } from 'typebox';

/** What trade can be asked by. The last four describe goods; with one of them lines count. */
export const TRADE_DIMENSIONS = [
  'day',
  'month',
  'tradeMode',
  'direction',
  'portCode',
  'ebpCode',
  'originCountry',
  'hsChapter',
  'hsHeading',
  'unit',
] as const;

export type TradeDimension = (typeof TRADE_DIMENSIONS)[number];

/** Days are days of release in China; a filter takes several values, separated by commas. */
export const TradeQueryString = Type.Object(
  {
    by: Type.Optional(
      Type.String({
        description: `Dimensions, separated by commas: ${TRADE_DIMENSIONS.join(', ')}`,
      }),
    ),
    from: Type.Optional(
      Type.String({ format: 'date', description: 'First day; first of the month' }),
    ),
    until: Type.Optional(Type.String({ format: 'date', description: 'Last day, included; today' })),
    asOf: Type.Optional(
      Type.String({
        format: 'date',
        description: 'The numbers as they stood at the end of this day; today',
      }),
    ),
    revision: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The numbers of exactly this revision: the same answer at any later time',
      }),
    ),
    tradeMode: Type.Optional(Type.String()),
    direction: Type.Optional(Type.String()),
    portCode: Type.Optional(Type.String()),
    ebpCode: Type.Optional(Type.String()),
    originCountry: Type.Optional(Type.String()),
    hsChapter: Type.Optional(Type.String()),
    hsHeading: Type.Optional(Type.String()),
    unit: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000 })),
  },
  { additionalProperties: false },
);

export type TradeQueryString = Static<typeof TradeQueryString>;

const Amount = Type.String({ description: 'Decimal, CNY' });

/** One cell: its place in each dimension asked for, and its measures. */
export const TradeRow = Type.Object({
  at: Type.Record(Type.String(), Type.String()),
  count: Type.Integer({ description: 'Lists or lines, as `counts` of the answer says' }),
  dutiablePrice: Amount,
  tariff: Amount,
  consumptionTax: Amount,
  valueAddedTax: Amount,
  tax: Amount,
  grossWeightKg: Type.Optional(Type.String({ description: 'Lists only' })),
  quantity: Type.Optional(
    Type.String({
      description: 'First legal quantity, only where one legal unit is asked for',
    }),
  ),
});

export type TradeRow = Static<typeof TradeRow>;

/** An answer that says how fresh it is and how to get it again. */
export const TradeAnswer = Type.Object({
  asOf: Type.String({ format: 'date' }),
  dataThrough: Type.Union([Type.String(), Type.Null()], {
    description: 'Latest moment at customs these numbers know of, ISO 8601 UTC',
  }),
  revision: Type.Integer({ description: '0 before anything was counted' }),
  currency: Type.Literal('CNY'),
  counts: Type.Union([Type.Literal('lists'), Type.Literal('lines')]),
  rows: Type.Array(TradeRow),
  more: Type.Boolean({ description: 'Rows beyond `limit` were left out' }),
});

export type TradeAnswer = Static<typeof TradeAnswer>;

/** A cell in which goods facts or the parts of the tax do not add up to the list facts. */
export type TotalsGap = {
  readonly day: string;
  readonly tradeMode: string;
  readonly portCode: string;
  readonly ebpCode: string;
  readonly measure: 'dutiablePrice' | 'tariff' | 'consumptionTax' | 'valueAddedTax' | 'tax';
  /** Decimals in CNY. */
  readonly lists: string;
  readonly goods: string;
};

export type TotalsCheck =
  | { readonly kind: 'balanced'; readonly listCount: number; readonly tax: string }
  | { readonly kind: 'unbalanced'; readonly gaps: readonly TotalsGap[] };

/** Error codes of this module. */
export const STATISTICS_QUERY_INVALID = 'STATISTICS_QUERY_INVALID';
export const TOO_MANY_CELLS = 'TOO_MANY_CELLS';
