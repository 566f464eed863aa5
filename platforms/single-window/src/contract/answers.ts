/**
 * What the single window's routes answer, for the OpenAPI document. Nothing is cut to these shapes
 * on its way out: contract.test.ts of the server holds every answer against them.
 */
import { Type, type TSchema } from 'typebox';

const Text = Type.String();
const MaybeText = Nullable(Text);
const Whole = Type.Integer();
const Amount = Type.String({ description: 'Decimal, CNY' });
const Time = Type.String({ description: 'ISO 8601, UTC' });

export const FindingShape = Type.Object({
  code: Type.String({ description: 'Customs’ own where it has one, else PZ-…' }),
  source: Type.Enum(['platform', 'eport', 'customs']),
  field: Text,
  message: Text,
  messageZh: Text,
  values: Type.Array(Text),
  basis: Text,
  fix: Text,
  basisZh: Type.Optional(Text),
  fixZh: Type.Optional(Text),
});
const Findings = Type.Array(FindingShape);

const TaxTotals = Type.Object({
  dutiablePrice: Amount,
  tariff: Amount,
  consumptionTax: Amount,
  valueAddedTax: Amount,
  total: Amount,
});

const summary = {
  declarationId: Text,
  ebpCode: Text,
  ebcCode: Text,
  agentCode: Text,
  logisticsCode: Text,
  logisticsNo: Text,
  orderNo: Text,
  copNo: Text,
  preNo: MaybeText,
  invtNo: MaybeText,
  tradeMode: Text,
  status: Type.Enum([
    ...['staged', 'filed', 'waiting', 'held', 'sent', 'customs-held'],
    ...['rejected', 'released', 'returned', 'cancelled'],
  ]),
  outcome: Type.Enum([
    ...['released', 'rejected', 'held', 'waiting', 'staged', 'returned', 'cancelled', 'refused'],
  ]),
  returnStatus: MaybeText,
  tax: Nullable(TaxTotals),
  lane: Nullable(Type.Enum(['green', 'amber', 'red'])),
  reasons: Findings,
  attempt: Whole,
  appTime: Text,
  filedAt: Time,
  decidedAt: Nullable(Time),
  releasedOn: MaybeText,
};
export const DeclarationSummaryShape = Type.Object(summary);
export const DeclarationListAnswer = Page(DeclarationSummaryShape);

/** A customs document: fields as the message has them, persons masked. */
const Fields = Type.Record(Text, Type.Union([Text, Type.Number(), Type.Null()]));
const DocumentShape = Type.Object({ head: Fields, lines: Type.Array(Fields) });
const Documents = Type.Object({
  list: DocumentShape,
  order: Nullable(DocumentShape),
  payment: Nullable(DocumentShape),
  waybill: Nullable(DocumentShape),
});
const Match = Type.Object({ findings: Findings, missing: Findings });

const TaxStep = Type.Object({
  statutory: Text,
  share: Text,
  beforeRounding: Text,
  afterRounding: Text,
});
const TaxSteps = Type.Object({
  scope: Text,
  basis: Text,
  totals: TaxTotals,
  lines: Type.Array(
    Type.Object({
      hsCode: Text,
      price: Amount,
      charges: Amount,
      dutiablePrice: Amount,
      base: Text,
      rates: Type.Record(Text, MaybeText),
      tariff: TaxStep,
      consumptionTax: TaxStep,
      valueAddedTax: TaxStep,
      total: Amount,
    }),
  ),
});

const receipt = {
  returnStatus: Text,
  returnTime: Text,
  returnInfo: Text,
  source: Text,
  exchangeId: MaybeText,
};
const Step = Type.Object({
  version: Whole,
  attempt: Whole,
  from: MaybeText,
  to: Text,
  at: Time,
  cause: Text,
  actor: MaybeText,
});
const WithdrawalShape = Type.Object({
  withdrawalId: Text,
  kind: Type.Enum(['cancellation', 'return']),
  copNo: Text,
  status: Text,
  part: Nullable(Whole),
  reason: Text,
  lines: Type.Array(Type.Object({ gnum: Whole, quantity: Text })),
  goodsDueOn: MaybeText,
  reasons: Findings,
  filedAt: Time,
});

const AllowanceEffects = Type.Object({
  year: Whole,
  entries: Type.Array(
    Type.Object({
      attempt: Whole,
      kind: Type.Enum(['spend', 'restore', 'correct']),
      amount: Amount,
      at: Time,
    }),
  ),
});

export const DeclarationAnswer = Type.Object({
  ...summary,
  documents: Documents,
  match: Match,
  taxSteps: Nullable(TaxSteps),
  receipts: Type.Array(Type.Object({ attempt: Whole, ...receipt })),
  withdrawals: Type.Array(WithdrawalShape),
  allowance: Nullable(AllowanceEffects),
  messages: Type.Array(Type.Object({ attempt: Whole, exchangeId: Text, filedAt: Time })),
  timeline: Type.Array(Step),
});

const exportSummary = {
  exportId: Text,
  direction: Type.Literal('export'),
  ...Object.fromEntries(
    (['ebpCode', 'ebcCode', 'agentCode', 'logisticsCode', 'logisticsNo', 'orderNo'] as const).map(
      (name) => [name, summary[name]],
    ),
  ),
  copNo: Text,
  preNo: MaybeText,
  invtNo: MaybeText,
  tradeMode: Text,
  statisticsFlag: Text,
  status: Text,
  outcome: summary.outcome,
  returnStatus: MaybeText,
  valueCny: MaybeText,
  lane: summary.lane,
  reasons: Findings,
  attempt: Whole,
  appTime: Text,
  filedAt: Time,
  decidedAt: Nullable(Time),
  releasedOn: MaybeText,
  closedOn: MaybeText,
  billNo: MaybeText,
};
const ExportSummaryShape = Type.Object(exportSummary);

const isDecided = Type.Boolean({ description: 'false: it waits for a second officer' });

/** The list after an officer's word, of either direction. */
export const HoldDecisionAnswer = Type.Union([
  Type.Object({ ...summary, isDecided }),
  Type.Object({ ...exportSummary, isDecided }),
]);
export const ExportListAnswer = Page(ExportSummaryShape);

export const ExportAnswer = Type.Object({
  ...exportSummary,
  documents: Documents,
  match: Match,
  returns: Type.Object({
    returnUntil: Text,
    taxFreeUntil: Text,
    lines: Type.Array(Type.Record(Text, Type.Unknown())),
  }),
  summaries: Type.Array(
    Type.Object({ declSeqNo: Text, entryId: MaybeText, lineNo: Whole, formLineNo: Whole }),
  ),
  applications: Type.Array(Type.Object({ caseId: Text, kind: Text, copNo: Text, status: Text })),
  receipts: Type.Array(Type.Object(receipt)),
  timeline: Type.Array(Step),
});

export const PreflightAnswer = Type.Object({
  results: Type.Array(
    Type.Object({
      kind: Type.Enum(['accepted', 'refused', 'unchanged']),
      returnStatus: Text,
      returnInfo: Text,
      findings: Findings,
    }),
  ),
  declarations: Type.Array(DeclarationSummaryShape),
  exports: Type.Array(ExportSummaryShape),
});

export const WithdrawalAnswer = Type.Object({ copNo: Text, returnStatus: Text });

export const AlertsAnswer = Type.Array(
  Type.Object({
    kind: Type.Enum(['waiting-too-long', 'contradicted', 'summary-due', 'summary-overdue']),
    direction: Type.Enum(['import', 'export']),
    declarationId: Text,
    ebpCode: Text,
    orderNo: Text,
    since: Time,
    due: MaybeText,
  }),
);

export const DayAnswer = Type.Array(
  Type.Object({
    status: summary.status,
    lane: summary.lane,
    count: Whole,
    tax: Nullable(Amount),
    dutiablePrice: Nullable(Amount),
  }),
);

function Page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: MaybeText });
}

function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
