import type { PlainDate, Instant } from '@pilotzone/kernel/time';
import {
  CODE_DONE,
  isGivenUp,
  orderedHead,
  orderedOrder,
  pauseBefore,
} from '@pilotzone/rules/payment-raw-data';
import type { RawData } from '@pilotzone/rules/payment-raw-data';

/** One version of payment raw data (支付原始数据) as it is kept. */
export type RawDataVersion = {
  readonly payCode: string;
  readonly payTransactionId: string;
  readonly version: number;
  readonly ebpCode: string;
  readonly data: RawData;
  readonly deliveredBy: string;
  readonly deliveredAt: Instant;
  readonly keepUntil: PlainDate;
};

/** How far the answer to a request of customs is; the table says what each state means. */
export const RAW_DATA_STATES = ['owed', 'due', 'done', 'dead'] as const;
export type RawDataState = (typeof RAW_DATA_STATES)[number];

/** What customs asked for (platDataOpen). */
export type RawDataRequest = {
  readonly sessionId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  /** "" while no payment of the order is known. */
  readonly payCode: string;
  readonly serviceTime: number;
  readonly askedAt: Instant;
  readonly exchangeId: string;
  readonly state: RawDataState;
  /** All tries ever; the other two count since it was last made due. */
  readonly attempts: number;
  readonly failures: number;
  readonly refusals: number;
  readonly nextAt: Instant;
  readonly lastCode: string;
  readonly lastMessage: string;
  readonly endedAt: Instant | null;
};

/** What came of an upload (realTimeDataUpload). */
export type UploadAnswer =
  | { readonly kind: 'answered'; readonly code: string; readonly message: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A request after a try. */
export type AfterTry = Pick<
  RawDataRequest,
  'state' | 'failures' | 'refusals' | 'nextAt' | 'lastCode' | 'lastMessage'
> & { readonly outcome: 'accepted' | 'refused' | 'unreachable' };

/** Where a request stands after customs answered, or did not. */
export function afterTry(
  { failures, refusals }: Pick<RawDataRequest, 'failures' | 'refusals'>,
  answer: UploadAnswer,
  now: Instant,
): AfterTry {
  if (answer.kind === 'answered' && answer.code === CODE_DONE) {
    const last = { lastCode: answer.code, lastMessage: answer.message };
    return { outcome: 'accepted', state: 'done', failures, refusals, nextAt: now, ...last };
  }
  const isRefused = answer.kind === 'answered';
  const counts = { failures: failures + 1, refusals: refusals + (isRefused ? 1 : 0) };
  const last = isRefused
    ? { lastCode: answer.code, lastMessage: answer.message }
    : { lastCode: '', lastMessage: answer.reason };
  return {
    outcome: isRefused ? 'refused' : 'unreachable',
    state: isGivenUp(counts) ? 'dead' : 'due',
    ...counts,
    nextAt: (now + pauseBefore(failures)) as Instant,
    ...last,
  };
}

/** The text under which raw data are kept: equal data give equal texts. */
export function bodyOf(data: RawData): string {
  return JSON.stringify({
    payExchangeInfoHead: orderedHead(data.payExchangeInfoHead),
    payExchangeInfoLists: data.payExchangeInfoLists.map(orderedOrder),
  });
}

/** What a payment on file says about the same transaction. */
export type PaymentOnFile = {
  readonly ebpCode: string;
  readonly orderNo: string;
  /** In units of 1/100 000. */
  readonly amountPaid: bigint;
  readonly currency: string;
};

/** Where raw data contradict the payment (411) on file, in the form of customs' own faults. */
export function contradictionsOf(
  data: RawData,
  { payment, total }: { payment: PaymentOnFile; total: bigint },
): string[] {
  const { payExchangeInfoHead: head, payExchangeInfoLists: lists } = data;
  const faults: string[] = [];
  if (head.ebpCode !== payment.ebpCode)
    faults.push(`ebpCode : 与支付单不符（支付单为${payment.ebpCode}）`);
  if (total !== payment.amountPaid) faults.push('totalAmount : 与支付单的支付金额不符');
  if (head.currency !== payment.currency)
    faults.push(`currency : 与支付单不符（支付单为${payment.currency}）`);
  if (!lists.some(({ orderNo }) => orderNo === payment.orderNo))
    faults.push(`payExchangeInfoLists : 缺少支付单的订单${payment.orderNo}`);
  return faults;
}
