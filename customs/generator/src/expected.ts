import { formatTotals } from '@pilotzone/tariff/explain-tax';
import type { TaxTotalsText } from '@pilotzone/tariff/explain-tax';
import { taxOf } from './draw-purchase.ts';
import type { Purchase } from './purchase.ts';
import type { World } from './world.ts';

/**
 * A reason, as far as it is determined: its code. Several findings of one code are one reason here.
 */
export type ExpectedReason = { readonly code: string };

/**
 * What `clear` must answer to a declaration: the fields of its result that the messages determine.
 * Receipts, lane and customs' numbers are not among them; `tax` is given for released lists.
 */
export type ExpectedDeclaration = {
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly tradeMode: string;
  readonly outcome:
    'released' | 'returned' | 'cancelled' | 'rejected' | 'waiting' | 'staged' | 'refused';
  readonly returnStatus?: string;
  readonly tax?: TaxTotalsText;
  readonly reasons: readonly ExpectedReason[];
};

/** A document or a message that is no declaration and must be refused. */
export type ExpectedRefusal = {
  readonly message: string;
  readonly outcome: 'refused';
  readonly reasons: readonly ExpectedReason[];
};

export type ExpectedLine = ExpectedDeclaration | ExpectedRefusal;

/** The list clears. */
export function released(world: World, purchase: Purchase): ExpectedDeclaration {
  const tax = formatTotals(taxOf(world, purchase.list));
  return { ...identify(purchase), outcome: 'released', returnStatus: '800', tax, reasons: [] };
}

/** The list is held by customs and cancelled in time. */
export function cancelled(purchase: Purchase): ExpectedDeclaration {
  return { ...identify(purchase), outcome: 'cancelled', reasons: [] };
}

/**
 * The list is turned down for these codes. Its status is e-port's own code where a list code
 * (-621…) is among them, else 100.
 */
export function rejected(purchase: Purchase, codes: readonly string[]): ExpectedDeclaration {
  const returnStatus = codes.find((code) => code.startsWith('-621')) ?? '100';
  return { ...identify(purchase), outcome: 'rejected', returnStatus, reasons: reasonsOf(codes) };
}

/** The list waits for a document; `code` names it. */
export function waiting(purchase: Purchase, code: string): ExpectedDeclaration {
  return { ...identify(purchase), outcome: 'waiting', reasons: reasonsOf([code]) };
}

/** The list is saved, not declared. */
export function staged(purchase: Purchase): ExpectedDeclaration {
  return { ...identify(purchase), outcome: 'staged', returnStatus: '1', reasons: [] };
}

/** The list never becomes a declaration, beside one of the same numbers. */
export function refusedList(purchase: Purchase, code: string): ExpectedDeclaration {
  return { ...identify(purchase), outcome: 'refused', reasons: reasonsOf([code]) };
}

/** A document or message is refused; no list comes of it. */
export function refusedMessage(message: string, code: string): ExpectedRefusal {
  return { message, outcome: 'refused', reasons: reasonsOf([code]) };
}

function identify({ list }: Purchase) {
  const { ebpCode, orderNo, copNo, tradeMode } = list.head;
  return { ebpCode, orderNo, copNo: copNo ?? '', tradeMode };
}

function reasonsOf(codes: readonly string[]): ExpectedReason[] {
  return codes.map((code) => ({ code }));
}
