import { Type, type Static } from 'typebox';

const Amount = Type.String({ description: 'Decimal, CNY' });
const Growth = Type.Union([Type.Number(), Type.Null()], {
  description: 'Percent with one decimal; null where nothing stands before',
});

/** The indicators of one month. */
export const IndicatorMonth = Type.Object({
  month: Type.String(),
  ...{ lists: Type.Integer(), value: Amount, exportValue: Amount, tax: Amount },
  merchants: Type.Integer(),
  newMerchants: Type.Integer({ description: 'Merchants that traded for the first time on record' }),
  partners: Type.Integer(),
  returnRate: Type.Number({ description: 'Percent of lists that left whole again' }),
  concentration: Type.Union([Type.Number(), Type.Null()], {
    description: 'Herfindahl and Hirschman, 0 to 10,000',
  }),
  topThreeShare: Type.Number({ description: 'Percent of the value' }),
  valueOnMonth: Growth,
  valueOnYear: Growth,
  index: Type.Number({ description: 'The base month is 100' }),
  contributions: Type.Array(
    Type.Object({
      id: Type.String(),
      weight: Type.Number({ description: 'Percent' }),
      relative: Type.Number({ description: 'Against the base month: 100 the same' }),
      points: Type.Number({ description: 'Points of the index' }),
    }),
  ),
});

export type IndicatorMonth = Static<typeof IndicatorMonth>;

export const IndicatorAnswer = Type.Object({
  asOf: Type.String({ format: 'date' }),
  dataThrough: Type.Union([Type.String(), Type.Null()]),
  revision: Type.Integer(),
  baseMonth: Type.Union([Type.String(), Type.Null()]),
  method: Type.String({ description: 'Version of weights and measures' }),
  months: Type.Array(IndicatorMonth),
});

export type IndicatorAnswer = Static<typeof IndicatorAnswer>;

export const IndicatorQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: 'Month' })),
    until: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: 'Month' })),
    base: Type.Optional(
      Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: 'First month with trade' }),
    ),
    knownAt: Type.Optional(Type.String({ format: 'date' })),
    revision: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);

export type IndicatorQuery = Static<typeof IndicatorQuery>;

/** National figures with their growth computed again. */
export const NationalAnswer = Type.Object({
  unit: Type.Literal('100 million CNY'),
  items: Type.Array(
    Type.Object({
      series: Type.Enum(['full-caliber', 'platform'] as const),
      year: Type.Integer(),
      kind: Type.Enum(['preliminary', 'final'] as const),
      total: Type.Number(),
      growth: Type.Union([Type.Number(), Type.Null()], { description: 'As printed, percent' }),
      computed: Type.Array(
        Type.Object({
          on: Type.Enum(['preliminary', 'final'] as const),
          growth: Type.Number({ description: 'Percent' }),
        }),
      ),
      verdict: Type.Enum(['agrees', 'contradicts', 'unchecked'] as const),
      seen: Type.Enum(['found', 'derived', 'memory'] as const),
      source: Type.String(),
    }),
  ),
});

export type NationalAnswer = Static<typeof NationalAnswer>;

const Told = {
  soFar: Type.Number({ description: 'What has come in' }),
  estimate: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  coverage: Type.Integer({ description: 'Percent of months in which the truth lies between' }),
  monthsUsed: Type.Integer(),
};

export const NowcastQuery = Type.Object(
  {
    measure: Type.Optional(Type.Enum(['value', 'lists', 'exportValue'] as const)),
    on: Type.Optional(Type.String({ format: 'date', description: 'As told on this day; today' })),
  },
  { additionalProperties: false },
);

export type NowcastQuery = Static<typeof NowcastQuery>;

/** What the running month will come to, and how earlier such answers did. */
export const NowcastAnswer = Type.Object({
  asOf: Type.String({ format: 'date' }),
  dataThrough: Type.Union([Type.String(), Type.Null()]),
  revision: Type.Integer(),
  month: Type.String(),
  day: Type.Integer({ description: 'Of the month' }),
  measure: Type.String(),
  nowcast: Type.Union([Type.Object(Told), Type.Null()], {
    description: 'null before the third day, or with fewer than three past months',
  }),
  scores: Type.Array(
    Type.Object({
      month: Type.String(),
      ...Told,
      truth: Type.Number({ description: 'As known now' }),
      isInside: Type.Boolean(),
    }),
  ),
});

export type NowcastAnswer = Static<typeof NowcastAnswer>;
