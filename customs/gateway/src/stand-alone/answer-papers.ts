import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { CebMessage } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { dayOf, formatReturnTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { checkOrder } from '@pilotzone/rules/check-order';
import { checkPayment } from '@pilotzone/rules/check-payment';
import { checkWaybill } from '@pilotzone/rules/check-waybill';
import { errorsOf } from '@pilotzone/rules/rule';
import { returnInfoOf } from '@pilotzone/rules/verdict';
import { keyOfPaper, savePapers } from './document-store.ts';
import type { Paper } from './document-store.ts';
import { wakeLists } from './judge-lists.ts';
import type { Answer, StandAloneNeeds } from './needs.ts';

type PaperMessage = Extract<
  CebMessage,
  { type: 'CEB311Message' | 'CEB411Message' | 'CEB511Message' | 'CEB513Message' }
>;

/** A document with what e-port has against it. */
type Judged = {
  readonly paper: Paper | undefined;
  readonly head: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
};

/**
 * Takes orders, payments, waybills and statuses: receipts 2 and 120, or one with a negative code,
 * and judges the lists that waited for them.
 */
export async function answerPapers(
  needs: StandAloneNeeds,
  tx: Tx,
  message: PaperMessage,
): Promise<Answer[]> {
  const judged = judge(needs, message);
  const good = judged.filter(({ findings }) => findings.length === 0);
  const papers = good.flatMap(({ paper }) => (paper ? [paper] : []));
  await savePapers(tx, needs.zoneCode, papers);
  await wakeLists(needs, tx, papers.map(keyOfPaper));
  const steps = [
    { status: '2', info: '新增申报成功', step: 0, of: good },
    { status: '120', info: '[Code:1800;Desc:逻辑校验通过]', step: 1, of: good },
  ];
  const answers = steps.flatMap(({ of, ...step }) =>
    of.length === 0
      ? []
      : [
          compose(
            needs,
            message.type,
            of.map((one) => ({ ...one, ...step })),
          ),
        ],
  );
  const bad = judged.filter(({ findings }) => findings.length > 0);
  if (bad.length === 0) return answers;
  const refused = bad.map((one) => ({
    ...one,
    ...{ status: statusOf(one.findings), info: returnInfoOf(one.findings), step: 0 },
  }));
  return [...answers, compose(needs, message.type, refused)];
}

function judge(needs: StandAloneNeeds, message: PaperMessage): Judged[] {
  const context = { day: dayOf(needs.clock.now()) };
  switch (message.type) {
    case 'CEB311Message':
      return message.documents.map((document) => ({
        paper: { kind: 'order', document },
        head: document.head,
        findings: errorsOf(checkOrder(document, context)),
      }));
    case 'CEB411Message':
      return message.documents.map((document) => ({
        paper: { kind: 'payment', document },
        head: document.head,
        findings: errorsOf(checkPayment(document, context)),
      }));
    case 'CEB511Message':
      return message.documents.map((document) => ({
        paper: { kind: 'waybill', document },
        head: document.head,
        findings: errorsOf(checkWaybill(document)),
      }));
    case 'CEB513Message':
      return message.documents.map(({ head }) => ({ paper: undefined, head, findings: [] }));
  }
}

/** The official code among the findings; rejected by customs where there is none. */
function statusOf(findings: readonly Finding[]): string {
  return findings.find(({ code }) => /^-\d+$/.test(code))?.code ?? '100';
}

/** Receipt and the numbers by which it names its document. */
const RECEIPTS = {
  CEB311Message: ['CEB312Message', ['ebpCode', 'ebcCode', 'orderNo']],
  CEB411Message: ['CEB412Message', ['payCode', 'payTransactionId']],
  CEB511Message: ['CEB512Message', ['logisticsCode', 'logisticsNo']],
  CEB513Message: ['CEB514Message', ['logisticsCode', 'logisticsNo', 'logisticsStatus']],
} as const;

type Return = Judged & { readonly status: string; readonly info: string; readonly step: number };

function compose(
  needs: StandAloneNeeds,
  type: PaperMessage['type'],
  returns: readonly Return[],
): Answer {
  const [messageType, numbers] = RECEIPTS[type];
  const step = returns[0]?.step ?? 0;
  const returnTime = formatReturnTime((needs.clock.now() + step) as Instant);
  const documents = returns.map(({ head, status, info }) => ({
    head: {
      guid: needs.ids.newId(),
      ...Object.fromEntries(numbers.map((name) => [name, head[name]])),
      ...{ returnStatus: status, returnTime, returnInfo: info },
    },
    lines: [],
  }));
  const frame = { type: messageType, guid: needs.ids.newId(), version: '1.0' };
  // The table above names the fields of each receipt; the encoder asserts that none is missing.
  const body = encodeCeb({ ...frame, documents } as unknown as OutgoingMessage);
  const why = returns.map(({ head, status, info }) => {
    return `${type} ${numbers.map((name) => String(head[name])).join(' ')}: ${status} ${info}`;
  });
  return { body, messageType, step, laterMs: 0, why };
}
