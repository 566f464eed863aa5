import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { ListDocument, ListReceipt } from '@pilotzone/ceb/message';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { CustomsLink, WireMessage } from '../link.ts';
import { saveSimulated } from '../store.ts';
import type { SimulatedList } from '../store.ts';
import { composeReceipts, formatErrorReceipt } from './compose-receipts.ts';
import { decideList } from './decide-list.ts';
import { createNumbers } from './numbers.ts';
import { disturb } from './disturb.ts';
import type { Disturbance } from './disturb.ts';

export type SimulatorNeeds = Runtime & { tariff(): Tariff };

export type SimulatorOptions = {
  /** Everything drawn by chance comes from here. */
  readonly seed: number;
  /** Share of lists that customs inspects, 0 to 1. */
  readonly inspectShare: number;
  /** Repeated, delayed and reordered receipts; absent: each once, in order, at once. */
  readonly disturbance?: Disturbance;
};

/** The customs side (海关端模拟器) with a switch, so that tests and people can cut the line. */
export type CustomsSimulator = CustomsLink & { setReachable(reachable: boolean): void };

/**
 * The other side of the counter: takes CEB621 messages, judges each list by the same published
 * rules, and answers with receipts 2 (preNo), 120 (invtNo) and 800, 100 or 500. What it decided is
 * kept, so a list sent again gets the same numbers and the same answer.
 */
export function createSimulator(
  needs: SimulatorNeeds,
  options: SimulatorOptions,
): CustomsSimulator {
  const numbers = createNumbers(needs);
  const handlers: ((bodies: readonly Uint8Array[]) => Promise<void>)[] = [];
  const pending = new Set<Promise<void>>();
  let reachable = true;
  return {
    name: 'customs simulator',
    send,
    onMessages: (handler) => void handlers.push(handler),
    settled: async () => {
      await Promise.allSettled([...pending]);
    },
    close: async () => {
      await Promise.allSettled([...pending]);
    },
    setReachable: (value) => {
      reachable = value;
    },
  };

  async function send(messages: readonly WireMessage[]): Promise<void> {
    if (!reachable) throw new Error('customs does not answer');
    const answers = await answer(messages);
    const work = deliver(answers).catch((error: unknown) => {
      needs.log.error(
        { err: error },
        'receipts could not be delivered; their lists will be asked for again',
      );
    });
    pending.add(work);
    void work.finally(() => pending.delete(work));
    // Without a delay asked for, the sender is held back until its answers are applied, so that it
    // cannot run ahead.
    if (!options.disturbance) await work;
  }

  async function answer(messages: readonly WireMessage[]): Promise<Uint8Array[]> {
    const refused: Uint8Array[] = [];
    const lists: ListDocument[] = [];
    for (const { body } of messages) {
      const decoded = decodeCeb(body);
      if (decoded.kind === 'message' && decoded.message.type === 'CEB621Message')
        lists.push(...decoded.message.documents);
      else refused.push(formatErrorReceipt(needs, decoded));
    }
    const decided = await keep(await Promise.all(lists.map(decide)));
    return [...refused, ...composeReceipts(needs, matchUp(lists, decided))];
  }

  async function decide(list: ListDocument): Promise<SimulatedList> {
    const inspected = isDrawn(list);
    const { returnStatus, returnInfo } = decideList(list, {
      now: needs.clock.now(),
      tariff: needs.tariff(),
      inspected,
    });
    return {
      agentCode: list.head.agentCode,
      copNo: list.head.copNo ?? '',
      appTime: list.head.appTime,
      ...(await numbers.next(list.head.customsCode)),
      returnStatus,
      returnInfo,
    };
  }

  /** Drawn by hash of seed and list, so that the order of messages does not matter. */
  function isDrawn({ head }: ListDocument): boolean {
    if (options.inspectShare <= 0) return false;
    const hash = createHash('sha256')
      .update(`${options.seed}|${head.ebpCode}|${head.orderNo}`)
      .digest();
    return hash.readUInt32BE(0) / 0x1_0000_0000 < options.inspectShare;
  }

  async function keep(lists: readonly SimulatedList[]): Promise<SimulatedList[]> {
    if (lists.length === 0) return [];
    return needs.db.transaction((tx) =>
      saveSimulated(tx, needs.zoneCode, { lists, now: needs.clock.now() }),
    );
  }

  async function deliver(answers: readonly Uint8Array[]): Promise<void> {
    const batches = options.disturbance
      ? disturb(answers, options.disturbance, options.seed)
      : [{ afterMs: 0, bodies: answers }];
    for (const { afterMs, bodies } of batches) {
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      for (const handler of handlers) await handler(bodies);
    }
  }
}

/** Each list with its decision. */
function matchUp(lists: readonly ListDocument[], decided: readonly SimulatedList[]) {
  const byKey = new Map(
    decided.map((row) => [`${row.agentCode}|${row.copNo}|${row.appTime}`, row]),
  );
  return lists.flatMap(({ head }) => {
    const decision = byKey.get(`${head.agentCode}|${head.copNo ?? ''}|${head.appTime}`);
    return decision ? [{ head, decision }] : [];
  });
}

/** What a receipt is about. */
export type Decided = { readonly head: ListDocument['head']; readonly decision: SimulatedList };

export type ReceiptHead = ListReceipt['head'];
