import { Type, type Static } from 'typebox';

/** Error codes of this module; docs/errors.md says what to do about each. */
export const PAYMENT_NOT_FOUND = 'FINANCE_PAYMENT_NOT_FOUND';
export const GUARANTEE_IN_USE = 'FINANCE_GUARANTEE_IN_USE';
export const AMOUNT_INVALID = 'FINANCE_AMOUNT_INVALID';
export const PERIOD_INVALID = 'FINANCE_PERIOD_INVALID';
export const TAX_NOT_PAYABLE = 'FINANCE_TAX_NOT_PAYABLE';
export const TAX_AMOUNT_DIFFERS = 'FINANCE_TAX_AMOUNT_DIFFERS';
export const TAX_REFERENCE_CONFLICT = 'FINANCE_TAX_REFERENCE_CONFLICT';
export const PAYMENT_BOOK_NOT_FOUND = 'FINANCE_PAYMENT_BOOK_NOT_FOUND';
export const PAYMENT_BOOK_DIFFERS = 'FINANCE_PAYMENT_BOOK_DIFFERS';
export const RAW_DATA_INVALID = 'FINANCE_RAW_DATA_INVALID';
export const RAW_DATA_FOREIGN = 'FINANCE_RAW_DATA_FORBIDDEN';
export const RAW_DATA_REQUEST_NOT_FOUND = 'FINANCE_RAW_DATA_REQUEST_NOT_FOUND';

const Amount = Type.String({ description: 'Decimal, CNY' });
const Day = Type.String({ format: 'date', description: 'Day in China' });
const Moment = Type.String({ description: 'ISO 8601, UTC' });
const CompanyCode = Type.String({ minLength: 1, maxLength: 18 });

/** A warning in the shape of a finding (kernel/finding.ts). */
const FindingView = Type.Object({
  code: Type.String(),
  source: Type.String(),
  field: Type.String(),
  message: Type.String(),
  messageZh: Type.String(),
  values: Type.Array(Type.String()),
  basis: Type.String(),
  fix: Type.String(),
  basisZh: Type.Optional(Type.String()),
  fixZh: Type.Optional(Type.String()),
});

/** A tax guarantee (税款担保) of one guarantor. */
export const GuaranteeView = Type.Object({
  guarantorCode: Type.String(),
  limit: Amount,
  earmarked: Amount,
  reserved: Amount,
  available: Amount,
  currency: Type.Literal('CNY'),
  warnShare: Type.String({
    description: 'Used share of the limit from which on it is low, 0 to 1',
  }),
  status: Type.Union([Type.Literal('ok'), Type.Literal('low'), Type.Literal('exhausted')]),
  statusSince: Moment,
  version: Type.Integer({ description: 'Counts limit changes' }),
  findings: Type.Array(FindingView, { description: 'Empty while there is room' }),
});
export type GuaranteeView = Static<typeof GuaranteeView>;

export const GuaranteePage = Type.Object({
  items: Type.Array(GuaranteeView),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
});
export type GuaranteePage = Static<typeof GuaranteePage>;

export const PageQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  },
  { additionalProperties: false },
);
export type PageQuery = Static<typeof PageQuery>;

export const GuaranteeKey = Type.Object({ code: CompanyCode });
export type GuaranteeKey = Static<typeof GuaranteeKey>;

export const GuaranteeChange = Type.Object(
  {
    limit: Amount,
    warnShare: Type.Optional(Type.String({ description: '0 to 1, five decimals at most' })),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
);
export type GuaranteeChange = Static<typeof GuaranteeChange>;

/** What falls due of one guarantor for one day of release. */
export const TaxDueView = Type.Object({
  guarantorCode: Type.String(),
  releasedOn: Day,
  payableFrom: Day,
  payableUntil: Day,
  status: Type.Union([
    Type.Literal('upcoming'),
    Type.Literal('payable'),
    Type.Literal('overdue'),
    Type.Literal('settled'),
  ]),
  declarations: Type.Integer({ description: 'Lists whose tax is open' }),
  tariff: Amount,
  consumptionTax: Amount,
  valueAddedTax: Amount,
  total: Amount,
  paidDeclarations: Type.Integer(),
  paidTotal: Amount,
  currency: Type.Literal('CNY'),
});
export type TaxDueView = Static<typeof TaxDueView>;

/** The calendar (缴税日历): days by their last day for payment, `from` to `until`, both included. */
export const TaxDueQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ format: 'date', description: 'Last day to pay; today' })),
    until: Type.Optional(
      Type.String({ format: 'date', description: 'Default 45 days after from' }),
    ),
    guarantorCode: Type.Optional(CompanyCode),
  },
  { additionalProperties: false },
);
export type TaxDueQuery = Static<typeof TaxDueQuery>;

export const TaxDueCalendar = Type.Object({
  asOf: Day,
  items: Type.Array(TaxDueView),
  more: Type.Boolean({ description: 'Days beyond the limit of 10 000 rows were left out' }),
});
export type TaxDueCalendar = Static<typeof TaxDueCalendar>;

export const TaxPaymentRequest = Type.Object(
  {
    guarantorCode: CompanyCode,
    releasedFrom: Day,
    releasedUntil: Day,
    amount: Type.String({ description: 'Decimal, CNY; must equal what is open for these days' }),
    paidOn: Day,
    reference: Type.String({
      minLength: 1,
      maxLength: 100,
      description: "The payer's number of the payment; the same one again changes nothing",
    }),
  },
  { additionalProperties: false },
);
export type TaxPaymentRequest = Static<typeof TaxPaymentRequest>;

export const TaxPaymentView = Type.Object({
  taxPaymentId: Type.String(),
  guarantorCode: Type.String(),
  reference: Type.String(),
  releasedFrom: Day,
  releasedUntil: Day,
  declarations: Type.Integer(),
  amount: Amount,
  currency: Type.Literal('CNY'),
  paidOn: Day,
  repeated: Type.Boolean({ description: 'This payment was recorded before; nothing changed' }),
});
export type TaxPaymentView = Static<typeof TaxPaymentView>;

/** Customs' payment books (缴款书), which collect tax bills. */
export const PaymentBookPage = Type.Object({
  items: Type.Array(
    Type.Object({
      entDutyNo: Type.String(),
      guarantorCode: Type.String(),
      lists: Type.Integer(),
      total: Amount,
      currency: Type.Literal('CNY'),
      paidOn: Type.Union([Day, Type.Null()]),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type PaymentBookPage = Static<typeof PaymentBookPage>;

/** The trial balance (试算平衡表). */
export const TrialBalance = Type.Object({
  accounts: Type.Array(
    Type.Object({
      accountCode: Type.String(),
      nameZh: Type.String(),
      nameEn: Type.String(),
      kind: Type.Union([
        Type.Literal('asset'),
        Type.Literal('liability'),
        Type.Literal('memorandum'),
      ]),
      normalSide: Type.Union([Type.Literal('debit'), Type.Literal('credit')]),
      debit: Amount,
      credit: Amount,
      currency: Type.Literal('CNY'),
    }),
  ),
  totalDebit: Amount,
  totalCredit: Amount,
  isBalanced: Type.Boolean(),
});
export type TrialBalance = Static<typeof TrialBalance>;

export const PostingQuery = Type.Object(
  {
    reference: Type.String({
      format: 'uuid',
      description: 'Id of a declaration, event or payment',
    }),
  },
  { additionalProperties: false },
);
export type PostingQuery = Static<typeof PostingQuery>;

export const PostingView = Type.Object({
  reference: Type.String(),
  setNo: Type.Integer(),
  legNo: Type.Integer(),
  kind: Type.String(),
  day: Day,
  postedAt: Moment,
  accountCode: Type.String(),
  partyCode: Type.String(),
  debit: Amount,
  credit: Amount,
  currency: Type.Literal('CNY'),
});
export type PostingView = Static<typeof PostingView>;

export const PostingList = Type.Object({ items: Type.Array(PostingView) });
export type PostingList = Static<typeof PostingList>;

export const PaymentKey = Type.Object({
  payCode: CompanyCode,
  payTransactionId: Type.String({ minLength: 1, maxLength: 60 }),
});
export type PaymentKey = Static<typeof PaymentKey>;

/** A payment (支付单) with personal data masked. */
export const PaymentView = Type.Object({
  payCode: Type.String(),
  payName: Type.String(),
  payTransactionId: Type.String(),
  ebpCode: Type.String(),
  ebpName: Type.String(),
  orderNo: Type.String(),
  payerName: Type.String(),
  payerIdNumber: Type.String(),
  telephone: Type.Union([Type.String(), Type.Null()]),
  amountPaid: Amount,
  currency: Type.String({ description: "Customs' code as sent, 142 is CNY" }),
  payTime: Type.String({ description: 'Customs local time YYYYMMDDhhmmss' }),
  appTime: Type.String({ description: 'Customs local time YYYYMMDDhhmmss' }),
  status: Type.Union([Type.Literal('declared'), Type.Literal('staged'), Type.Literal('deleted')]),
  revision: Type.Integer(),
});
export type PaymentView = Static<typeof PaymentView>;

/** Which lists to hold against customs' tax bills; days of release. */
export const TaxBillQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ format: 'date' })),
    until: Type.Optional(Type.String({ format: 'date' })),
    guarantorCode: Type.Optional(Type.String({ minLength: 1, maxLength: 18 })),
  },
  { additionalProperties: false },
);

export type TaxBillQuery = Static<typeof TaxBillQuery>;

const ThreeTaxes = Type.Object({
  tariff: Type.String(),
  consumptionTax: Type.String(),
  valueAddedTax: Type.String(),
});

/** Customs' tax bills (816) against the books. */
export const TaxBillReport = Type.Object({
  from: Type.String(),
  until: Type.String(),
  lists: Type.Integer(),
  billed: Type.String({ description: 'Sum of the bills that are not void' }),
  booked: Type.String({ description: 'Sum of what the books hold as due or paid' }),
  currency: Type.Literal('CNY'),
  balanced: Type.Boolean(),
  differences: Type.Array(
    Type.Object({
      kind: Type.Enum(['bill-missing', 'list-unknown', 'amount-differs']),
      invtNo: Type.String(),
      guarantorCode: Type.String(),
      taxNos: Type.Array(Type.String()),
      billed: ThreeTaxes,
      booked: ThreeTaxes,
    }),
  ),
  more: Type.Boolean({ description: 'There are more than these' }),
});

export type TaxBillReport = Static<typeof TaxBillReport>;

export const RawDataKept = Type.Object({
  payCode: Type.String(),
  payTransactionId: Type.String(),
  ebpCode: Type.String(),
  version: Type.Integer(),
  keptUntil: Day,
  repeated: Type.Boolean({ description: 'The same data were on file; nothing changed' }),
  requestsMadeDue: Type.Integer({ description: 'Requests of customs that waited for them' }),
});
export type RawDataKept = Static<typeof RawDataKept>;

export const RawDataQuery = Type.Object(
  {
    state: Type.Optional(Type.Enum(['owed', 'due', 'done', 'dead'])),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { additionalProperties: false },
);
export type RawDataQuery = Static<typeof RawDataQuery>;

const MaybeMoment = Type.Union([Moment, Type.Null()]);

export const RawDataRequestPage = Type.Object({
  items: Type.Array(
    Type.Object({
      sessionId: Type.String(),
      ebpCode: Type.String(),
      orderNo: Type.String(),
      payCode: Type.String({ description: 'Empty while no payment of the order is known' }),
      state: Type.Enum(['owed', 'due', 'done', 'dead']),
      attempts: Type.Integer(),
      lastCode: Type.String({ description: "Customs' code; empty when nobody answered" }),
      lastMessage: Type.String(),
      askedAt: Moment,
      nextAt: MaybeMoment,
      endedAt: MaybeMoment,
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
  blocked: Type.Union([Type.String(), Type.Null()], {
    description: 'Why nothing can be uploaded as this server is set up',
  }),
});
export type RawDataRequestPage = Static<typeof RawDataRequestPage>;

export const RawDataSession = Type.Object({
  sessionId: Type.String({ minLength: 1, maxLength: 36 }),
});

export const RawDataTries = Type.Object({
  items: Type.Array(
    Type.Object({
      attempt: Type.Integer(),
      outcome: Type.String({ description: 'accepted, refused, unreachable' }),
      code: Type.String(),
      message: Type.String(),
      payTransactionId: Type.String(),
      version: Type.Integer(),
      exchangeId: Type.String({ description: 'What was sent, in the exchange log' }),
      triedAt: Moment,
    }),
  ),
});
export type RawDataTries = Static<typeof RawDataTries>;

export const RawDataOrderKey = Type.Object({
  ebpCode: CompanyCode,
  orderNo: Type.String({ minLength: 1, maxLength: 60 }),
});

export const RawDataHeld = Type.Object({
  items: Type.Array(
    Type.Object({
      payCode: Type.String(),
      payTransactionId: Type.String(),
      version: Type.Integer(),
      guid: Type.String(),
      ebpCode: Type.String(),
      totalAmount: Amount,
      currency: Type.String({ description: "Customs' code, 142 is CNY" }),
      verDept: Type.String(),
      tradingTime: Type.String(),
      deliveredBy: Type.String(),
      deliveredAt: Moment,
      keptUntil: Day,
      initalRequestLength: Type.Integer({
        description: 'Characters; the text itself is not shown',
      }),
      initalResponseLength: Type.Integer(),
      orders: Type.Array(
        Type.Object({
          orderNo: Type.String(),
          recpName: Type.String(),
          recpAccount: Type.String({ description: 'Masked' }),
          goodsInfo: Type.Array(Type.Object({ gname: Type.String(), itemLink: Type.String() })),
        }),
      ),
    }),
  ),
});
export type RawDataHeld = Static<typeof RawDataHeld>;
