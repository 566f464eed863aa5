import { createHash } from 'node:crypto';
import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { dayOf } from '@pilotzone/kernel/time';
import type { ExportList } from '@pilotzone/rules/export/documents';
import { judgeExport } from '@pilotzone/rules/export/judge-export';
import { errorsOf } from '@pilotzone/rules/rule';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import type { SimulatorOptions } from '../options.ts';
import { testNumberOf } from '../test-numbers.ts';
import { exportContextOf } from './needs.ts';
import type { ExportAnsweringNeeds } from './needs.ts';
import { insertLists, loadLists, loadPapers } from './store.ts';
import type { SimulatedExport, SimulatedPaper } from './store.ts';

/** Key of an order, and of its receipt of payment. */
export function orderKey(head: { ebpCode: string; ebcCode: string; orderNo: string }): string {
  return `${head.ebpCode}|${head.ebcCode}|${head.orderNo}`;
}

/** Key of a waybill. */
export function waybillKey(head: { logisticsCode: string; logisticsNo: string }): string {
  return `${head.logisticsCode}|${head.logisticsNo}`;
}

/**
 * Decides export lists by the published rules, matched with the papers that customs holds: 399
 * examined, 100 rejected, 300 or 500 held. A list decided before keeps its numbers and its answer.
 */
export async function decideExportLists(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  about: { lists: readonly ExportList[]; options: SimulatorOptions },
): Promise<SimulatedExport[]> {
  const { lists, options } = about;
  if (lists.length === 0) return [];
  const { zoneCode } = needs;
  const keys = lists.map(({ head }) => head);
  const known = new Set((await loadLists(tx, zoneCode, keys)).map(listKey));
  const fresh = lists.filter(({ head }) => !known.has(listKey(head)));
  const papers = await loadPapersOf(needs, tx, fresh);
  const decided = await Promise.all(fresh.map((list) => decide(needs, list, { papers, options })));
  await insertLists(tx, zoneCode, { lists: decided, now: needs.clock.now() });
  return loadLists(tx, zoneCode, keys);
}

function listKey(head: { agentCode: string; copNo: string; appTime: string }): string {
  return `${head.agentCode}|${head.copNo}|${head.appTime}`;
}

type Papers = Record<'orders' | 'waybills' | 'payments', Map<string, SimulatedPaper>>;

async function loadPapersOf(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  lists: readonly ExportList[],
): Promise<Papers> {
  const orderKeys = lists.map(({ head }) => orderKey(head));
  const waybillKeys = lists.map(({ head }) => waybillKey(head));
  const load = (kind: SimulatedPaper['kind'], keys: readonly string[]) =>
    loadPapers(tx, needs.zoneCode, { kind, keys });
  return {
    orders: await load('order', orderKeys),
    waybills: await load('waybill', waybillKeys),
    payments: await load('payment', orderKeys),
  };
}

const NO_GUID = { guid: '', appType: '1' };

async function decide(
  needs: ExportAnsweringNeeds,
  list: ExportList,
  about: { papers: Papers; options: SimulatorOptions },
): Promise<SimulatedExport> {
  const { head } = list;
  const { papers, options } = about;
  const order = papers.orders.get(orderKey(head));
  const waybill = papers.waybills.get(waybillKey(head));
  const payment = papers.payments.get(orderKey(head));
  const set = {
    list,
    order: order && unpackDocument('CEB303Message', order.body, { ...order, ...NO_GUID }),
    waybill: waybill && unpackDocument('CEB505Message', waybill.body, { ...waybill, ...NO_GUID }),
    payment: payment && unpackDocument('CEB403Message', payment.body, { ...payment, ...NO_GUID }),
  };
  const on = dayOf(needs.clock.now());
  const errors = errorsOf(judgeExport(set, exportContextOf(needs, on)).findings);
  const issued = await needs.numbers.next(head.customsCode, 'E');
  const numbers = { ...issued, invtNo: testNumberOf(head, 'E') ?? issued.invtNo };
  const shared = {
    ...{ agentCode: head.agentCode, copNo: head.copNo, appTime: head.appTime, ...numbers },
    ...{
      ebcCode: head.ebcCode,
      billNo: head.billNo ?? '',
      body: packDocument('CEB603Message', list),
    },
    ...{ logisticsCode: head.logisticsCode, logisticsNo: head.logisticsNo },
    ...{ releasedOn: '', closedOn: '', closedAt: '', sumNo: null },
  };
  if (errors.length > 0) {
    const [returnStatus, returnInfo] = [returnStatusOf(errors), returnInfoOf(errors)];
    return { ...shared, state: 'rejected', returnStatus, returnInfo };
  }
  const hold = drawHold(head, options);
  if (hold) return { ...shared, state: 'held', returnStatus: hold, returnInfo: HOLD_TEXTS[hold] };
  return { ...shared, state: 'examined', returnStatus: '399', returnInfo: '海关审结' };
}

const HOLD_TEXTS = { '300': '人工审核', '500': '海关查验' } as const;

/** Drawn by hash of seed and list, so that the order of messages does not matter. */
function drawHold(
  head: ExportList['head'],
  { seed, inspectShare, reviewShare = 0 }: SimulatorOptions,
): '300' | '500' | undefined {
  if (inspectShare + reviewShare <= 0) return undefined;
  const hash = createHash('sha256')
    .update(`${seed}|${orderKey(head)}`)
    .digest();
  if (hash.readUInt32BE(0) / 0x1_0000_0000 < inspectShare) return '500';
  return hash.readUInt32BE(4) / 0x1_0000_0000 < reviewShare ? '300' : undefined;
}
