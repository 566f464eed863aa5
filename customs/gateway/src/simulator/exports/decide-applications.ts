import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { dayOf } from '@pilotzone/kernel/time';
import type {
  ExportCancellation,
  ExportManifest,
  ExportReturn,
  ExportTally,
  SummaryApplication,
} from '@pilotzone/rules/export/documents';
import {
  isInPeriod,
  judgeCancellation,
  judgeReturn,
  judgeSummary,
  sum,
} from '@pilotzone/rules/export/judge-application';
import type { ListStanding, ReturnedQuantity } from '@pilotzone/rules/export/judge-application';
import { summarizeLists } from '@pilotzone/rules/export/summarize-lists';
import { isSplit, joinParts, missingParts } from '@pilotzone/rules/export/summary-parts';
import { errorsOf } from '@pilotzone/rules/rule';
import type { RuleFinding } from '@pilotzone/rules/rule';
import { returnInfoOf } from '@pilotzone/rules/verdict';
import type { ExportAnsweringNeeds } from './needs.ts';
import { findApplication, listWaitingParts, saveApplication } from './application-store.ts';
import {
  cancelLists,
  loadReturned,
  lockListsByInvt,
  lockListsClosedIn,
  saveReturned,
  setBills,
  sumUp,
} from './store.ts';
import type { SimulatedApplication, SimulatedForm } from './application-store.ts';
import type { SimulatedExport } from './store.ts';

/** An application at customs. */
export type Application =
  | { readonly kind: 'cancellation'; readonly document: ExportCancellation }
  | { readonly kind: 'manifest'; readonly document: ExportManifest }
  | { readonly kind: 'summary'; readonly document: SummaryApplication }
  | { readonly kind: 'return'; readonly document: ExportReturn }
  | { readonly kind: 'tally'; readonly document: ExportTally };

/** An application with what was decided about it. */
export type DecidedApplication = {
  readonly application: Application;
  readonly decision: SimulatedApplication;
};

/**
 * Decides one application; one decided before gets the same answer. A part of a summary application
 * waits until all parts are there; then all of them are decided as one.
 */
export async function decideApplication(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  application: Application,
): Promise<DecidedApplication[]> {
  const key = keyOf(application);
  const known = await findApplication(tx, needs.zoneCode, key);
  if (known) return [{ application, decision: known }];
  const letter = application.kind === 'return' ? 'T' : application.kind === 'tally' ? 'o' : 'B';
  const { preNo } = await needs.numbers.next(application.document.head.customsCode, 'E', letter);
  const waiting = { ...key, preNo, customsNo: '', results: [], returnStatus: '', returnInfo: '' };
  if (application.kind === 'summary' && isSplit(application.document)) {
    const body = packDocument('CEB701Message', application.document);
    await saveApplication(tx, needs.zoneCode, { ...waiting, body });
    const parts = await gatherParts(needs, tx, key);
    return decideParts(needs, tx, {
      parts,
      arrived: { application, decision: { ...waiting, body } },
    });
  }
  const decided = await decide(needs, tx, application);
  const decision = { ...waiting, body: null, ...answerOf(application, decided) };
  await saveApplication(tx, needs.zoneCode, decision);
  return [{ application, decision }];
}

function answerOf({ kind }: Application, { findings, results, customsNo }: Decision) {
  const errors = errorsOf(findings);
  return {
    customsNo,
    results,
    returnStatus: errors.length > 0 ? '100' : ACCEPTED[kind],
    returnInfo: errors.length > 0 ? returnInfoOf(errors) : '审核通过',
  };
}

type Part = { readonly document: SummaryApplication; readonly decision: SimulatedApplication };

/** The parts that wait; of one part sent again with another time the last one counts. */
async function gatherParts(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  key: ReturnType<typeof keyOf>,
): Promise<[Part, ...Part[]]> {
  const parts = new Map<number, Part>();
  for (const decision of await listWaitingParts(tx, needs.zoneCode, key)) {
    const submission = { guid: '', appType: '1', appTime: decision.appTime };
    const document = unpackDocument('CEB701Message', decision.body ?? '', submission);
    parts.set(decision.part, { document, decision });
  }
  const [first, ...rest] = parts.values();
  if (!first) throw new Error('bug: the part that arrived was kept');
  return [first, ...rest];
}

/** Decides all parts as one when none is missing; until then the one that arrived waits. */
async function decideParts(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  about: { parts: readonly [Part, ...Part[]]; arrived: DecidedApplication },
): Promise<DecidedApplication[]> {
  const { parts, arrived } = about;
  const [first] = parts;
  const present = new Set(parts.map(({ decision }) => decision.part));
  if (missingParts(first.document, present).length > 0) return [arrived];
  const [document, ...documents] = parts.map((part) => part.document);
  const { application, findings } = joinParts([document ?? first.document, ...documents]);
  const own = errorsOf(findings).length > 0;
  const decided = own
    ? { findings, results: [], customsNo: '' }
    : await decideSummary(needs, tx, application);
  const answer = answerOf(arrived.application, decided);
  const told: DecidedApplication[] = [];
  for (const part of parts) {
    // The forms are told once, with the first part.
    const results = part === first ? answer.results : [];
    const decision = { ...part.decision, ...answer, results };
    await saveApplication(tx, needs.zoneCode, decision);
    told.push({ application: { kind: 'summary', document: part.document }, decision });
  }
  return told;
}

const ACCEPTED = {
  cancellation: '399',
  manifest: '120',
  summary: '399',
  return: '800',
  tally: '399',
} as const;

function keyOf(application: Application) {
  const { kind, document } = application;
  const { appTime } = document.head;
  if (kind === 'tally') {
    const { operatorCode, coElNo } = document.head;
    return { kind, declarantCode: operatorCode, copNo: coElNo, part: 1, appTime };
  }
  const declarantCode = document.head.agentCode;
  if (kind === 'return')
    return { kind, declarantCode, copNo: document.head.coElNo, part: 1, appTime };
  const part = kind === 'cancellation' ? 1 : document.head.msgSeqNo;
  return { kind, declarantCode, copNo: document.head.copNo, part, appTime };
}

type Decision = {
  readonly findings: readonly RuleFinding[];
  readonly results: readonly SimulatedForm[];
  readonly customsNo: string;
};

async function decide(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  application: Application,
): Promise<Decision> {
  const plain = (findings: readonly RuleFinding[]) => ({ findings, results: [], customsNo: '' });
  switch (application.kind) {
    case 'cancellation':
      return plain(await decideCancellation(needs, tx, application.document));
    case 'return':
      return plain(await decideReturn(needs, tx, application.document));
    case 'summary':
      return decideSummary(needs, tx, application.document);
    case 'manifest':
      await takeManifest(needs, tx, application.document);
      return plain([]);
    case 'tally':
      return plain([]);
  }
}

async function standingsOf(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  lists: readonly SimulatedExport[],
): Promise<ListStanding[]> {
  const invtNos = lists.map(({ invtNo }) => invtNo);
  const returned = await loadReturned(tx, needs.zoneCode, invtNos);
  return lists.map((list) => {
    const back = new Map<number, ReturnedQuantity>();
    for (const line of returned.filter(({ invtNo }) => invtNo === list.invtNo)) {
      const part = {
        qty: parseUnits(line.quantity) ?? 0n,
        qty1: parseUnits(line.quantity1) ?? 0n,
        qty2: parseUnits(line.quantity2) ?? 0n,
      };
      back.set(line.lineNo, sum(back.get(line.lineNo), part));
    }
    const submission = { guid: '', appType: '1', appTime: list.appTime };
    return {
      list: unpackDocument('CEB603Message', list.body, submission),
      invtNo: list.invtNo,
      state: list.state === 'rejected' || list.state === 'cancelled' ? 'over' : list.state,
      releasedOn: list.releasedOn,
      closedOn: list.closedOn,
      isSummed: list.sumNo !== null,
      returned: back,
    };
  });
}

async function decideCancellation(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  document: ExportCancellation,
): Promise<RuleFinding[]> {
  const { invtNo } = document.head;
  const lists = await lockListsByInvt(tx, needs.zoneCode, [invtNo]);
  const [standing] = await standingsOf(needs, tx, lists);
  const findings = judgeCancellation(document, standing);
  if (errorsOf(findings).length === 0) await cancelLists(tx, needs.zoneCode, [invtNo]);
  return findings;
}

async function decideReturn(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  document: ExportReturn,
): Promise<RuleFinding[]> {
  const { invtNo, coElNo } = document.head;
  const lists = await lockListsByInvt(tx, needs.zoneCode, [invtNo]);
  const [standing] = await standingsOf(needs, tx, lists);
  const findings = judgeReturn(document, standing, dayOf(needs.clock.now()));
  if (errorsOf(findings).length > 0) return findings;
  await saveReturned(
    tx,
    needs.zoneCode,
    document.lines.map(({ gnum, qty, qty1, qty2 = 0n }) => ({
      invtNo,
      lineNo: gnum,
      copNo: coElNo,
      quantity: formatUnits(qty),
      quantity1: formatUnits(qty1),
      quantity2: formatUnits(qty2),
    })),
  );
  return findings;
}

async function takeManifest(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  { head, lines }: ExportManifest,
): Promise<void> {
  const { logisticsCode, billNo } = head;
  const bills = lines.map(({ logisticsNo }) => ({ logisticsCode, logisticsNo, billNo }));
  await setBills(tx, needs.zoneCode, bills);
}

async function decideSummary(
  needs: ExportAnsweringNeeds,
  tx: Tx,
  document: SummaryApplication,
): Promise<Decision> {
  const { head } = document;
  const { startTime, endTime, ebcCode, agentCode } = head;
  const isRange = Boolean(startTime && endTime);
  const invtNos = isRange ? [] : [...new Set(document.lines.map(({ invtNo }) => invtNo))];
  const within = { ebcCode, agentCode, from: startTime ?? '', until: endTime ?? '' };
  const lists = isRange
    ? await lockListsClosedIn(tx, needs.zoneCode, within)
    : await lockListsByInvt(tx, needs.zoneCode, invtNos);
  const all = await standingsOf(needs, tx, lists);
  // A time range names what can be summed up, and nothing else.
  const named = isRange ? all.filter(({ list }) => isInPeriod(list, document)) : all;
  const found = new Set(named.map(({ invtNo }) => invtNo));
  const unknown = invtNos.filter((invtNo) => !found.has(invtNo));
  const findings = judgeSummary(document, { named, unknown }, dayOf(needs.clock.now()));
  if (errorsOf(findings).length > 0) return { findings, results: [], customsNo: '' };
  const { invtNo: sumNo } = await needs.numbers.next(head.customsCode, 'S');
  await sumUp(tx, needs.zoneCode, { invtNos: [...found], sumNo });
  const results: SimulatedForm[] = [];
  for (const form of summarizeLists(named, head)) {
    const { invtNo: declSeqNo } = await needs.numbers.next(head.customsCode, 'D');
    const { invtNo: entryId } = await needs.numbers.next(head.customsCode, '0');
    const [grossWeight, netWeight] = [form.grossWeight, form.netWeight].map(formatUnits);
    const { invtNos: numbers, entries } = form;
    results.push({
      ...{ invtNos: numbers, entries, declSeqNo, entryId },
      ...{ grossWeight: grossWeight ?? '0', netWeight: netWeight ?? '0' },
    });
  }
  return { findings, results, customsNo: sumNo };
}
