import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { unpackDocument } from '@pilotzone/ceb/pack';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatReturnTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { ExportReceiptType } from '../../export-receipts.ts';
import type { DecidedApplication } from './decide-applications.ts';
import type { SimulatedForm } from './application-store.ts';
import type { SimulatedExport } from './store.ts';

/** One document of a receipt message. */
export type ExportReceipt = {
  [T in ExportReceiptType]: { readonly type: T; readonly document: DocumentByType[T] };
}[ExportReceiptType];

/** When a step of a document was taken: a millisecond apart, the last one now. */
const STEPS_MAX = 4;

/** What every receipt carries; `step` orders the receipts of one document. */
export function stamp(
  runtime: Pick<Runtime, 'clock' | 'ids'>,
  told: { step: number; returnStatus: string; returnInfo: string },
) {
  const at = (runtime.clock.now() - STEPS_MAX + Math.min(told.step, STEPS_MAX)) as Instant;
  return {
    guid: runtime.ids.newId().toUpperCase(),
    returnStatus: told.returnStatus,
    returnTime: formatReturnTime(at),
    returnInfo: told.returnInfo,
  };
}

/** The receipts (604) of a decided list: 2, 120, and its decision; or e-port's own code. */
export function decisionReceipts(runtime: Runtime, list: SimulatedExport): ExportReceipt[] {
  const own = (step: number, status: string, info: string) =>
    listReceipt(runtime, list, { step, returnStatus: status, returnInfo: info });
  const { returnStatus, returnInfo } = list;
  if (returnStatus.startsWith('-')) return [own(0, returnStatus, returnInfo)];
  return [
    own(0, '2', '电子口岸申报中'),
    own(1, '120', '[Code:1800;Desc:逻辑校验通过]'),
    own(2, returnStatus, returnInfo),
  ];
}

const STATE_RECEIPTS = {
  released: { step: 3, returnStatus: '800', returnInfo: '[Code:2600;Desc:放行]' },
  closed: { step: 4, returnStatus: '899', returnInfo: '结关' },
} as const;

/** The receipt (604) by which customs releases or closes a list. */
export function stateReceipt(
  runtime: Runtime,
  list: SimulatedExport,
  state: 'released' | 'closed',
): ExportReceipt {
  return listReceipt(runtime, list, STATE_RECEIPTS[state]);
}

function listReceipt(
  runtime: Runtime,
  list: SimulatedExport,
  told: { step: number; returnStatus: string; returnInfo: string },
): ExportReceipt {
  const submission = { guid: '', appType: '1', appTime: list.appTime };
  const { head } = unpackDocument('CEB603Message', list.body, submission);
  const isEarly = told.step === 0;
  const document = {
    head: {
      ...stamp(runtime, told),
      agentCode: head.agentCode,
      copNo: head.copNo,
      preNo: list.preNo,
      invtNo: isEarly ? '' : list.invtNo,
      ebcCode: head.ebcCode,
      ebpCode: head.ebpCode,
      orderNo: head.orderNo,
      statisticsFlag: head.statisticsFlag,
    },
    lines: [],
  };
  return { type: 'CEB604Message', document };
}

/** The receipts of an application, and the forms of a summary application that was taken. */
export function applicationReceipts(
  runtime: Runtime,
  decided: DecidedApplication,
): ExportReceipt[] {
  const { application, decision } = decided;
  const early = { step: 0, returnStatus: '2', returnInfo: '电子口岸申报中' };
  const { returnStatus, returnInfo } = decision;
  const final = { step: 2, returnStatus, returnInfo };
  const stored = { step: 1, returnStatus: '120', returnInfo: '海关入库' };
  const isWaiting = returnStatus === '';
  const middle = application.kind === 'return' ? [stored] : [];
  const steps = isWaiting ? [early] : [early, ...middle, final];
  return [
    ...steps.map((told) => applicationReceipt(decided, stamp(runtime, told))),
    ...(application.kind === 'summary' && returnStatus === '399'
      ? decision.results.map((form) => formReceipt(runtime, decided, form))
      : []),
  ];
}

function applicationReceipt(
  { application, decision }: DecidedApplication,
  stamped: ReturnType<typeof stamp>,
): ExportReceipt {
  const { preNo } = decision;
  switch (application.kind) {
    case 'cancellation': {
      const { agentCode, copNo, invtNo } = application.document.head;
      const head = { ...stamped, agentCode, copNo, preNo, invtNo };
      return { type: 'CEB606Message', document: { head, lines: [] } };
    }
    case 'manifest': {
      const { agentCode, logisticsCode, copNo, billNo, msgSeqNo } = application.document.head;
      const head = { ...stamped, agentCode, logisticsCode, copNo, preNo, billNo, msgSeqNo };
      return { type: 'CEB608Message', document: { head, lines: [] } };
    }
    case 'summary': {
      const { agentCode, ebcCode, copNo, msgSeqNo } = application.document.head;
      const sumNo = decision.customsNo === '' ? undefined : decision.customsNo;
      const head = { ...stamped, agentCode, ebcCode, copNo, preNo, sumNo, msgSeqNo };
      return { type: 'CEB702Message', document: { head, lines: [] } };
    }
    case 'return': {
      const { ebpCode, ebcCode, agentCode, coElNo, invtNo } = application.document.head;
      const head = { ...stamped, ebpCode, ebcCode, agentCode, coElNo, preNo, invtNo };
      return { type: 'CEB214Message', document: { head, lines: [] } };
    }
    case 'tally': {
      const { operatorCode, logisticsCode, logisticsNo, coElNo } = application.document.head;
      const head = { ...stamped, operatorCode, logisticsCode, logisticsNo, coElNo, preNo };
      return { type: 'CEB216Message', document: { head, lines: [] } };
    }
  }
}

/** customs' number for a declaration form that was taken; its values are customs' own. */
const FORM_STATE = '1';

function formReceipt(
  runtime: Runtime,
  { application, decision }: DecidedApplication,
  form: SimulatedForm,
): ExportReceipt {
  if (application.kind !== 'summary') throw new Error('bug: only summaries become forms');
  const { customsCode, agentCode, agentName, ebcCode, ebcName } = application.document.head;
  const { declAgentCode, declAgentName } = application.document.head;
  const head = {
    guid: runtime.ids.newId().toUpperCase(),
    customsCode,
    sumNo: decision.customsNo,
    opDate: formatReturnTime(runtime.clock.now()),
    declSeqNo: form.declSeqNo,
    decTmpNo: undefined,
    decPreNo: undefined,
    entryId: form.entryId,
    decState: FORM_STATE,
    ...{ agentCode, agentName, ebcCode, ebcName, declAgentCode, declAgentName },
    grossWeight: parseUnits(form.grossWeight) ?? 0n,
    netWeight: parseUnits(form.netWeight) ?? 0n,
    msgCount: 1,
    msgSeqNo: 1,
    note: undefined,
  };
  return { type: 'CEB792Message', document: { head, lines: form.entries } };
}

// The schema's limit of documents per message.
const DOCUMENTS_PER_MESSAGE = 100;

/** Receipts as messages of up to 100 of one type, in the order of the types' first receipts. */
export function encodeReceipts(
  runtime: Pick<Runtime, 'ids'>,
  receipts: readonly ExportReceipt[],
): Uint8Array[] {
  const types = [...new Set(receipts.map(({ type }) => type))];
  return types.flatMap((type) => {
    const own = receipts.filter((receipt) => receipt.type === type);
    const bodies: Uint8Array[] = [];
    for (let from = 0; from < own.length; from += DOCUMENTS_PER_MESSAGE) {
      const message = {
        type,
        guid: runtime.ids.newId().toUpperCase(),
        version: '1.0',
        documents: own.slice(from, from + DOCUMENTS_PER_MESSAGE).map(({ document }) => document),
        // All documents are of this type.
      } as unknown as OutgoingMessage;
      bodies.push(encodeCeb(message));
    }
    return bodies;
  });
}
