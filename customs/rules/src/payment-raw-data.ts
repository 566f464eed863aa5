import { parseCustomsDate, parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';

/**
 * Payment raw data (支付原始数据): what a platform must give customs on demand. Source: announcement
 * 2018 no. 179, annexes 1 to 3; names, order and spelling (initalRequest) are theirs.
 */
export type RawDataHead = {
  readonly guid: string;
  readonly initalRequest: string;
  readonly initalResponse: string;
  readonly ebpCode: string;
  readonly payCode: string;
  readonly payTransactionId: string;
  readonly totalAmount: number;
  readonly currency: string;
  /** 1 UnionPay, 2 NetsUnion, 3 other. */
  readonly verDept: string;
  /** 1 APP, 2 PC, 3 QR code, 4 other. */
  readonly payType?: string;
  /** yyyyMMddHHmmss. */
  readonly tradingTime: string;
  readonly note?: string;
};

/** One order of the original request; all of them must be given. */
export type RawDataOrder = {
  readonly orderNo: string;
  readonly goodsInfo: readonly { readonly gname: string; readonly itemLink: string }[];
  readonly recpAccount: string;
  readonly recpCode?: string;
  readonly recpName: string;
};

export type RawData = {
  readonly payExchangeInfoHead: RawDataHead;
  readonly payExchangeInfoLists: readonly RawDataOrder[];
};

/** What is signed and sent: the data with the session that customs opened. */
export type RawDataAnswer = RawData & { readonly sessionID: string; readonly serviceTime: number };

/** Done, and not done; 20001 to 21000 are for other failures. */
export const CODE_DONE = '10000';
export const CODE_FAILED = '20000';

/** Order of the head's fields in the text that is signed. */
const HEAD_FIELDS = [
  ...(['guid', 'initalRequest', 'initalResponse', 'ebpCode', 'payCode'] as const),
  ...(['payTransactionId', 'totalAmount', 'currency', 'verDept', 'payType'] as const),
  ...(['tradingTime', 'note'] as const),
];

const ORDER_FIELDS = ['orderNo', 'goodsInfo', 'recpAccount', 'recpCode', 'recpName'] as const;

/** The head with its fields in the announcement's order; absent ones are left out. */
export function orderedHead(head: RawDataHead): Record<string, unknown> {
  return Object.fromEntries(
    HEAD_FIELDS.filter((name) => head[name] !== undefined).map((name) => [name, head[name]]),
  );
}

/** An order with its fields in the announcement's order. */
export function orderedOrder(order: RawDataOrder): Record<string, unknown> {
  return Object.fromEntries(
    ORDER_FIELDS.filter((name) => order[name] !== undefined).map((name) => [
      name,
      name === 'goodsInfo'
        ? order.goodsInfo.map(({ gname, itemLink }) => ({ gname, itemLink }))
        : order[name],
    ]),
  );
}

/**
 * The text that is signed: first-level nodes joined by `||`, each `"name":"value"`; head and list
 * stand as JSON between quotes, not escaped, as the programs that customs accepts write them (the
 * announcement's own example leaves the quotes out).
 */
export function signTextOf(answer: RawDataAnswer): string {
  const { sessionID, serviceTime } = answer;
  const head = JSON.stringify(orderedHead(answer.payExchangeInfoHead));
  const lists = JSON.stringify(answer.payExchangeInfoLists.map(orderedOrder));
  return [
    `"sessionID":"${sessionID}"`,
    `"payExchangeInfoHead":"${head}"`,
    `"payExchangeInfoLists":"${lists}"`,
    `"serviceTime":"${String(serviceTime)}"`,
  ].join('||');
}

/** The form's only field, `payExInfoStr`. */
export function payloadOf(
  answer: RawDataAnswer,
  { certNo, signValue }: { certNo: string; signValue: string },
): string {
  return JSON.stringify({
    sessionID: answer.sessionID,
    payExchangeInfoHead: orderedHead(answer.payExchangeInfoHead),
    payExchangeInfoLists: answer.payExchangeInfoLists.map(orderedOrder),
    serviceTime: String(answer.serviceTime),
    certNo,
    signValue,
  });
}

/** What customs asks with (platDataOpen, form field `openReq`). */
export type OpenRequest = {
  readonly orderNo: string;
  readonly sessionID: string;
  readonly serviceTime: number;
  /** Who signed it, and the signature; the announcement demands neither. */
  readonly certNo?: string;
  readonly signValue?: string;
};

/** The text of a request that is signed, in the manner of `signTextOf`. */
export function openSignTextOf({ orderNo, sessionID, serviceTime }: OpenRequest): string {
  return [
    `"orderNo":"${orderNo}"`,
    `"sessionID":"${sessionID}"`,
    `"serviceTime":"${String(serviceTime)}"`,
  ].join('||');
}

/** Reads `openReq`; `undefined` when it is not what the announcement describes. */
export function parseOpenRequest(text: string): OpenRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { orderNo, sessionID, serviceTime, ...rest } = value as Record<string, unknown>;
  if (typeof orderNo !== 'string' || orderNo === '' || orderNo.length > 60) return undefined;
  if (typeof sessionID !== 'string' || sessionID === '' || sessionID.length > 36) return undefined;
  const time = Number(serviceTime);
  if (!Number.isSafeInteger(time) || time <= 0) return undefined;
  const { certNo, signValue } = rest;
  const signed = typeof certNo === 'string' && typeof signValue === 'string';
  return { orderNo, sessionID, serviceTime: time, ...(signed ? { certNo, signValue } : {}) };
}

// A fault of the data is not cured by waiting; a line that is down comes back within days.
const REFUSALS_MAX = 5;
const FAILURES_MAX = 80;

/** Whether an upload that failed again is given up: five refusals, or three days of silence. */
export function isGivenUp(failed: { readonly failures: number; readonly refusals: number }) {
  return failed.refusals >= REFUSALS_MAX || failed.failures >= FAILURES_MAX;
}

const YEARS_KEPT = 3;

/**
 * The last day on which raw data must be kept: three years after they were delivered or traded,
 * whichever was later (annex 2 of the announcement: platforms keep them for three years).
 */
export function keptUntil(deliveredOn: PlainDate, tradingTime: string): PlainDate {
  const tradedOn = parseCustomsDate(tradingTime.slice(0, 8)) ?? deliveredOn;
  const from = tradedOn > deliveredOn ? tradedOn : deliveredOn;
  const later = String(Number(from.slice(0, 4)) + YEARS_KEPT).padStart(4, '0') + from.slice(4);
  // 29 February has no day of its own three years later: the first of March is the longer term.
  return parsePlainDate(later) ?? parsePlainDate(`${later.slice(0, 4)}-03-01`) ?? from;
}

/** Pauses between tries of an upload: 5 s, doubled, at most an hour. */
export function pauseBefore(attempts: number): number {
  return Math.min(5_000 * 2 ** attempts, 3_600_000);
}

/** A text field of an upload: its place, most characters, and whether it must be there. */
type FieldRule = readonly [name: string, max: number, required: boolean];

const TOP_RULES: readonly FieldRule[] = [
  ['sessionID', 36, true],
  ['serviceTime', 13, true],
  ['certNo', 100, true],
  ['signValue', 8_000, true],
];

const HEAD_RULES: readonly FieldRule[] = [
  ['guid', 36, true],
  ['initalRequest', 8_000, true],
  ['initalResponse', 8_000, true],
  ['ebpCode', 18, true],
  ['payCode', 18, true],
  ['payTransactionId', 60, true],
  ['currency', 4, true],
  ['verDept', 1, true],
  ['payType', 1, false],
  ['tradingTime', 14, true],
  ['note', 1_000, false],
];

const ORDER_RULES: readonly FieldRule[] = [
  ['orderNo', 60, true],
  ['recpAccount', 60, true],
  ['recpCode', 18, false],
  ['recpName', 100, true],
];

/**
 * What is wrong with an upload (`payExInfoStr`), in customs' own form: `certNo : certNo不为空`.
 * Empty when every field is there and no longer than the announcement allows; the signature is not
 * judged.
 */
export function faultsOfUpload(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ['payExInfoStr : 不是合法的JSON'];
  }
  return [...TOP_RULES.flatMap((rule) => faultsOf(mapOf(value), rule)), ...faultsOfRawData(value)];
}

/** The session and the orders that an upload names, as far as it can be read. */
export function namesOf(text: string): { sessionId: string; orderNos: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { sessionId: '', orderNos: [] };
  }
  const { sessionID, payExchangeInfoLists: lists } = mapOf(value);
  const orders = Array.isArray(lists) ? lists.map(mapOf) : [];
  return { sessionId: textOf(sessionID), orderNos: orders.map(({ orderNo }) => textOf(orderNo)) };
}

/** What is wrong with head and list, in the same form; also what nobody could upload later. */
export function faultsOfRawData(value: unknown): string[] {
  const top = mapOf(value);
  const head = mapOf(top['payExchangeInfoHead']);
  const lists = top['payExchangeInfoLists'];
  const orders = Array.isArray(lists) ? lists.map(mapOf) : [];
  const faults = [
    ...HEAD_RULES.flatMap((rule) => faultsOf(head, rule)),
    ...orders.flatMap((order) => ORDER_RULES.flatMap((rule) => faultsOf(order, rule))),
    ...orders.flatMap((order) => faultsOfGoods(order['goodsInfo'])),
  ];
  if (typeof head['totalAmount'] !== 'number') faults.push('totalAmount : totalAmount必须为数值');
  if (!/^[123]$/.test(textOf(head['verDept']))) faults.push('verDept : 只能为1、2、3');
  if (!/^\d{14}$/.test(textOf(head['tradingTime'])))
    faults.push('tradingTime : 须为yyyyMMddHHmmss');
  if (orders.length === 0) faults.push('payExchangeInfoLists : payExchangeInfoLists不为空');
  return faults;
}

function faultsOfGoods(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) return ['goodsInfo : goodsInfo不为空'];
  const goods: readonly unknown[] = value;
  return goods.flatMap((one) => [
    ...faultsOf(mapOf(one), ['gname', 250, true]),
    ...faultsOf(mapOf(one), ['itemLink', 3_000, true]),
  ]);
}

function faultsOf(map: Record<string, unknown>, [name, max, required]: FieldRule): string[] {
  const text = textOf(map[name]);
  if (text === '') return required ? [`${name} : ${name}不为空`] : [];
  return text.length > max ? [`${name} : ${name}长度不能超过${String(max)}`] : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
