import { encodeCeb } from '@pilotzone/ceb/encode';
import type { Decoded } from '@pilotzone/ceb/message';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatReturnTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { Decided, ReceiptHead } from './decided.ts';

// The schema's limit of returns per CEB622 message.
const RETURNS_PER_MESSAGE = 100;

/**
 * The receipts of decided lists as CEB622 messages: first all of status 2, then 120, then the
 * decisions, a millisecond apart, as e-port and customs send them. A list that fails e-port's own
 * checks is answered once.
 */
export function composeReceipts(runtime: Runtime, decided: readonly Decided[]): Uint8Array[] {
  const now = runtime.clock.now();
  const steps = [step(2), step(120), step(0)];
  return steps.flatMap((heads) => messages(runtime, heads));

  function step(status: 2 | 120 | 0): ReceiptHead[] {
    const at = formatReturnTime((now + (status === 2 ? 0 : status === 120 ? 1 : 2)) as Instant);
    return decided.flatMap((item) => {
      const isNegative = item.decision.returnStatus.startsWith('-');
      if (status !== 0 && isNegative) return [];
      return [receipt(runtime, item, { status, at })];
    });
  }
}

function receipt(
  runtime: Runtime,
  { head, decision }: Decided,
  { status, at }: { status: 2 | 120 | 0; at: string },
): ReceiptHead {
  const final = status === 0;
  return {
    guid: runtime.ids.newId(),
    customsCode: head.customsCode,
    ebpCode: head.ebpCode,
    ebcCode: head.ebcCode,
    agentCode: head.agentCode,
    copNo: decision.copNo,
    preNo: decision.preNo,
    invtNo:
      status === 2 || (final && decision.returnStatus.startsWith('-'))
        ? undefined
        : decision.invtNo,
    returnStatus: final ? decision.returnStatus : String(status),
    returnTime: at,
    returnInfo: final ? decision.returnInfo : progressInfo(head, status),
  };
}

function progressInfo(head: Decided['head'], status: 2 | 120): string {
  if (status === 120) return '[Code:1800;Desc:逻辑校验通过]';
  return `清单新增申报成功[${head.guid}][电商企业编码：${head.ebcCode}订单编号：${head.orderNo}]`;
}

function messages(runtime: Runtime, heads: readonly ReceiptHead[]): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let from = 0; from < heads.length; from += RETURNS_PER_MESSAGE) {
    bodies.push(
      encodeCeb({
        type: 'CEB622Message',
        guid: runtime.ids.newId(),
        version: '1.0',
        documents: heads
          .slice(from, from + RETURNS_PER_MESSAGE)
          .map((head) => ({ head, lines: [] })),
      }),
    );
  }
  return bodies;
}

// The longest returnInfo that CEB900 carries.
const INFO_MAX = 5_000;

/**
 * The answer (CEB900) to a message that is against the schema or of a type that customs' import
 * side does not take.
 */
export function formatErrorReceipt(
  runtime: Runtime,
  decoded: Decoded,
  original = { copMsgId: '', text: '' },
): Uint8Array {
  return encodeCeb({
    type: 'CEB900Message',
    guid: runtime.ids.newId(),
    version: '1.0',
    documents: [
      {
        head: {
          guid: runtime.ids.newId(),
          returnStatus: '-1',
          returnInfo: explain(decoded).slice(0, INFO_MAX),
          returnTime: formatReturnTime(runtime.clock.now()),
          oriCopMsgId: original.copMsgId,
          oriMessageType:
            decoded.kind === 'message'
              ? decoded.message.type
              : (decoded.kind === 'invalid' && decoded.type) || 'Unknown',
          oriBizMessage: asXmlText(original.text),
        },
        lines: [],
      },
    ],
  });
}

function explain(decoded: Decoded): string {
  if (decoded.kind === 'message') return `本端不接收${decoded.message.type}`;
  if (decoded.kind === 'refused') return decoded.message;
  return decoded.errors.map((error) => `${error.path}: ${error.message}`).join('; ');
}

// Above this a message is not sent back: an answer must not cost more than the question.
const RETURNED_MAX = 1 << 20;

/** What XML 1.0 can carry. */
function asXmlText(text: string): string {
  if (text.length > RETURNED_MAX) return '';
  // eslint-disable-next-line no-control-regex -- control characters are what XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}
