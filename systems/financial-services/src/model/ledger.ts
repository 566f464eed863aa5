import { assert } from '@pilotzone/kernel/errors';
import { subtractMoney, ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';

/**
 * An account of the chart (会计科目). `memorandum`: off-balance (表外), for guarantees that are no money.
 */
export type LedgerAccount = {
  readonly accountCode: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'asset' | 'liability' | 'memorandum';
  readonly normalSide: 'debit' | 'credit';
};

/**
 * The chart of accounts of a zone. Tax is collected from buyers by agents (代收代缴义务人) and owed to
 * customs; the zone's books hold claim and duty until the agent pays. Source:
 * docs/flows/tax-guarantee.md.
 */
export const CHART = {
  taxReceivable: asset('1122', ['应收代缴税款', 'tax receivable from agents']),
  refundReceivable: asset('1123', ['应收海关退税款', 'refunds receivable from customs']),
  tariffPayable: liability('222101', ['应交跨境电商综合税——关税', 'tariff payable']),
  consumptionTaxPayable: liability('222102', [
    '应交跨境电商综合税——进口消费税',
    'import consumption tax payable',
  ]),
  valueAddedTaxPayable: liability('222103', [
    '应交跨境电商综合税——进口增值税',
    'import value-added tax payable',
  ]),
  refundPayable: liability('2241', ['应退代缴税款', 'refunds payable to agents']),
  guaranteeAvailable: memorandum('9101', ['可用税款担保', 'tax guarantees, available']),
  guaranteeReserved: memorandum('9102', ['已占用税款担保', 'tax guarantees, reserved']),
  guaranteeContra: {
    ...memorandum('9199', ['税款担保备查', 'tax guarantees, contra']),
    normalSide: 'credit',
  },
} as const satisfies Record<string, LedgerAccount>;

type AccountName = keyof typeof CHART;

type Names = readonly [zh: string, en: string];

function asset(accountCode: string, [nameZh, nameEn]: Names): LedgerAccount {
  return { accountCode, nameZh, nameEn, kind: 'asset', normalSide: 'debit' };
}

function liability(accountCode: string, [nameZh, nameEn]: Names): LedgerAccount {
  return { accountCode, nameZh, nameEn, kind: 'liability', normalSide: 'credit' };
}

function memorandum(accountCode: string, [nameZh, nameEn]: Names): LedgerAccount {
  return { accountCode, nameZh, nameEn, kind: 'memorandum', normalSide: 'debit' };
}

/** One leg of a posting set (分录); debit positive, credit negative, never 0. */
export type PostingLeg = {
  readonly accountCode: string;
  /** Whose money (辅助核算): the guarantor, "" where nobody's. */
  readonly partyCode: string;
  readonly amount: Money;
};

/** What a posting set is about. */
export type ReferenceKind =
  | 'tax-due'
  | 'tax-due-reversed'
  | 'tax-refund'
  | 'tax-paid'
  | 'guarantee-reserved'
  | 'guarantee-restored'
  | 'guarantee-freed'
  | 'guarantee-limit';

/** Legs that sum to 0, about one thing. */
export type PostingSet = {
  /** Id of the declaration, the event, the tax payment or the limit change. */
  readonly postingSetId: string;
  /** Number among the sets about the same thing. */
  readonly setNo: number;
  readonly referenceKind: ReferenceKind;
  readonly day: PlainDate;
  readonly legs: readonly PostingLeg[];
};

/** The three taxes of a retail import (跨境电商综合税). */
export type Taxes = {
  readonly tariff: Money;
  readonly consumptionTax: Money;
  readonly valueAddedTax: Money;
};

/** A posting set without its legs. */
export type PostingHead = Omit<PostingSet, 'legs'>;

/** A list was released: its agent owes what is owed to customs. */
export function taxDueSet(head: PostingHead, guarantorCode: string, taxes: Taxes): PostingSet {
  const owed = payables(taxes);
  return { ...head, legs: [counterLeg('taxReceivable', guarantorCode, owed), ...owed] };
}

/** An agent paid: claim and duty are settled. */
export function taxPaidSet(head: PostingHead, guarantorCode: string, taxes: Taxes): PostingSet {
  return negated(taxDueSet(head, guarantorCode, taxes));
}

/** A part of a list was taken back before its tax was paid: claim and duty of that part end. */
export function taxReversedSet(head: PostingHead, guarantorCode: string, taxes: Taxes): PostingSet {
  return negated(taxDueSet(head, guarantorCode, taxes));
}

/** A list was taken back after its tax was paid: customs owes the agent. */
export function taxRefundSet(head: PostingHead, guarantorCode: string, total: Money): PostingSet {
  const claim = [leg('refundReceivable', '', total)];
  return { ...head, legs: [...claim, counterLeg('refundPayable', guarantorCode, claim)] };
}

/** Amounts of several guarantors move from available to reserved; negative ones come back. */
export function guaranteeMovedSet(
  head: PostingHead,
  amounts: ReadonlyMap<string, Money>,
): PostingSet {
  const reserved = [...amounts]
    .filter(([, amount]) => amount.units !== 0n)
    .map(([code, amount]) => leg('guaranteeReserved', code, amount));
  const available = reserved.map((one) => counterLeg('guaranteeAvailable', one.partyCode, [one]));
  return { ...head, legs: [...reserved, ...available] };
}

/** A limit was changed by `difference`. */
export function guaranteeLimitSet(
  head: PostingHead,
  guarantorCode: string,
  difference: Money,
): PostingSet {
  const raised = [leg('guaranteeAvailable', guarantorCode, difference)];
  return { ...head, legs: [...raised, counterLeg('guaranteeContra', guarantorCode, raised)] };
}

function payables(taxes: Taxes): PostingLeg[] {
  const legs: PostingLeg[] = [];
  if (taxes.tariff.units !== 0n) legs.push(credit('tariffPayable', taxes.tariff));
  if (taxes.consumptionTax.units !== 0n) {
    legs.push(credit('consumptionTaxPayable', taxes.consumptionTax));
  }
  if (taxes.valueAddedTax.units !== 0n) {
    legs.push(credit('valueAddedTaxPayable', taxes.valueAddedTax));
  }
  return legs;
}

function leg(name: AccountName, partyCode: string, amount: Money): PostingLeg {
  return { accountCode: CHART[name].accountCode, partyCode, amount };
}

function credit(name: AccountName, amount: Money): PostingLeg {
  return leg(name, '', subtractMoney(ZERO_CNY, amount));
}

/** The leg that makes `legs` sum to 0. */
function counterLeg(name: AccountName, partyCode: string, legs: readonly PostingLeg[]): PostingLeg {
  const amount = legs.reduce((left, one) => subtractMoney(left, one.amount), ZERO_CNY);
  return leg(name, partyCode, amount);
}

function negated(set: PostingSet): PostingSet {
  const legs = set.legs.map((one) => ({ ...one, amount: subtractMoney(ZERO_CNY, one.amount) }));
  return { ...set, legs };
}

/** Refuses a set that does not sum to 0: a bug, caught before the database has to. */
export function assertBalanced(set: PostingSet): void {
  const sum = set.legs.reduce((total, one) => total + one.amount.units, 0n);
  assert(sum === 0n, `posting set ${set.postingSetId} no. ${set.setNo} sums to ${sum}`);
}
