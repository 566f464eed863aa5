import { createHash } from 'node:crypto';
import { wrapDxp } from '@pilotzone/ceb/dxp';
import { BROKERS } from '@pilotzone/generator/companies';
import { composeMessages } from '@pilotzone/generator/compose-messages';
import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import type { ExpectedDeclaration } from '@pilotzone/generator/expected';
import { FAULTS } from '@pilotzone/generator/faults';
import { createRandom } from '@pilotzone/generator/random';
import type { Random } from '@pilotzone/generator/random';
import { sendClean, sizeOf } from '@pilotzone/generator/scenario';
import type { Scenario, Submission } from '@pilotzone/generator/scenario';
import { createWorld } from '@pilotzone/generator/world';
import type { World } from '@pilotzone/generator/world';
import type { PlainDate } from '@pilotzone/kernel/time';

/**
 * How a message goes: bare over HTTP, over HTTP in an envelope with an id, or into the trader's
 * queue. Only the last two have an id that tells a repeat.
 */
export type Way = 'http' | 'enveloped' | 'queue';

export type LoadMessage = {
  readonly id: string;
  readonly way: Way;
  readonly bytes: Buffer;
  readonly sha256: string;
};

export type Load = {
  readonly messages: readonly LoadMessage[];
  readonly expected: readonly ExpectedDeclaration[];
};

export type LoadOptions = {
  readonly declarations: number;
  readonly seed: number;
  readonly day: PlainDate;
  /** Whether the owner of the queue sends by it. */
  readonly hasQueue: boolean;
};

/** Who sends in envelopes. */
export const SENDER_ID = 'DXPENT0000000009';
const RECEIVER_ID = 'DXPENT0000000001';
const HTTP: readonly Way[] = ['http', 'enveloped'];
/** Only its owner may transmit through a queue: a broker, who declares lists. */
export const QUEUE_OWNER = BROKERS[0]?.code ?? '';
const FAULT_SHARE = 0.15;
const TOGETHER = 25;

/** Declarations, most of them sound, and what must become of each in whatever order they arrive. */
export function makeLoad({ declarations, seed, day, hasQueue }: LoadOptions): Load {
  const random = createRandom(seed);
  const world = createWorld(random, day);
  const faults = FAULTS.filter((fault) => sizeOf(fault, world.regime) === 1);
  const messages: LoadMessage[] = [];
  const expected: ExpectedDeclaration[] = [];
  while (expected.length < declarations) {
    const scenarios = Array.from({ length: TOGETHER }, () => {
      const fault = random.chance(FAULT_SHARE) ? random.pick(faults) : undefined;
      const scenario = fault && !isOrdered(fault.name) ? fault.make(world) : undefined;
      return scenario && isCertain(scenario) ? scenario : sound(world);
    });
    expected.push(...scenarios.flatMap(declarationsOf));
    const submissions = scenarios.flatMap((scenario) => scenario.submissions);
    const isQueued = ({ sender }: Submission) => hasQueue && sender.code === QUEUE_OWNER;
    for (const { type, bytes } of composeMessages(random, submissions.filter(isQueued)))
      messages.push(dress(random, { type, bytes, way: 'queue' }));
    const others = submissions.filter((submission) => !isQueued(submission));
    for (const { type, bytes } of composeMessages(random, others))
      messages.push(dress(random, { type, bytes, way: random.pick(HTTP) }));
  }
  return { messages, expected };
}

/** Kinds whose outcome depends on what arrives first, which nobody knows here. */
function isOrdered(name: string): boolean {
  return /contradicted|stale|corrected|deleted|again|twice|signature|stranger|sender/.test(name);
}

/** One list, whose outcome the documents alone determine. */
function isCertain(scenario: Scenario): boolean {
  const found = declarationsOf(scenario);
  return scenario.expected.length === 1 && found.length === 1 && found[0]?.outcome !== 'refused';
}

function declarationsOf({ expected }: Scenario): ExpectedDeclaration[] {
  return expected.flatMap((line) => ('ebpCode' in line ? [line] : []));
}

function sound(world: World): Scenario {
  return sendClean(world, drawPurchase(world, {}));
}

function dress(
  random: Random,
  { type, bytes: bare, way }: { type: string; bytes: Buffer; way: Way },
): LoadMessage {
  const id = random.guid().toUpperCase();
  const envelope = {
    ...{ copMsgId: id, senderId: SENDER_ID, receiverIds: [RECEIVER_ID] },
    ...{ creatTime: '2026-11-30T08:00:00', msgType: type },
  };
  const bytes = way === 'http' ? bare : Buffer.from(wrapDxp(envelope, bare));
  return { id, way, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
