import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Trust } from '@pilotzone/signatures/trust';
import type { Tariff } from '@pilotzone/tariff/rates';
import { startLoop } from '../channel/loop.ts';
import type { Channel, Parcel } from '../channel/channel.ts';
import { answerMessages } from '../simulator/answer-messages.ts';
import { createNumbers } from '../simulator/numbers.ts';
import { answerParcel } from './answer-parcel.ts';
import type { DxpRefusal } from '@pilotzone/ceb/dxp-reply';
import { issueDueBills } from './bill-tax.ts';
import { rejectOverdue } from './judge-lists.ts';
import type { Scenario } from './scenario.ts';
import { listDue, markTaken } from './stand-alone-store.ts';
import type { Receipt } from './stand-alone-store.ts';

export type StandAlone = {
  readonly scenario: Scenario;
  /** Takes a message that came by HTTP; says why when it is refused for good. */
  take(parcel: Parcel): Promise<DxpRefusal | undefined>;
  /** The oldest answer for a receiver that fetches, `undefined` when none is due. */
  next(receiver: string): Promise<Receipt | undefined>;
  /** Notes an answer as taken. */
  taken(receiptId: string): Promise<void>;
  close(): Promise<void>;
};

/** Answers that are fetched, not pushed. */
const FETCHED = 'http';
const DUE_LIMIT = 100;
const LOOK_EVERY_MS = 200;

/**
 * Customs' side of the counter as a program of its own: takes messages over channels and HTTP,
 * keeps everything in the database, and sends its answers when they are due.
 */
export function createStandAlone(
  runtime: Runtime & { tariff(): Tariff; readonly trust?: Trust | undefined },
  the: { scenario: Scenario; channels: readonly Channel[] },
): StandAlone {
  const { db, zoneCode, clock, log } = runtime;
  const { scenario, channels } = the;
  const numbers = createNumbers(runtime);
  const options = { seed: scenario.seed, inspectShare: 0 };
  const needs = {
    ...{ ...runtime, numbers },
    scenario: () => scenario,
    answerOthers: (messages: Parameters<typeof answerMessages>[1]) =>
      answerMessages({ ...runtime, numbers }, messages, options),
  };
  for (const channel of channels)
    channel.receive(async (parcels) => {
      for (const parcel of parcels) {
        const refusal = await answerParcel(needs, channel.name, parcel);
        if (refusal) log.warn({ ...refusal, channel: channel.name }, 'a message was refused');
      }
    });
  const loops = [
    ...channels.map((channel) =>
      startLoop(() => push(channel), { log, what: `answering over ${channel.name}` }),
    ),
    startLoop(() => pausedAfter(() => rejectOverdue(needs)), { log, what: 'ending the wait' }),
    startLoop(() => pausedAfter(() => issueDueBills(needs)), { log, what: 'billing tax' }),
  ];
  return { scenario, take, next, taken, close };

  function take(parcel: Parcel) {
    return answerParcel(needs, FETCHED, parcel);
  }

  async function next(receiver: string): Promise<Receipt | undefined> {
    const due = { channel: FETCHED, receiver, now: clock.now(), limit: 1 };
    return (await listDue(db, zoneCode, due))[0];
  }

  function taken(receiptId: string): Promise<void> {
    return markTaken(db, zoneCode, { ids: [receiptId], now: clock.now() });
  }

  async function push(channel: Channel): Promise<void> {
    const due = { channel: channel.name, now: clock.now(), limit: DUE_LIMIT };
    const receipts = await listDue(db, zoneCode, due);
    if (receipts.length > 0) {
      await channel.send(receipts.map(({ receiptId, body }) => ({ id: receiptId, body })));
      const ids = receipts.map(({ receiptId }) => receiptId);
      await markTaken(db, zoneCode, { ids, now: clock.now() });
    }
    if (receipts.length < DUE_LIMIT) await pause();
  }

  async function close(): Promise<void> {
    await Promise.all(loops.map((loop) => loop.stop()));
    await Promise.all(channels.map((channel) => channel.close()));
  }
}

async function pausedAfter(work: () => Promise<void>): Promise<void> {
  await work();
  await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
