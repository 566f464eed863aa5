import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { isExportType } from '@pilotzone/ceb/export-types';
import type { CebMessage, ListDocument } from '@pilotzone/ceb/message';
import type { WireMessage } from '../link.ts';
import { answerArrivals } from './answer-arrivals.ts';
import { answerRequests, endAwaitedReturns } from './answer-requests.ts';
import { composeReceipts, formatErrorReceipt } from './compose-receipts.ts';
import { decideList } from './decide-list.ts';
import type { Hold } from './decide-list.ts';
import type { Decided } from './decided.ts';
import { answerExports } from './exports/answer-exports.ts';
import { prepareBills } from './issue-bills.ts';
import type { Numbers } from './numbers.ts';
import type { SimulatorNeeds, SimulatorOptions } from './options.ts';
import { saveSimulated } from './store.ts';
import type { SimulatedList } from './store.ts';
import { isHeldByNumber, testNumberOf } from './test-numbers.ts';

type AnsweringNeeds = SimulatorNeeds & { readonly numbers: Numbers };

/**
 * What customs answers to these messages: receipts for every list, an error receipt for what is no
 * list message. Decisions are kept, so that a list sent again gets the same ones.
 */
export async function answerMessages(
  needs: AnsweringNeeds,
  messages: readonly WireMessage[],
  options: SimulatorOptions,
): Promise<Uint8Array[]> {
  const refused: Uint8Array[] = [];
  const lists: ListDocument[] = [];
  const exported: CebMessage[] = [];
  const others: CebMessage[] = [];
  for (const { body } of messages) {
    const decoded = decodeCeb(body);
    if (decoded.kind === 'message' && decoded.message.type === 'CEB621Message')
      lists.push(...decoded.message.documents);
    else if (decoded.kind === 'message' && isExportType(decoded.message.type))
      exported.push(decoded.message);
    else if (decoded.kind === 'message' && OTHERS.has(decoded.message.type))
      others.push(decoded.message);
    else refused.push(formatErrorReceipt(needs, decoded));
  }
  const decided = await Promise.all(lists.map((list) => decide(needs, list, options)));
  const standing = await keep(needs, decided, { lists, options });
  const answers = composeReceipts(needs, matchUp(lists, standing));
  if (exported.length > 0) answers.push(...(await answerExports(needs, exported, options)));
  return [...refused, ...answers, ...(await answerOthers(needs, others, options))];
}

const OTHERS: ReadonlySet<string> = new Set(['CEB623Message', 'CEB625Message', 'CEB711Message']);

/** Requests about lists that customs has, and reports of what arrived. */
async function answerOthers(
  needs: AnsweringNeeds,
  messages: readonly CebMessage[],
  options: SimulatorOptions,
): Promise<Uint8Array[]> {
  const answers: Uint8Array[] = [];
  for (const message of messages) {
    const { type } = message;
    if (type === 'CEB623Message' || type === 'CEB625Message') {
      const requests =
        type === 'CEB623Message'
          ? message.documents.map((document) => ({ type, document }))
          : message.documents.map((document) => ({ type, document }));
      answers.push(...(await answerRequests(needs, requests, options)));
    } else if (type === 'CEB711Message') {
      answers.push(...(await answerArrivals(needs, message.documents)));
      const arrived = message.documents.flatMap(({ head: { logisticsCode }, lines }) =>
        lines.map(({ logisticsNo }) => ({ logisticsCode, logisticsNo })),
      );
      answers.push(...(await endAwaitedReturns(needs, arrived)));
    }
  }
  return answers;
}

async function decide(
  needs: AnsweringNeeds,
  list: ListDocument,
  options: SimulatorOptions,
): Promise<SimulatedList> {
  const { returnStatus, returnInfo } = decideList(list, {
    now: needs.clock.now(),
    tariff: needs.tariff(),
    hold: drawHold(list, options),
  });
  return {
    ...keyOf(list),
    ...(await numbersOf(needs, list)),
    returnStatus,
    returnInfo,
  };
}

async function numbersOf(needs: AnsweringNeeds, { head }: ListDocument) {
  const { preNo, invtNo } = await needs.numbers.next(head.customsCode);
  return { preNo, invtNo: testNumberOf(head, 'I') ?? invtNo };
}

/** Drawn by hash of seed and list, so that the order of messages does not matter. */
function drawHold(
  { head }: ListDocument,
  { seed, inspectShare, reviewShare = 0 }: SimulatorOptions,
): Hold | undefined {
  if (isHeldByNumber(head)) return '500';
  if (inspectShare + reviewShare <= 0) return undefined;
  const hash = createHash('sha256').update(`${seed}|${head.ebpCode}|${head.orderNo}`).digest();
  if (hash.readUInt32BE(0) / 0x1_0000_0000 < inspectShare) return '500';
  return hash.readUInt32BE(4) / 0x1_0000_0000 < reviewShare ? '300' : undefined;
}

async function keep(
  needs: SimulatorNeeds,
  decided: readonly SimulatedList[],
  { lists, options }: { lists: readonly ListDocument[]; options: SimulatorOptions },
): Promise<SimulatedList[]> {
  if (decided.length === 0) return [];
  const { taxBills, seed } = options;
  return needs.db.transaction(async (tx) => {
    const saved = { lists: decided, now: needs.clock.now() };
    const standing = await saveSimulated(tx, needs.zoneCode, saved);
    if (taxBills) {
      const released = releasedOf(lists, standing);
      await prepareBills(needs, tx, { released, options: { ...taxBills, seed } });
    }
    return standing;
  });
}

const INSIDE = { channel: '', receiver: '', isEnveloped: false };

function releasedOf(lists: readonly ListDocument[], standing: readonly SimulatedList[]) {
  const byKey = new Map(standing.map((row) => [textOf(row), row]));
  return lists.flatMap((list) => {
    const decision = byKey.get(textOf(keyOf(list)));
    if (decision?.returnStatus !== '800') return [];
    return [{ list, invtNo: decision.invtNo, reply: INSIDE, afterMs: 0 }];
  });
}

/** Each list with the decision that stands for it. */
function matchUp(lists: readonly ListDocument[], decided: readonly SimulatedList[]): Decided[] {
  const byKey = new Map(decided.map((row) => [textOf(row), row]));
  return lists.flatMap((list) => {
    const decision = byKey.get(textOf(keyOf(list)));
    return decision ? [{ head: list.head, decision }] : [];
  });
}

type ListKey = Pick<SimulatedList, 'agentCode' | 'copNo' | 'appTime'>;

// The longest copNo that a receipt carries.
const COP_NO_MAX = 20;

/** One filing of a list. A list without copNo is known, and answered, by the end of its guid. */
function keyOf({ head }: ListDocument): ListKey {
  const copNo = head.copNo === undefined || head.copNo === '' ? undefined : head.copNo;
  return {
    agentCode: head.agentCode,
    copNo: copNo ?? head.guid.slice(-COP_NO_MAX),
    appTime: head.appTime,
  };
}

function textOf({ agentCode, copNo, appTime }: ListKey): string {
  return `${agentCode}|${copNo}|${appTime}`;
}
