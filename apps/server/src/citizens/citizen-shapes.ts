import { Type } from 'typebox';

const strict = { additionalProperties: false } as const;
const Text = Type.String();
const Maybe = Type.Union([Type.String(), Type.Null()]);

/** Who asks for a code: as the declarations name her. */
export const CodeRequest = Type.Object(
  {
    idNumber: Type.String({ pattern: '^[0-9]{17}[0-9Xx]$', description: '居民身份证号' }),
    phone: Type.String({ pattern: '^1[0-9]{10}$', description: 'As the declarations have it' }),
  },
  strict,
);

/** The same for everybody, known or not. */
export const CodeTaken = Type.Object({ requestId: Text, expiresAt: Text });

export const CodeAnswer = Type.Object(
  { requestId: Type.String({ format: 'uuid' }), code: Type.String({ pattern: '^[0-9]{6}$' }) },
  strict,
);

export const RequestParams = Type.Object({ requestId: Type.String({ format: 'uuid' }) });
export const DemoPhone = Type.Object({ phone: Text, code: Text });

const Tax = Type.Object({
  dutiablePrice: Text,
  tariff: Text,
  consumptionTax: Text,
  valueAddedTax: Text,
  total: Text,
});

/** A list in the citizen's name. */
export const Purchase = Type.Object({
  declarationId: Text,
  orderNo: Text,
  invtNo: Maybe,
  ebpCode: Text,
  ebpName: Text,
  ebcName: Text,
  status: Text,
  tradeMode: Text,
  filedAt: Text,
  releasedOn: Maybe,
  tax: Type.Union([Tax, Type.Null()]),
  phone: Type.String({ description: '"own", or another telephone that the list names, masked' }),
  goods: Type.Union(
    [Type.Array(Type.Object({ name: Text, quantity: Text, unit: Text, price: Text })), Type.Null()],
    { description: 'null where the list names another telephone than the one signed in with' },
  ),
});

export const PurchaseQuery = Type.Object(
  {
    year: Type.Integer({ minimum: 2016, maximum: 2999 }),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  strict,
);
export const PurchasePage = Type.Object({ items: Type.Array(Purchase), next: Maybe });

export const YearQuery = Type.Object(
  { year: Type.Optional(Type.Integer({ minimum: 2016, maximum: 2999 })) },
  strict,
);

/** What became of "this was not me". */
const OwnDispute = Type.Object({
  declarationId: Text,
  note: Text,
  raisedAt: Text,
  decidedAt: Maybe,
  outcome: Maybe,
  answer: Maybe,
  givenBack: Maybe,
});

/** A citizen's year. */
export const CitizenYear = Type.Object({
  csrfToken: Text,
  zoneCode: Text,
  year: Type.Integer(),
  years: Type.Array(Type.Integer()),
  allowance: Type.Object({ limit: Text, used: Text, left: Text, singleLimit: Text }),
  frozenSince: Maybe,
  refused: Type.Array(Purchase, { description: 'Refused because purchases were frozen' }),
  looks: Type.Array(
    Type.Object({
      declarationId: Text,
      orderNo: Text,
      at: Text,
      participantCode: Text,
      participantName: Text,
      purpose: Text,
      reason: Text,
    }),
  ),
  disputes: Type.Array(OwnDispute),
});

export const DisputeBody = Type.Object(
  {
    declarationId: Type.String({ format: 'uuid' }),
    note: Type.String({ minLength: 2, maxLength: 1000 }),
  },
  strict,
);
export const DisputeMade = Type.Object({ disputeId: Text });
