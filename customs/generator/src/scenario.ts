import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Company } from './companies.ts';
import type { Regime } from '@pilotzone/tariff/limits';
import type { SignatureFlaw } from './demo-signers.ts';
import type { ExpectedLine } from './expected.ts';
import { released } from './expected.ts';
import type { Product } from './products.ts';
import type { Purchase } from './purchase.ts';
import type { World } from './world.ts';

/** Messages that companies send. */
export type SentType =
  | 'CEB311Message'
  | 'CEB411Message'
  | 'CEB511Message'
  | 'CEB621Message'
  | 'CEB623Message'
  | 'CEB625Message';

/** A document on its way, and who transmits it. */
export type Submission = {
  [T in SentType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly sender: Company;
    /** True: in a message of its own, because the message as a whole is at fault. */
    readonly alone?: boolean;
    /** How its message is signed wrongly, where messages are signed. */
    readonly flaw?: SignatureFlaw;
  };
}[SentType];

/** What was sent for one or more declarations, and what must come of it. */
export type Scenario = {
  readonly submissions: readonly Submission[];
  readonly expected: readonly ExpectedLine[];
};

/** One kind of fault: what it is called and how it comes about. */
export type Fault = {
  /** Kebab-case; stands in `faults.jsonl`. */
  readonly name: string;
  /** Declarations that it takes; 1 unless told otherwise. */
  readonly size?: number | ((regime: Regime) => number);
  /** True: only where `clear` knows the companies beforehand (`--participants`). */
  readonly needsParticipants?: boolean;
  /** True: only where messages are signed. */
  readonly needsSignatures?: boolean;
  /** The goods that it needs; where the day's tariff has none, the fault is left out. */
  readonly only?: (product: Product) => boolean;
  readonly make: (world: World) => Scenario;
};

/** How many declarations a fault takes under the limits of the day. */
export function sizeOf({ size = 1 }: Fault, regime: Regime): number {
  return typeof size === 'number' ? size : size(regime);
}

/** A scenario of one purchase, all four documents as they are. */
export function sendAll(purchase: Purchase, ...expected: ExpectedLine[]): Scenario {
  return { submissions: submissionsOf(purchase), expected };
}

/** A purchase that clears. */
export function sendClean(world: World, purchase: Purchase): Scenario {
  return sendAll(purchase, released(world, purchase));
}

/** The documents of a purchase, each transmitted by the company that issues it. */
export function submissionsOf(purchase: Purchase): Submission[] {
  return [orderOf(purchase), paymentOf(purchase), waybillOf(purchase), listOf(purchase)];
}

/** The order, from the platform. */
export function orderOf({ order, parties }: Purchase): Submission {
  return { type: 'CEB311Message', document: order, sender: parties.platform };
}

/** The payment, from the payment firm. */
export function paymentOf({ payment, parties }: Purchase): Submission {
  return { type: 'CEB411Message', document: payment, sender: parties.paymentFirm };
}

/** The waybill, from the carrier. */
export function waybillOf({ waybill, parties }: Purchase): Submission {
  return { type: 'CEB511Message', document: waybill, sender: parties.carrier };
}

/** The list, from the declaring broker. */
export function listOf({ list, parties }: Purchase): Submission {
  return { type: 'CEB621Message', document: list, sender: parties.broker };
}
