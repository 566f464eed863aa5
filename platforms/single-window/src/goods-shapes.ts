import { Type, type Static } from 'typebox';

/** What the tariff and the positive list say about a code. */
export const FoundGoodsShape = Type.Object({
  hsCode: Type.String(),
  nameZh: Type.String(),
  nameEn: Type.String({ description: 'Of its heading' }),
  unit1: Type.String(),
  unit2: Type.Union([Type.String(), Type.Null()]),
  rates: Type.Object({
    tariff: Type.String({ description: 'Percent' }),
    consumptionTax: Type.String(),
    vat: Type.String(),
  }),
  source: Type.String(),
  positiveList: Type.Union([
    Type.Object({
      modes: Type.Array(Type.String(), { description: 'Empty: all modes' }),
      quota: Type.Union([Type.String(), Type.Null()]),
      remark: Type.String(),
    }),
    Type.Null(),
  ]),
});

export const GoodsSearch = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 60, description: 'Code, name or synonym' }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
});

export const FoundGoodsList = Type.Object({ items: Type.Array(FoundGoodsShape) });

function Text(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '\\S' });
}
const CustomsCode = Type.String({ pattern: '^[0-9]{3}$' });

/** What an enterprise says about its goods. */
export const GoodsFilingBody = Type.Object(
  {
    hsCode: Type.String({ pattern: '^[0-9]{10}$' }),
    name: Text(250),
    nameEn: Type.Optional(Type.String({ maxLength: 250 })),
    model: Text(510),
    origin: CustomsCode,
    unit: CustomsCode,
    unit1: CustomsCode,
    unit2: Type.Optional(CustomsCode),
    barCode: Type.Optional(Type.String({ maxLength: 50 })),
  },
  { additionalProperties: false },
);
export type GoodsFilingBody = Static<typeof GoodsFilingBody>;

export const GoodsFilingShape = Type.Object({
  participantCode: Type.String(),
  itemNo: Type.String(),
  version: Type.Integer(),
  hsCode: Type.String(),
  name: Type.String(),
  nameEn: Type.String(),
  model: Type.String(),
  origin: Type.String(),
  unit: Type.String(),
  unit1: Type.String(),
  unit2: Type.Union([Type.String(), Type.Null()]),
  barCode: Type.String(),
  isWithdrawn: Type.Boolean(),
  filedAt: Type.String(),
  filedBy: Type.String(),
  tariff: Type.Union([FoundGoodsShape, Type.Null()], {
    description: 'What the tariff says of the code today; null for an unknown one',
  }),
});

export const GoodsFilingQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before', maxLength: 400 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type GoodsFilingQuery = Static<typeof GoodsFilingQuery>;

export const GoodsFilingPage = Type.Object({
  items: Type.Array(GoodsFilingShape),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const ItemNo = Type.Object({
  itemNo: Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' }),
});

const Decimal = Type.String({ pattern: '^[0-9]{1,14}([.][0-9]{1,5})?$' });

/** A basket before there are documents. */
export const BasketBody = Type.Object(
  {
    buyer: Type.Optional(
      Type.Object(
        {
          idNumber: Type.String({
            pattern: '^[0-9]{17}[0-9X]$',
            description: 'Of a resident; hashed at once, neither kept nor answered',
          }),
        },
        { additionalProperties: false, description: 'Whose yearly allowance is to be judged' },
      ),
    ),
    freight: Type.Optional(Decimal),
    insurance: Type.Optional(Decimal),
    lines: Type.Array(
      Type.Object(
        {
          hsCode: Type.String({ pattern: '^([0-9]{8}|[0-9]{10})$' }),
          price: Decimal,
          quantity: Decimal,
          unit: CustomsCode,
          quantity1: Type.Optional(Decimal),
          unit1: Type.Optional(CustomsCode),
          quantity2: Type.Optional(Decimal),
          unit2: Type.Optional(CustomsCode),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 99 },
    ),
  },
  { additionalProperties: false },
);
export type BasketBody = Static<typeof BasketBody>;

export const BasketAnswer = Type.Object({
  day: Type.String(),
  modes: Type.Array(
    Type.Object({
      tradeMode: Type.String(),
      clears: Type.Boolean({ description: 'Nothing in the basket itself stands against it' }),
      tax: Type.Unknown({ description: 'Totals; null where a code has no rate' }),
      scope: Type.Union([Type.String(), Type.Null()]),
      lines: Type.Array(Type.Unknown(), { description: 'Each tax, step by step' }),
      findings: Type.Array(Type.Unknown()),
      warnings: Type.Array(Type.Unknown()),
      needed: Type.Array(Type.String(), {
        description: 'Fields that a list in this mode must have',
      }),
      allowance: Type.Union(
        [
          Type.Object({
            year: Type.Integer(),
            takes: Type.String({ description: 'CNY of the yearly limit' }),
            suffices: Type.Boolean(),
          }),
          Type.Null(),
        ],
        { description: 'Null without a buyer' },
      ),
    }),
  ),
});
