import { decodeCeb } from '@pilotzone/ceb/decode';
import type { ListDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { dayOf } from '@pilotzone/kernel/time';
import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import { judgeDocuments } from '@pilotzone/rules/judge';
import { errorsOf } from '@pilotzone/rules/rule';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import { composeReceipts } from '../simulator/compose-receipts.ts';
import { decideList } from '../simulator/decide-list.ts';
import type { Decided } from '../simulator/decided.ts';
import { saveSimulated } from '../simulator/store.ts';
import type { SimulatedList } from '../simulator/store.ts';
import {
  gatherSet,
  insertWaiting,
  lockMatching,
  takeOverdue,
  takeWoken,
} from './document-store.ts';
import type { WaitingList } from './document-store.ts';
import { chooseFate } from './draw.ts';
import type { Answer, ReplyTo, StandAloneNeeds } from './needs.ts';
import type { Later } from './scenario.ts';
import { billReleased } from './bill-tax.ts';
import { scheduleAnswers } from './schedule-answers.ts';

type Judged = {
  readonly list: ListDocument;
  readonly status: string;
  readonly info: string;
  readonly later: Later;
};

/**
 * Decides lists: signature, matching, checks, tax and limits by the platform's own published rules,
 * then what the scenario draws. A list that lacks only documents waits, and is answered with 2.
 */
export async function judgeLists(
  needs: StandAloneNeeds,
  tx: Tx,
  the: { lists: readonly ListDocument[]; reply: ReplyTo },
): Promise<Answer[]> {
  const judged: Judged[] = [];
  const waiting: Answer[] = [];
  for (const list of the.lists) {
    const verdict = await judge(needs, tx, { list, mayWait: true });
    if (typeof verdict !== 'string') {
      judged.push(verdict);
      continue;
    }
    const until = needs.clock.now() + needs.scenario().waitForDocumentsMs;
    await insertWaiting(tx, needs.zoneCode, { list, reply: the.reply, until });
    waiting.push({ ...NOTHING, why: [`${nameOf(list)}: waits for its ${verdict}`] });
  }
  return [...waiting, ...(await answersOf(needs, tx, { judged, reply: the.reply }))];
}

const NOTHING = { body: new Uint8Array(), messageType: '', step: 0, laterMs: 0 };

/** Judges the lists again that these papers may complete; the answers go where they came from. */
export async function wakeLists(
  needs: StandAloneNeeds,
  tx: Tx,
  keys: readonly string[],
): Promise<void> {
  const woken = keys.length === 0 ? [] : await takeWoken(tx, needs.zoneCode, keys);
  await answerWaiting(needs, tx, { waiting: woken, mayWait: true });
}

/** Rejects the lists whose documents did not come in time. */
export async function rejectOverdue(needs: StandAloneNeeds): Promise<void> {
  await needs.db.transaction(async (tx) => {
    await lockMatching(tx, needs.zoneCode);
    const waiting = await takeOverdue(tx, needs.zoneCode, needs.clock.now());
    await answerWaiting(needs, tx, { waiting, mayWait: false });
  });
}

async function answerWaiting(
  needs: StandAloneNeeds,
  tx: Tx,
  { waiting, mayWait }: { waiting: readonly WaitingList[]; mayWait: boolean },
): Promise<void> {
  const until = needs.clock.now() + needs.scenario().waitForDocumentsMs;
  for (const one of waiting) {
    const verdict = await judge(needs, tx, { list: one.list, mayWait });
    if (typeof verdict === 'string') {
      await insertWaiting(tx, needs.zoneCode, { ...one, until });
      continue;
    }
    const answers = await answersOf(needs, tx, { judged: [verdict], reply: one.reply });
    const salt = `${nameOf(one.list)}|${String(needs.clock.now())}`;
    await scheduleAnswers(needs, tx, { answers, reply: one.reply, salt });
  }
}

/** The decision, or which documents a list waits for. */
async function judge(
  needs: StandAloneNeeds,
  tx: Tx,
  the: { list: ListDocument; mayWait: boolean },
): Promise<Judged | string> {
  const { list } = the;
  const scenario = needs.scenario();
  const now = needs.clock.now();
  if (scenario.match) {
    const set = await gatherSet(tx, needs.zoneCode, list);
    const { findings, missing } = judgeDocuments(set, { day: dayOf(now) });
    const errors = errorsOf(findings);
    if (missing.length > 0 && errors.length === missing.length && the.mayWait)
      return missing.join(', ');
    if (errors.length > 0) return turnDown(list, errors);
  }
  const decision = decideList(list, { now, tariff: needs.tariff(), hold: undefined });
  const { returnStatus: status, returnInfo: info } = decision;
  if (status !== '800') return { list, status, info, later: undefined };
  const fate = chooseFate(scenario, list);
  if (!fate) return { list, status, info, later: undefined };
  return { list, status: fate.status, info: fate.info ?? textOf(fate.status), later: fate.later };
}

function turnDown(list: ListDocument, errors: readonly Finding[]): Judged {
  const [status, info] = [returnStatusOf(errors), returnInfoOf(errors)];
  return { list, status, info, later: undefined };
}

function textOf(status: string): string {
  return findReturnStatus(status)?.zh ?? status;
}

/** Receipts of lists, with the numbers that they keep for good, and what follows a hold. */
async function answersOf(
  needs: StandAloneNeeds,
  tx: Tx,
  { judged, reply }: { judged: readonly Judged[]; reply: ReplyTo },
): Promise<Answer[]> {
  if (judged.length === 0) return [];
  const fresh: SimulatedList[] = [];
  for (const { list, status, info } of judged) {
    const numbers = await needs.numbers.next(list.head.customsCode);
    fresh.push({ ...keyOf(list), ...numbers, returnStatus: status, returnInfo: info });
  }
  const now = needs.clock.now();
  const standing = await saveSimulated(tx, needs.zoneCode, { lists: fresh, now });
  const byKey = new Map(standing.map((row) => [nameOfKey(row), row]));
  const decided = judged.flatMap(({ list, later }): (Decided & { later: Later })[] => {
    const decision = byKey.get(nameOfKey(keyOf(list)));
    return decision ? [{ head: list.head, decision, later }] : [];
  });
  await billReleased(needs, tx, { decided: billableOf(judged, byKey), reply });
  return [
    ...composeReceipts(needs, decided).map((body) => answerOf(body, 0)),
    ...decided.flatMap((one) => followUp(needs, one)),
  ];
}

/** Lists whose last word is that they are released, with their numbers. */
function billableOf(judged: readonly Judged[], byKey: ReadonlyMap<string, SimulatedList>) {
  return judged.flatMap(({ list, status, later }) => {
    const decision = byKey.get(nameOfKey(keyOf(list)));
    if (!decision || !RELEASED.has(later?.status ?? status)) return [];
    return [{ list, invtNo: decision.invtNo, afterMs: later?.afterMs ?? 0 }];
  });
}

const RELEASED: ReadonlySet<string> = new Set(['800', '899']);

/** The decision after a hold. */
function followUp(needs: StandAloneNeeds, { head, decision, later }: Decided & { later: Later }) {
  if (!later) return [];
  const { status: returnStatus, afterMs } = later;
  const final = { ...decision, returnStatus, returnInfo: textOf(returnStatus) };
  // Steps 2 and 120 were told with the hold.
  return composeReceipts(needs, [{ head, decision: final }])
    .map((body) => answerOf(body, afterMs))
    .filter(({ step }) => step === 2);
}

const STEPS: Readonly<Record<string, number>> = { '2': 0, '120': 1 };

/** A CEB622 as an answer; all returns of one are of one step. */
function answerOf(body: Uint8Array, laterMs: number): Answer {
  const read = decodeCeb(body);
  const returns =
    read.kind === 'message' && read.message.type === 'CEB622Message' ? read.message.documents : [];
  const status = returns[0]?.head.returnStatus ?? '';
  const why = returns.map(({ head }) => {
    return `list ${head.copNo}: ${head.returnStatus} ${head.returnInfo}`;
  });
  return { body, messageType: 'CEB622Message', step: STEPS[status] ?? 2, laterMs, why };
}

function keyOf({ head }: ListDocument): Pick<SimulatedList, 'agentCode' | 'copNo' | 'appTime'> {
  // A list without copNo is known by the end of its guid, as in the simulator inside the platform.
  const copNo = head.copNo === undefined || head.copNo === '' ? head.guid.slice(-20) : head.copNo;
  return { agentCode: head.agentCode, copNo, appTime: head.appTime };
}

function nameOfKey(row: Pick<SimulatedList, 'agentCode' | 'copNo' | 'appTime'>): string {
  return `${row.agentCode}|${row.copNo}|${row.appTime}`;
}

function nameOf({ head }: ListDocument): string {
  return `list ${head.copNo ?? head.guid} (order ${head.orderNo})`;
}
