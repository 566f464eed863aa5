import type { CebMessage } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { dayOf, formatAppTime } from '@pilotzone/kernel/time';
import type { ExportList } from '@pilotzone/rules/export/documents';
import type { SimulatorOptions } from '../options.ts';
import {
  applicationReceipts,
  decisionReceipts,
  encodeReceipts,
  stamp,
  stateReceipt,
} from './compose-export-receipts.ts';
import type { ExportReceipt } from './compose-export-receipts.ts';
import { decideApplication } from './decide-applications.ts';
import type { Application } from './decide-applications.ts';
import { decideExportLists, orderKey, waybillKey } from './decide-export-lists.ts';
import type { ExportAnsweringNeeds } from './needs.ts';
import { moveOn, saveEvents, savePapers } from './store.ts';
import type { SimulatedExport, SimulatedPaper, Touched } from './store.ts';

/** What arrived about exports, by what is done with it. */
type Sorted = {
  readonly papers: SimulatedPaper[];
  readonly lists: ExportList[];
  readonly applications: Application[];
  readonly events: { kind: 'arrival' | 'departure'; placeKey: string }[];
  readonly receipts: ExportReceipt[];
};

/**
 * What customs answers to messages about exports: papers are stored, lists decided, arrivals
 * release and departures close them, applications are taken or refused. One transaction; the same
 * message again gets the same answer.
 */
export async function answerExports(
  needs: ExportAnsweringNeeds,
  messages: readonly CebMessage[],
  options: SimulatorOptions,
): Promise<Uint8Array[]> {
  const sorted: Sorted = { papers: [], lists: [], applications: [], events: [], receipts: [] };
  for (const message of messages) sort(needs, sorted, message);
  const receipts = await needs.db.transaction((tx) => answer(needs, tx, { sorted, options }));
  return encodeReceipts(needs, [...sorted.receipts, ...receipts]);
}

async function answer(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  { sorted, options }: { sorted: Sorted; options: SimulatorOptions },
): Promise<ExportReceipt[]> {
  await savePapers(tx, needs.zoneCode, sorted.papers);
  await saveEvents(tx, needs.zoneCode, sorted.events);
  const decided = await decideExportLists(needs, tx, { lists: sorted.lists, options });
  const receipts = decided.flatMap((list) => decisionReceipts(needs, list));
  // A list sent again hears how far it is.
  for (const list of decided) receipts.push(...reached(needs, list));
  receipts.push(...(await moveLists(needs, tx, touchedBy(sorted, decided))));
  for (const application of sorted.applications) {
    for (const item of await decideApplication(needs, tx, application))
      receipts.push(...applicationReceipts(needs, item));
    if (application.kind !== 'manifest') continue;
    // What left under this bill of lading may have been reported before.
    const bills = [application.document.head.billNo];
    receipts.push(...(await moveLists(needs, tx, { waybills: [], bills })));
  }
  return receipts;
}

function reached(needs: ExportAnsweringNeeds, list: SimulatedExport): ExportReceipt[] {
  const states: ExportReceipt[] = [];
  if (list.releasedOn !== '') states.push(stateReceipt(needs, list, 'released'));
  if (list.closedOn !== '') states.push(stateReceipt(needs, list, 'closed'));
  return states;
}

function touchedBy({ events }: Sorted, decided: readonly SimulatedExport[]): Touched {
  const keys = events.map(({ placeKey }) => placeKey);
  const waybills = keys.flatMap((key) => {
    const [logisticsCode = '', ...rest] = key.split('|');
    return logisticsCode === 'bill' ? [] : [{ logisticsCode, logisticsNo: rest.join('|') }];
  });
  const bills = keys.flatMap((key) => (key.startsWith('bill|') ? [key.slice(5)] : []));
  return { waybills: [...waybills, ...decided], bills };
}

async function moveLists(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  touched: Touched,
): Promise<ExportReceipt[]> {
  const now = needs.clock.now();
  const step = { touched, day: dayOf(now), at: formatAppTime(now) };
  const released = await moveOn(tx, needs.zoneCode, { ...step, from: 'examined' });
  const closed = await moveOn(tx, needs.zoneCode, { ...step, from: 'released' });
  return [
    ...released.map((list) => stateReceipt(needs, list, 'released')),
    ...closed.map((list) => stateReceipt(needs, list, 'closed')),
  ];
}

/** Puts a message's documents where they belong, and answers those that need no decision. */
function sort(needs: ExportAnsweringNeeds, sorted: Sorted, message: CebMessage): void {
  const told = (step: number, returnStatus: string) =>
    stamp(needs, { step, returnStatus, returnInfo: RETURN_INFO[returnStatus] ?? '' });
  switch (message.type) {
    case 'CEB303Message':
      for (const document of message.documents) {
        const { ebpCode, ebcCode, orderNo, appTime } = document.head;
        const body = packDocument('CEB303Message', document);
        sorted.papers.push({ kind: 'order', paperKey: orderKey(document.head), appTime, body });
        for (const at of [told(0, '2'), told(1, '120')]) {
          const head = { ebpCode, ebcCode, orderNo, ...at };
          sorted.receipts.push({ type: 'CEB304Message', document: { head, lines: [] } });
        }
      }
      return;
    case 'CEB403Message':
      for (const document of message.documents) {
        const { ebcCode, orderNo, payNo, appTime } = document.head;
        const body = packDocument('CEB403Message', document);
        sorted.papers.push({ kind: 'payment', paperKey: orderKey(document.head), appTime, body });
        for (const at of [told(0, '2'), told(1, '120')]) {
          const head = { ebcCode, orderNo, payNo, ...at };
          sorted.receipts.push({ type: 'CEB404Message', document: { head, lines: [] } });
        }
      }
      return;
    case 'CEB505Message':
      for (const document of message.documents) {
        const { logisticsCode, logisticsNo, appTime } = document.head;
        const body = packDocument('CEB505Message', document);
        sorted.papers.push({ kind: 'waybill', paperKey: waybillKey(document.head), appTime, body });
        for (const at of [told(0, '2'), told(1, '399')]) {
          const head = { logisticsCode, logisticsNo, ...at };
          sorted.receipts.push({ type: 'CEB506Message', document: { head, lines: [] } });
        }
      }
      return;
    default:
      sortRest(needs, sorted, message);
  }
}

const RETURN_INFO: Readonly<Record<string, string>> = {
  '2': '电子口岸申报中',
  '120': '海关入库',
  '399': '海关审结',
};

function sortRest(needs: ExportAnsweringNeeds, sorted: Sorted, message: CebMessage): void {
  switch (message.type) {
    case 'CEB603Message':
      sorted.lists.push(...message.documents);
      return;
    case 'CEB605Message':
      for (const document of message.documents)
        sorted.applications.push({ kind: 'cancellation', document });
      return;
    case 'CEB607Message':
      for (const document of message.documents)
        sorted.applications.push({ kind: 'manifest', document });
      return;
    case 'CEB701Message':
      for (const document of message.documents)
        sorted.applications.push({ kind: 'summary', document });
      return;
    case 'CEB213Message':
      for (const document of message.documents)
        sorted.applications.push({ kind: 'return', document });
      return;
    case 'CEB215Message':
      for (const document of message.documents)
        sorted.applications.push({ kind: 'tally', document });
      return;
    case 'CEB507Message':
    case 'CEB509Message':
      sortMovements(needs, sorted, message);
      return;
    default:
  }
}

type Moving = Extract<CebMessage, { type: 'CEB507Message' | 'CEB509Message' }>;

function sortMovements(needs: ExportAnsweringNeeds, sorted: Sorted, message: Moving): void {
  const kind = message.type === 'CEB507Message' ? 'arrival' : 'departure';
  const steps = [
    { step: 0, returnStatus: '2' },
    { step: 1, returnStatus: '399' },
  ];
  for (const { head, lines } of message.documents) {
    const { logisticsCode, billNo = '' } = head;
    for (const { logisticsNo } of lines)
      sorted.events.push({ kind, placeKey: waybillKey({ logisticsCode, logisticsNo }) });
    if (lines.length === 0 && billNo !== '')
      sorted.events.push({ kind, placeKey: `bill|${billNo}` });
  }
  const preNo = () => `B${dayOf(needs.clock.now()).replaceAll('-', '')}000000000`;
  for (const { step, returnStatus } of steps) {
    const at = () =>
      stamp(needs, { step, returnStatus, returnInfo: RETURN_INFO[returnStatus] ?? '' });
    if (message.type === 'CEB507Message') {
      for (const { head } of message.documents) {
        const { operatorCode, logisticsCode, copNo, billNo = '', msgSeqNo } = head;
        const own = { operatorCode, logisticsCode, preNo: preNo(), copNo, billNo, msgSeqNo };
        const document = { head: { ...own, ...at() }, lines: [] };
        sorted.receipts.push({ type: 'CEB508Message', document });
      }
    } else {
      for (const { head } of message.documents) {
        const { logisticsCode, copNo, msgSeqNo } = head;
        const own = { logisticsCode, copNo, preNo: preNo(), msgSeqNo };
        const document = { head: { ...own, ...at() }, lines: [] };
        sorted.receipts.push({ type: 'CEB510Message', document });
      }
    }
  }
}
