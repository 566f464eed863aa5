import { Type, type Static } from 'typebox';

/** What trade can be asked by. The last six describe goods; with one of them lines count. */
export const CELL_DIMENSIONS = [
  ...(['day', 'month', 'quarter', 'year', 'zone', 'direction', 'tradeMode', 'portCode'] as const),
  ...(['platform', 'merchant', 'park', 'province', 'city'] as const),
  ...(['partner', 'hs2', 'hs4', 'hs6', 'hs8', 'unit'] as const),
] as const;

export type CellDimension = (typeof CELL_DIMENSIONS)[number];

/** Dimensions of goods: a list may have several values of them. */
export const GOODS_DIMENSIONS: ReadonlySet<CellDimension> = new Set([
  ...(['partner', 'hs2', 'hs4', 'hs6', 'hs8', 'unit'] as const),
]);

/** Dimensions of time: limited by `from` and `until`, not by values. */
export const TIME_DIMENSIONS: ReadonlySet<CellDimension> = new Set([
  ...(['day', 'month', 'quarter', 'year'] as const),
]);

export type FilterDimension = Exclude<CellDimension, 'day' | 'month' | 'quarter' | 'year'>;

const Values = Type.Optional(
  Type.String({ maxLength: 2000, description: 'Several values with commas' }),
);

/** Days are days of release in China. */
export const CellQuery = Type.Object(
  {
    by: Type.Optional(
      Type.String({
        maxLength: 200,
        description: `At most six, separated by commas: ${CELL_DIMENSIONS.join(', ')}`,
      }),
    ),
    from: Type.Optional(
      Type.String({ format: 'date', description: 'First day; first of the month' }),
    ),
    until: Type.Optional(Type.String({ format: 'date', description: 'Last day, included; today' })),
    knownAt: Type.Optional(
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
    ...{ zone: Values, direction: Values, tradeMode: Values, portCode: Values, platform: Values },
    ...{ merchant: Values, park: Values, province: Values, city: Values, partner: Values },
    ...{ hs2: Values, hs4: Values, hs6: Values, hs8: Values, unit: Values },
  },
  { additionalProperties: false },
);

export type CellQuery = Static<typeof CellQuery>;

export const CellPageQuery = Type.Object(
  {
    ...CellQuery.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000 })),
  },
  { additionalProperties: false },
);

export type CellPageQuery = Static<typeof CellPageQuery>;

const Amount = Type.String({ description: 'Decimal, CNY' });

/** The measures of a cell. */
export const CellMeasures = Type.Object({
  count: Type.Integer({ description: 'Lists or lines, as `counts` of the answer says' }),
  ...{ value: Amount, tariff: Amount, consumptionTax: Amount, valueAddedTax: Amount, tax: Amount },
  weightKg: Type.String({ description: 'Gross weight; of goods the share by value' }),
  quantity: Type.Optional(
    Type.String({ description: 'First legal quantity, only within one legal unit' }),
  ),
});

export type CellMeasures = Static<typeof CellMeasures>;

export const Cell = Type.Object({
  at: Type.Record(Type.String(), Type.String()),
  ...CellMeasures.properties,
});

export type Cell = Static<typeof Cell>;

/** How fresh an answer is, and how to get it again. */
export const Edition = Type.Object({
  asOf: Type.String({ format: 'date' }),
  dataThrough: Type.Union([Type.String(), Type.Null()], {
    description: 'Latest moment at customs these numbers know of, ISO 8601 UTC',
  }),
  revision: Type.Integer({ description: '0 before anything was counted' }),
});

export const CellAnswer = Type.Object({
  ...Edition.properties,
  currency: Type.Literal('CNY'),
  counts: Type.Union([Type.Literal('lists'), Type.Literal('lines')]),
  cells: Type.Array(Cell),
  more: Type.Boolean({ description: 'Cells beyond `limit` were left out; the CSV has all' }),
  protection: Type.Union([Type.Literal('none'), Type.Literal('noise')], {
    description: '`noise`: amounts are blurred, and what would tell about one firm is left out',
  }),
  hidden: Type.Array(Type.Record(Type.String(), Type.String()), {
    description: 'Where trade is that may not be told',
  }),
});

export type CellAnswer = Static<typeof CellAnswer>;

/** What an organisation that may not see everything can ask by: nothing that names a firm. */
export const PROTECTED_DIMENSIONS: ReadonlySet<CellDimension> = new Set([
  ...(['month', 'quarter', 'year', 'zone', 'direction', 'tradeMode', 'portCode'] as const),
  ...(['province', 'partner', 'hs2', 'hs4'] as const),
]);

/** The same question, and the kind of file that is wanted. */
export const CellExportQuery = Type.Object(
  {
    ...CellQuery.properties,
    format: Type.Optional(
      Type.Union([Type.Literal('csv'), Type.Literal('xlsx')], {
        description: 'A workbook has at most 10,000 cells; CSV, the default, any number',
      }),
    ),
  },
  { additionalProperties: false },
);

export type CellExportQuery = Static<typeof CellExportQuery>;

/** Declarations behind a number. */
export const CountedDeclarations = Type.Object({
  ...Edition.properties,
  items: Type.Array(
    Type.Object({
      declarationId: Type.String(),
      direction: Type.String({ description: 'import or export' }),
      day: Type.String({ description: 'Day of release' }),
      value: Type.String({ description: 'Of its goods in the cells asked for, CNY' }),
    }),
  ),
  more: Type.Boolean(),
});

export type CountedDeclarations = Static<typeof CountedDeclarations>;
