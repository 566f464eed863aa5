import { Type, type Static } from 'typebox';

const CompanyCode = Type.String({ minLength: 1, maxLength: 18 });

/** Payment raw data (支付原始数据), field by field as announcement 2018 no. 179 names them. */
export const RawDataBody = Type.Object({
  payExchangeInfoHead: Type.Object({
    guid: Type.String({ pattern: '^[0-9A-Z-]{1,36}$', description: 'Capital letters' }),
    initalRequest: Type.String({ description: 'Raw request to the payment firm (sic)' }),
    initalResponse: Type.String({ description: 'Its raw answer (sic)' }),
    ebpCode: CompanyCode,
    payCode: CompanyCode,
    payTransactionId: Type.String({ minLength: 1, maxLength: 60 }),
    totalAmount: Type.Number({ exclusiveMinimum: 0 }),
    currency: Type.String({ description: "Customs' code, 142 is CNY" }),
    verDept: Type.String({ description: '1 UnionPay, 2 NetsUnion, 3 other' }),
    payType: Type.Optional(Type.String({ description: '1 APP, 2 PC, 3 QR code, 4 other' })),
    tradingTime: Type.String({ pattern: '^\\d{14}$', description: 'yyyyMMddHHmmss in China' }),
    note: Type.Optional(Type.String()),
  }),
  payExchangeInfoLists: Type.Array(
    Type.Object({
      orderNo: Type.String({ minLength: 1, maxLength: 60 }),
      goodsInfo: Type.Array(Type.Object({ gname: Type.String(), itemLink: Type.String() }), {
        minItems: 1,
        maxItems: 1_000,
      }),
      recpAccount: Type.String(),
      recpCode: Type.Optional(Type.String()),
      recpName: Type.String(),
    }),
    { minItems: 1, maxItems: 1_000 },
  ),
});
export type RawDataBody = Static<typeof RawDataBody>;

/** What customs is answered with at once (platDataOpen). */
export const OpenAnswer = Type.Object({
  code: Type.String({ description: '10000 done, 20000 not' }),
  message: Type.String(),
  serviceTime: Type.Integer(),
});
