import { encodeCeb } from '@pilotzone/ceb/encode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { formatReturnTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { decideArrivedReturn, decideCancellation, decideReturn } from './decide-request.ts';
import { amendBills } from './issue-bills.ts';
import type { Numbers } from './numbers.ts';
import type { SimulatorNeeds, SimulatorOptions } from './options.ts';
import {
  endRequests,
  findByInvtNo,
  findRequests,
  lockAwaiting,
  saveRequests,
} from './request-store.ts';
import type { SimulatedRequest } from './request-store.ts';

type RequestDocument =
  | { readonly type: 'CEB623Message'; readonly document: DocumentByType['CEB623Message'] }
  | { readonly type: 'CEB625Message'; readonly document: DocumentByType['CEB625Message'] };

type AnsweringNeeds = SimulatorNeeds & { readonly numbers: Numbers };

/**
 * What customs answers to requests to cancel lists (623) and to return goods (625), by its own
 * memory of the lists. A request sent again gets the same answer.
 */
export async function answerRequests(
  needs: AnsweringNeeds,
  requests: readonly RequestDocument[],
  options: SimulatorOptions,
): Promise<Uint8Array[]> {
  if (requests.length === 0) return [];
  const invtNos = [...new Set(requests.map(({ document }) => document.head.invtNo))];
  const standing = await needs.db.transaction(async (tx) => {
    const lists = await findByInvtNo(tx, needs.zoneCode, invtNos);
    const known = await findRequests(tx, needs.zoneCode, invtNos);
    const decided: SimulatedRequest[] = [];
    const fresh: SimulatedRequest[] = [];
    for (const request of requests) {
      const before = known.find((one) => isSame(one, request));
      const decision = before ?? (await decide(needs, request, { lists, known, options }));
      if (!before) {
        known.push(decision);
        fresh.push(decision);
      }
      decided.push(decision);
    }
    await saveRequests(tx, needs.zoneCode, decided);
    await amendBills(needs, tx, fresh.filter(isClosed));
    return decided;
  });
  return composeReturns(
    needs,
    standing.flatMap((one) => stepsOf(one, needs.clock.now())),
  );
}

/** Ends returns that waited for goods which an arrival report (711) names. */
export async function endAwaitedReturns(
  needs: AnsweringNeeds,
  arrived: readonly { readonly logisticsCode: string; readonly logisticsNo: string }[],
): Promise<Uint8Array[]> {
  if (arrived.length === 0) return [];
  const now = needs.clock.now();
  const parcels = new Set(arrived.map((one) => `${one.logisticsCode}|${one.logisticsNo}`));
  const ended = await needs.db.transaction(async (tx) => {
    const numbers = arrived.map(({ logisticsNo }) => logisticsNo);
    const awaiting = (await lockAwaiting(tx, needs.zoneCode, numbers)).filter((one) =>
      parcels.has(`${one.logisticsCode}|${one.logisticsNo}`),
    );
    const lists = await findByInvtNo(
      tx,
      needs.zoneCode,
      awaiting.map(({ invtNo }) => invtNo),
    );
    const decided = awaiting.map((one) => {
      const list = lists.find(({ invtNo }) => invtNo === one.invtNo);
      return { ...one, ...decideArrivedReturn(list, now) };
    });
    await endRequests(tx, needs.zoneCode, decided);
    await amendBills(needs, tx, decided.filter(isClosed));
    return decided;
  });
  const at = formatReturnTime(now);
  return composeReturns(
    needs,
    ended.map((request) => ({ request, ...request, returnTime: at })),
  );
}

function isClosed({ returnStatus }: SimulatedRequest): boolean {
  return returnStatus === '399';
}

type Knowing = {
  readonly lists: Awaited<ReturnType<typeof findByInvtNo>>;
  readonly known: readonly SimulatedRequest[];
  readonly options: SimulatorOptions;
};

async function decide(
  needs: AnsweringNeeds,
  { type, document: { head, lines } }: RequestDocument,
  { lists, known, options }: Knowing,
): Promise<SimulatedRequest> {
  const now = needs.clock.now();
  const context = {
    now,
    list: lists.find(({ invtNo }) => invtNo === head.invtNo),
    earlier: known.filter(({ invtNo }) => invtNo === head.invtNo),
    awaitGoods: options.returnsAwaitGoods ?? false,
  };
  const isReturn = type === 'CEB625Message';
  const answer = isReturn ? decideReturn(head, context) : decideCancellation(head, context);
  const { preNo } = await needs.numbers.next(head.customsCode);
  const { agentCode, appTime, customsCode, ebpCode, ebcCode, invtNo } = head;
  const { logisticsCode, logisticsNo } = head;
  return {
    ...{ messageType: type, agentCode, copNo: copNoOf(head), appTime, customsCode, ebpCode },
    ...{ ebcCode, invtNo, logisticsCode, logisticsNo },
    // Returns are numbered T, as the field's own are.
    preNo: isReturn ? `T${preNo.slice(1)}` : preNo,
    ...answer,
    decidedAt: now,
    lines: lines.map(({ gnum, qty }) => ({ gnum, qty })),
  };
}

function isSame(one: SimulatedRequest, { type, document: { head } }: RequestDocument): boolean {
  return (
    one.messageType === type &&
    one.agentCode === head.agentCode &&
    one.copNo === copNoOf(head) &&
    one.appTime === head.appTime
  );
}

function copNoOf(head: RequestDocument['document']['head']): string {
  return head.copNo || head.guid.slice(-20);
}

type Step = {
  readonly request: SimulatedRequest;
  readonly returnStatus: string;
  readonly returnInfo: string;
  readonly returnTime: string;
};

/** 2, 120 and the decision, a millisecond apart; a refusal of e-port's is one receipt. */
function stepsOf(request: SimulatedRequest, now: Instant): Step[] {
  const { returnStatus, returnInfo } = request;
  const at = (ms: number) => formatReturnTime((now + ms) as Instant);
  const last = { request, returnStatus, returnInfo, returnTime: at(2) };
  if (returnStatus.startsWith('-')) return [last];
  const declared = { request, returnStatus: '2', returnInfo: '申报成功', returnTime: at(0) };
  const info = '[Code:1800;Desc:逻辑校验通过]';
  const stored = { request, returnStatus: '120', returnInfo: info, returnTime: at(1) };
  return returnStatus === '120' ? [declared, stored] : [declared, stored, last];
}

// The schema's limit of returns per message.
const RETURNS_PER_MESSAGE = 100;

function composeReturns(needs: SimulatorNeeds, steps: readonly Step[]): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (const type of ['CEB624Message', 'CEB626Message'] as const) {
    const asked = type === 'CEB624Message' ? 'CEB623Message' : 'CEB625Message';
    const mine = steps.filter(({ request }) => request.messageType === asked);
    for (let from = 0; from < mine.length; from += RETURNS_PER_MESSAGE) {
      const documents = mine
        .slice(from, from + RETURNS_PER_MESSAGE)
        .map((step) => ({ head: headOf(needs, step), lines: [] }));
      bodies.push(encodeCeb({ type, guid: needs.ids.newId(), version: '1.0', documents }));
    }
  }
  return bodies;
}

function headOf(needs: SimulatorNeeds, { request, ...step }: Step) {
  const { customsCode, agentCode, ebpCode, ebcCode, copNo, preNo, invtNo } = request;
  return {
    guid: needs.ids.newId(),
    ...{ customsCode, agentCode, ebpCode, ebcCode, copNo, preNo },
    invtNo: invtNo.length === 18 ? invtNo : undefined,
    ...{ returnStatus: step.returnStatus, returnTime: step.returnTime },
    returnInfo: step.returnInfo,
  };
}
