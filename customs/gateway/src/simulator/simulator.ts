import type { CustomsLink, WireMessage } from '../link.ts';
import { answerMessages } from './answer-messages.ts';
import { disturb } from './disturb.ts';
import type { Delivery } from './disturb.ts';
import { BILLS_PER_ROUND, issueBills } from './issue-bills.ts';
import type { BillMessage } from './issue-bills.ts';
import { createNumbers } from './numbers.ts';
import type { SimulatorNeeds, SimulatorOptions } from './options.ts';

/** The customs side (海关端模拟器) with a switch, so that tests and people can cut the line. */
export type CustomsSimulator = CustomsLink & {
  setReachable(reachable: boolean): void;
  /** Tells the other side what it does not know of tax bills yet; how many there were. */
  issueTaxBills(): Promise<number>;
};

type Handler = Parameters<CustomsLink['onMessages']>[0];

/**
 * The other side of the counter: takes CEB621 messages, judges each list by the same published
 * rules, and answers with receipts 2 (preNo), 120 (invtNo) and 800, 100, 300 or 500. What it
 * decided is kept, so a list sent again gets the same numbers and the same answer.
 */
export function createSimulator(
  needs: SimulatorNeeds,
  options: SimulatorOptions,
): CustomsSimulator {
  const answering = { ...needs, numbers: createNumbers(needs) };
  const handlers: Handler[] = [];
  const pending = new Set<Promise<void>>();
  let isReachable = true;
  const settled = async () => {
    await Promise.allSettled([...pending]);
  };
  return {
    name: 'customs simulator',
    send,
    onMessages: (handler) => void handlers.push(handler),
    settled,
    close: settled,
    setReachable: (reachable) => {
      isReachable = reachable;
    },
    issueTaxBills,
  };

  async function issueTaxBills(): Promise<number> {
    if (!options.taxBills || !isReachable) return 0;
    const how = { ...options.taxBills, seed: options.seed };
    const hand = async (messages: readonly BillMessage[]) => {
      const bodies = messages.map(({ body }) => body);
      for (const handler of handlers) await handler(bodies);
    };
    for (let count = 0; ;) {
      const told = await issueBills(needs, how, { q: needs.db, hand });
      count += told;
      if (told < BILLS_PER_ROUND) return count;
    }
  }

  async function send(messages: readonly WireMessage[]): Promise<void> {
    if (!isReachable) throw new Error('customs does not answer');
    const answers = await answerMessages(answering, messages, options);
    const work = deliver(deliveriesOf(answers, options));
    pending.add(work);
    void work.finally(() => pending.delete(work));
    // Without a delay asked for, the sender is held back until its answers are applied, so that it
    // cannot run ahead.
    if (!options.disturbance) await work;
  }

  async function deliver(deliveries: readonly Delivery[]): Promise<void> {
    // Each by its own pause, so that one that is late holds up none.
    await Promise.all(
      deliveries.map(async ({ afterMs, bodies }) => {
        if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
        for (const handler of handlers) await handOver(handler, bodies);
      }),
    );
  }

  /** A delivery that is not taken leaves the later ones alone. */
  async function handOver(handler: Handler, bodies: readonly Uint8Array[]): Promise<void> {
    try {
      await handler(bodies);
    } catch (error) {
      needs.log.error(
        { err: error },
        'receipts could not be delivered; their lists will be asked for again',
      );
    }
  }
}

function deliveriesOf(answers: readonly Uint8Array[], options: SimulatorOptions): Delivery[] {
  if (options.disturbance) return disturb(answers, options.disturbance, options.seed);
  return [{ afterMs: 0, bodies: answers }];
}
