import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { dayOf, formatReturnTime, type Instant } from '@pilotzone/kernel/time';
import { composeExportReceipt, NUMBERED_EXPORTS } from './compose-export-receipts.ts';
import type { AnsweredExport } from './compose-export-receipts.ts';
import { isExportType } from '@pilotzone/ceb/export-types';
import type { UnfiledExport } from './export-filing.ts';
import type { Filing, FilingOutcome, FilingType } from './filing.ts';

/** What receipts need from outside. */
export type ReceiptContext = {
  readonly at: Instant;
  /** A UUID; receipts carry it in capitals, as customs writes it. */
  newId(): string;
  /** The next number below a billion, for a list without preNo. */
  nextIntakeNo(): number;
};

/** A filing with what became of it. */
export type JudgedFiling = { readonly filing: Filing; readonly outcome: FilingOutcome };

/**
 * The receipt of one message: a return per document, in their order (a message has at most 100
 * documents, so has its receipt). `judged` are the documents of one message of type `type`.
 */
export function composeReceipt(
  type: FilingType,
  judged: readonly JudgedFiling[],
  context: ReceiptContext,
): OutgoingMessage {
  const frame = { guid: context.newId().toUpperCase(), version: '1.0' };
  switch (type) {
    case 'CEB311Message':
      return { ...frame, type: 'CEB312Message', documents: orderReturns(judged, context) };
    case 'CEB411Message':
      return { ...frame, type: 'CEB412Message', documents: paymentReturns(judged, context) };
    case 'CEB511Message':
      return { ...frame, type: 'CEB512Message', documents: waybillReturns(judged, context) };
    case 'CEB513Message':
      return { ...frame, type: 'CEB514Message', documents: statusReturns(judged, context) };
    case 'CEB621Message':
      return { ...frame, type: 'CEB622Message', documents: listReturns(judged, context) };
    case 'CEB623Message':
      return { ...frame, type: 'CEB624Message', documents: requestReturns(judged, context) };
    case 'CEB625Message':
      return { ...frame, type: 'CEB626Message', documents: requestReturns(judged, context) };
    case 'CEB711Message':
      return { ...frame, type: 'CEB712Message', documents: arrivalReturns(judged, context) };
    default:
      return composeExportReceipt(type, exportReturns(judged, context), frame);
  }
}

const NUMBERED: ReadonlySet<FilingType> = new Set([
  'CEB621Message',
  'CEB623Message',
  'CEB625Message',
  'CEB711Message',
]);

/** Whether the receipt of a filing carries a preNo, ours where e-port has issued none. */
export function isNumbered(type: FilingType): boolean {
  return NUMBERED.has(type) || NUMBERED_EXPORTS.has(type);
}

// A message holds documents of its own type only; each function below takes those of one type.

function orderReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB311Message') return [];
    const { ebpCode, ebcCode, orderNo } = filing.document.head;
    return [{ head: { ebpCode, ebcCode, orderNo, ...resultOf(outcome, context) }, lines: [] }];
  });
}

function paymentReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB411Message') return [];
    const { payCode, payTransactionId } = filing.document.head;
    return [{ head: { payCode, payTransactionId, ...resultOf(outcome, context) }, lines: [] }];
  });
}

function waybillReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB511Message') return [];
    const { logisticsCode, logisticsNo } = filing.document.head;
    return [{ head: { logisticsCode, logisticsNo, ...resultOf(outcome, context) }, lines: [] }];
  });
}

function statusReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB513Message') return [];
    const { logisticsCode, logisticsNo, logisticsStatus } = filing.document.head;
    const result = resultOf(outcome, context);
    return [{ head: { logisticsCode, logisticsNo, logisticsStatus, ...result }, lines: [] }];
  });
}

function listReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB621Message') return [];
    const { customsCode, ebpCode, ebcCode, agentCode } = filing.document.head;
    const preNo = outcome.preNo ?? formatIntakeNo(context.nextIntakeNo(), context.at);
    // The receipt must have a copNo, the list need not.
    const copNo = filing.document.head.copNo || preNo;
    const numbers = { copNo, preNo, invtNo: undefined };
    const result = resultOf(outcome, context);
    return [
      { head: { customsCode, ebpCode, ebcCode, agentCode, ...numbers, ...result }, lines: [] },
    ];
  });
}

function exportReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }): AnsweredExport[] => {
    if (!isExport(filing)) return [];
    const hasNumber = NUMBERED_EXPORTS.has(filing.type);
    const own = () => formatIntakeNo(context.nextIntakeNo(), context.at);
    const preNo = hasNumber ? (outcome.preNo ?? own()) : '';
    return [{ ...filing, preNo, result: resultOf(outcome, context) }];
  });
}

function isExport(filing: Filing): filing is Filing & UnfiledExport {
  return isExportType(filing.type);
}

/** Of cancellations (623) and returns (625), whose receipts have the same fields. */
function requestReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB623Message' && filing.type !== 'CEB625Message') return [];
    const { customsCode, agentCode, ebpCode, ebcCode, invtNo } = filing.document.head;
    const preNo = outcome.preNo ?? formatIntakeNo(context.nextIntakeNo(), context.at);
    const copNo = filing.document.head.copNo || filing.document.head.guid.slice(-20);
    // The schema wants 18 characters or none.
    const numbers = { copNo, preNo, invtNo: invtNo.length === 18 ? invtNo : undefined };
    const companies = { customsCode, agentCode, ebpCode, ebcCode };
    return [{ head: { ...companies, ...numbers, ...resultOf(outcome, context) }, lines: [] }];
  });
}

function arrivalReturns(judged: readonly JudgedFiling[], context: ReceiptContext) {
  return judged.flatMap(({ filing, outcome }) => {
    if (filing.type !== 'CEB711Message') return [];
    const { customsCode, operatorCode, copNo } = filing.document.head;
    const preNo = outcome.preNo ?? formatIntakeNo(context.nextIntakeNo(), context.at);
    const numbers = { copNo, preNo, rkdNo: undefined };
    const result = resultOf(outcome, context);
    return [{ head: { customsCode, operatorCode, ...numbers, ...result }, lines: [] }];
  });
}

function resultOf(outcome: FilingOutcome, context: ReceiptContext) {
  return {
    guid: context.newId().toUpperCase(),
    returnStatus: outcome.returnStatus,
    returnTime: formatReturnTime(context.at),
    returnInfo: cut(outcome.returnInfo, RETURN_INFO_MAX) || '已接收',
  };
}

/**
 * The platform's own intake number, in the form of a preNo: `P`, the day in China, nine digits. It
 * stands where the schema wants a preNo and e-port has not issued one (its letters are B, T and o).
 */
export function formatIntakeNo(serial: number, at: Instant): string {
  return 'P' + dayOf(at).replaceAll('-', '') + String(serial).padStart(9, '0');
}

/** Why a whole message was turned away; `status` is the CEB900's returnStatus. */
export type FormatRefusal = {
  readonly status: FormatStatus;
  readonly lines: readonly string[];
};

/** The specification says only that a CEB900's status is negative; ours tell causes apart. */
export type FormatStatus =
  /** Not well-formed or against the schema. */
  | '-1'
  /**
   * Stopped by a guard before the schema was looked at: size, encoding, DOCTYPE, depth, attributes.
   */
  | '-2'
  /** A message of a type that the platform does not take. */
  | '-3'
  /** The DXP envelope is broken. */
  | '-4';

/** The CEB900 for a message that could not be taken. */
export function composeFormatReceipt(
  refusal: FormatRefusal,
  original: {
    /** DXP's CopMsgId; "" without an envelope. */
    readonly copMsgId: string;
    readonly messageType: string;
    /** The message as text; left out (`undefined`) when it is too large to send back. */
    readonly text: string | undefined;
    readonly sha256: string;
  },
  context: Pick<ReceiptContext, 'at' | 'newId'>,
): OutgoingMessage {
  const lines = [...refusal.lines];
  if (original.text === undefined) {
    lines.unshift(
      `原始报文过大未回传，其 SHA-256 为 ${original.sha256} (message too large to return)`,
    );
  }
  const head = {
    guid: context.newId().toUpperCase(),
    returnStatus: refusal.status,
    returnInfo: joinWithin(lines, FORMAT_INFO_MAX),
    returnTime: formatReturnTime(context.at),
    oriCopMsgId: cut(asXmlText(original.copMsgId), 255),
    oriMessageType: cut(asXmlText(original.messageType), 15),
    oriBizMessage: asXmlText(original.text ?? ''),
  };
  const guid = context.newId().toUpperCase();
  return { type: 'CEB900Message', guid, version: '1.0', documents: [{ head, lines: [] }] };
}

const RETURN_INFO_MAX = 1000;
const FORMAT_INFO_MAX = 5000;

/** Joins as many lines as fit and says how many do not. */
function joinWithin(lines: readonly string[], max: number): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const more = `；另有 ${lines.length - index} 项 (and more)`;
    const next = text === '' ? asXmlText(line) : `${text}；${asXmlText(line)}`;
    const room = index === lines.length - 1 ? max : max - more.length;
    if (length(next) > room) return text === '' ? cut(next, max) : text + more;
    text = next;
  }
  return text;
}

/** The schema counts characters (code points), not UTF-16 units. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = Array.from(text);
  return characters.length <= max ? text : characters.slice(0, max - 1).join('') + '…';
}

function length(text: string): number {
  return text.length < 2500 ? text.length : Array.from(text).length;
}

/** Replaces what XML 1.0 cannot carry even when escaped. */
function asXmlText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}
