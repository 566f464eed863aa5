import type { PaymentDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { EarlierFiling } from '@pilotzone/rules/filing';

/** A document that arrived, and the exchange record (交换日志) it arrived in. */
export type FiledDocument<D> = { readonly document: D; readonly exchangeId: string };

/** What became of a filed document; `staged`: kept, but not declared (appStatus 1). */
export type RecordOutcome =
  | { readonly kind: 'stored' | 'changed' | 'deleted' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** An order by its natural key: the platform's code and its order number. */
export type OrderKey = { readonly ebpCode: string; readonly orderNo: string };

/** A payment (支付单) as it stands on file. */
export type StoredPayment = OrderKey & {
  readonly payCode: string;
  readonly payTransactionId: string;
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly deleted: boolean;
  readonly revision: number;
  readonly body: string;
  /** What it replaced; read only where a repeat must be told from old news. */
  readonly earlier?: readonly EarlierFiling[];
};

/** A payment on its way into the store. */
export type IncomingPayment = {
  readonly key: string;
  readonly document: PaymentDocument;
  readonly exchangeId: string;
  readonly body: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
};

/**
 * The key of a payment as one text, readable in findings and unambiguous whatever the codes
 * contain.
 */
export function paymentKey(payCode: string, payTransactionId: string): string {
  const plain = !payCode.includes('/') && !payCode.includes('%');
  const code = plain ? payCode : payCode.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `${code}/${payTransactionId}`;
}

/** Id number with only its first and last character, for screens and the API. */
export function maskIdNumber(text: string): string {
  return keepEnds(text, 1, 1);
}

/** Telephone with its first three and last four digits. */
export function maskTelephone(text: string): string {
  return keepEnds(text, 3, 4);
}

/** Surname only: 张** for 张小明. */
export function maskName(text: string): string {
  return keepEnds(text, 1, 0);
}

function keepEnds(text: string, first: number, last: number): string {
  const characters = [...text];
  const hidden = characters.length - first - last;
  if (hidden < 1) return '*'.repeat(characters.length);
  const tail = last === 0 ? [] : characters.slice(-last);
  return [...characters.slice(0, first), '*'.repeat(hidden), ...tail].join('');
}
