import type {
  ExchangePage,
  ExchangeShape,
  EvidenceAnswer,
} from '@pilotzone/information-sharing/contract';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Outcome } from '@pilotzone/single-window/contract';
import type { Static } from 'typebox';

/**
 * Answers of the API as the portal reads them. What a module's contract describes is taken from
 * there; the single window and the platform describe their answers in words only, so they stand
 * here.
 */
export type Exchange = Static<typeof ExchangeShape>;
export type Exchanges = Static<typeof ExchangePage>;
export type Evidence = Static<typeof EvidenceAnswer>;

export type { Me } from '@pilotzone/identity/contract';

export const DECLARATION_STATUSES = [
  'staged',
  'filed',
  'waiting',
  'held',
  'sent',
  'customs-held',
  'rejected',
  'released',
  'returned',
  'cancelled',
] as const;

export type DeclarationStatus = (typeof DECLARATION_STATUSES)[number];

export const LANES = ['green', 'amber', 'red'] as const;

export type Lane = (typeof LANES)[number];

/** Decimals in CNY. */
export type TaxTotals = {
  readonly dutiablePrice: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly valueAddedTax: string;
  readonly total: string;
};

/** One line of GET /declarations. */
export type DeclarationSummary = {
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly agentCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly preNo: string | null;
  readonly invtNo: string | null;
  readonly tradeMode: string;
  readonly status: DeclarationStatus;
  readonly outcome: Outcome;
  readonly returnStatus: string | null;
  readonly tax: TaxTotals | null;
  readonly lane: Lane | null;
  readonly reasons: readonly Finding[];
  readonly attempt: number;
  readonly appTime: string;
  readonly filedAt: string;
  readonly decidedAt: string | null;
  readonly releasedOn: string | null;
};

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

type Fields = Readonly<Record<string, string | number>>;

/** A document with personal data masked; absent fields are left out. */
export type ShownDocument = { readonly head: Fields; readonly lines: readonly Fields[] };

export const DOCUMENTS = ['order', 'payment', 'waybill', 'list'] as const;

export type DocumentName = (typeof DOCUMENTS)[number];

/** One tax of one line; decimals, "numerator/denominator" where a decimal does not end. */
export type TaxStep = {
  readonly statutory: string;
  readonly share: string;
  readonly beforeRounding: string;
  readonly afterRounding: string;
};

export type TaxLine = {
  readonly hsCode: string;
  readonly price: string;
  readonly charges: string;
  readonly dutiablePrice: string;
  readonly base: string;
  readonly rates: {
    readonly hsCode: string;
    readonly tariff: string;
    readonly consumptionTax: string;
    readonly consumptionTaxSpecific: string | null;
    readonly consumptionTaxThreshold: string | null;
    readonly valueAddedTax: string;
    readonly validFrom: string;
    readonly validUntil: string | null;
    readonly source: string;
  };
  readonly tariff: TaxStep;
  readonly consumptionTax: TaxStep;
  readonly valueAddedTax: TaxStep;
  readonly total: string;
};

export type TaxSteps = {
  readonly scope: string;
  readonly basis: string;
  readonly totals: TaxTotals;
  readonly lines: readonly TaxLine[];
};

export type ReceiptView = {
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly source: string;
  readonly exchangeId: string | null;
};

export type TransitionView = {
  readonly version: number;
  readonly attempt: number;
  readonly from: DeclarationStatus | null;
  readonly to: DeclarationStatus;
  readonly at: string;
  readonly cause: string;
  readonly actor: string | null;
};

/** A request to cancel the list or to return goods of it. */
export type WithdrawalView = {
  readonly withdrawalId: string;
  readonly kind: 'cancellation' | 'return';
  readonly copNo: string;
  readonly status: 'staged' | 'sent' | 'accepted' | 'rejected' | 'closed' | 'deleted';
  readonly part: number | null;
  readonly reason: string;
  readonly lines: readonly { readonly gnum: number; readonly quantity: string }[];
  readonly goodsDueOn: string | null;
  readonly reasons: readonly Finding[];
  readonly filedAt: string;
};

/** GET /declarations/{id} */
export type Declaration = DeclarationSummary & {
  readonly documents: Readonly<Record<DocumentName, ShownDocument | null>>;
  readonly match: { readonly findings: readonly Finding[]; readonly missing: readonly Finding[] };
  readonly taxSteps: TaxSteps | null;
  readonly receipts: readonly ReceiptView[];
  readonly withdrawals: readonly WithdrawalView[];
  /** What it took of the buyer's allowance and gave back; `null` when nothing. */
  readonly allowance: {
    readonly year: number;
    readonly entries: readonly {
      readonly attempt: number;
      readonly kind: 'spend' | 'restore' | 'correct';
      readonly amount: string;
      readonly at: string;
    }[];
  } | null;
  /** In which messages it came. */
  readonly messages: readonly {
    readonly attempt: number;
    readonly exchangeId: string;
    readonly filedAt: string;
  }[];
  readonly timeline: readonly TransitionView[];
};

/** One line of GET /summary: today's lists of one status and lane. */
export type SummaryRow = {
  readonly status: DeclarationStatus;
  readonly lane: Lane | null;
  readonly count: number;
  readonly tax: string | null;
  readonly dutiablePrice: string | null;
};

/** One line of GET /alerts. */
export type Alert = {
  readonly kind: 'waiting-too-long' | 'contradicted' | 'summary-due' | 'summary-overdue';
  readonly direction: 'import' | 'export';
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly since: string;
  /** The day by which an export list is to be summed up. */
  readonly due: string | null;
};

/** GET /status */
export type PlatformStatus = {
  readonly zoneCode: string;
  readonly now: string;
  readonly customs: {
    readonly link: string;
    readonly state: string;
    readonly since: string;
    readonly lastError: string | null;
    readonly queued: number;
    readonly oldestQueuedAt: string | null;
    readonly listsAtCustoms: number;
  };
  readonly events: readonly {
    readonly subscriber: string;
    readonly pending: number;
    readonly failing: string | null;
  }[];
  readonly tariff: string;
  readonly signatures: string;
};

/** The data of a `declaration` event. */
export type DeclarationNews = {
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly from: DeclarationStatus | null;
  readonly to: DeclarationStatus;
  readonly outcome: Outcome;
  readonly at: string;
  readonly cause: string;
};
