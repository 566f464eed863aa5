import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { ListDocument, ListReceipt } from '@pilotzone/ceb/message';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { Wish } from '@pilotzone/generator/draw-basket';
import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import { createRandom } from '@pilotzone/generator/random';
import { createWorld } from '@pilotzone/generator/world';
import { assert } from '@pilotzone/kernel/errors';
import type { Database } from '@pilotzone/kernel/db';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parseCustomsTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { CustomsLink, WireMessage } from '../link.ts';

/** Noon of the day on which all lists of these tests are declared. */
export const NOON = parseCustomsTime('20261120120000') ?? (0 as Instant);

/** A clock that a test moves. */
export type MovingClock = { now(): Instant; pass(milliseconds: number): void };

/** A clock that stands at noon until a test moves it. */
export function createMovingClock(): MovingClock {
  let now = NOON;
  return {
    now: () => now,
    pass: (milliseconds) => {
      now = (now + milliseconds) as Instant;
    },
  };
}

/** What a process has, in a zone of its own. */
export function runtimeOf(db: Database, zoneCode: string, clock: Runtime['clock']): Runtime {
  // Ids of two processes of one test must differ also within a millisecond, and they do: 62 bits
  // of them are random.
  return { db, zoneCode, clock, ids: createIdSource(clock.now), log: createLog('silent') };
}

/** Lists that customs has nothing against, the same for the same seed. */
export function drawLists(count: number, seed = 1, wish: Wish = {}): ListDocument[] {
  const world = createWorld(createRandom(seed), dayOf(NOON));
  return Array.from({ length: count }, () => drawPurchase(world, wish).list);
}

/** A list with other values in its head. */
export function changed(list: ListDocument, head: Partial<ListDocument['head']>): ListDocument {
  return { ...list, head: { ...list.head, ...head } };
}

const TRANSFER = {
  copCode: '330166K001',
  copName: '试点区平台',
  dxpMode: 'DXP',
  dxpId: 'DXPENT0000000001',
  note: undefined,
};

/** Lists as one message on the wire. */
export function messageOf(documents: readonly ListDocument[]): WireMessage {
  const guid = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';
  const body = encodeCeb(
    { type: 'CEB621Message', guid, version: '1.0', transfer: TRANSFER, documents },
    unsignedSignature(TRANSFER.copCode),
  );
  return { messageType: 'CEB621Message', body };
}

/** The receipts in messages from customs, each of which must be a schema-valid CEB622. */
export function readReceipts(bodies: readonly Uint8Array[]): ListReceipt['head'][] {
  return bodies.flatMap((body) => {
    const decoded = decodeCeb(body);
    assert(
      decoded.kind === 'message' && decoded.message.type === 'CEB622Message',
      `no CEB622: ${JSON.stringify(decoded)}`,
    );
    return decoded.message.documents.map(({ head }) => head);
  });
}

/** Sends messages over a link and returns all that comes back. */
export async function ask(
  link: CustomsLink,
  ...messages: readonly WireMessage[]
): Promise<Uint8Array[]> {
  const received: Uint8Array[] = [];
  link.onMessages((bodies) => {
    received.push(...bodies);
    return Promise.resolve();
  });
  await link.send(messages);
  await link.settled();
  return received;
}
