import type { PlainDate } from '@pilotzone/kernel/time';
import { PARTICIPANTS, type Company } from './companies.ts';
import { composeMessages } from './compose-messages.ts';
import type { DemoSigners } from './demo-signers.ts';
import type { Wish } from './draw-basket.ts';
import { drawPurchase } from './draw-purchase.ts';
import type { ExpectedLine } from './expected.ts';
import { FAULTS } from './faults.ts';
import { plantTypologies } from './plant-typologies.ts';
import { PRODUCTS } from './products.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Fault, Scenario, SentType, Submission } from './scenario.ts';
import { sendClean, sizeOf } from './scenario.ts';
import { makeSwarm } from './swarm.ts';
import { makeWithdrawn } from './withdrawals.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

export type GenerateOptions = {
  readonly declarations: number;
  readonly seed: number;
  /** Share of declarations with a fault, 0 to 1. */
  readonly faults: number;
  /** The day on which customs receives them; `clear --as-of` must say the same. */
  readonly day: PlainDate;
  /**
   * True: also faults that show only where the companies are known beforehand, for
   * `clear --participants participants.csv`. Else `clear` would enrol the stranger too.
   */
  readonly withStrangers?: boolean;
  /** Sign every message; then there are also faults of signatures. The bytes differ each time. */
  readonly signers?: DemoSigners | undefined;
  /** False: signed, and no fault of a signature among them. */
  readonly withSignatureFaults?: boolean;
  /**
   * Share of the declarations without a fault that are followed by a request to return goods (625)
   * or to cancel (623); at first none.
   */
  readonly withdrawals?: number;
  /** Also the bonded entries that cover what the lists take, for `clear --bonded-entries`. */
  readonly withBondedEntries?: boolean;
  /**
   * Purchases on top, all of one buyer and on one day, one every few minutes: nothing is wrong with
   * any of them, and risk control sees the pattern. At first none.
   */
  readonly swarm?: number;
  /** Patterns of abuse (typologies.ts) to plant on top, a case of each, by name. */
  readonly typologies?: readonly string[];
  /**
   * Declarations whose documents share messages, at first 1,000; bounds the memory of a large run.
   */
  readonly block?: number;
};

/** One thing generated. `name` of a message is unique within its type and sorts in order. */
export type Generated =
  | {
      readonly kind: 'message';
      readonly type: SentType;
      readonly name: string;
      readonly bytes: Buffer;
    }
  | {
      readonly kind: 'expected';
      readonly line: ExpectedLine;
      readonly fault: string | undefined;
      /** The pattern that it was planted for. */
      readonly typology?: string;
    };

const BLOCK_DEFAULT = 1_000;

/**
 * Realistic messages of a day, and what `clear` must answer to each declaration. The same options
 * give the same bytes on every machine. Faults come in turn, so that every kind is there when their
 * number allows it.
 */
export function* generateDeclarations(options: GenerateOptions): Generator<Generated> {
  const random = createRandom(options.seed);
  const world = createWorld(random, options.day);
  const goods = world.onOffer(PRODUCTS);
  const kinds = FAULTS.filter(
    ({ needsParticipants, needsSignatures, only }) =>
      (options.withStrangers || !needsParticipants) &&
      (!needsSignatures || (options.signers && (options.withSignatureFaults ?? true))) &&
      (!only || goods.some(only)),
  );
  const { regime } = world;
  const sizeIn = (fault: Fault) => sizeOf(fault, regime);
  const turn = takeTurns(random, kinds, sizeIn);
  const size = options.block ?? BLOCK_DEFAULT;
  let [left, number] = [options.declarations, 0];
  const swarm = makeSwarm(world, options.swarm ?? 0);
  yield* swarm.expected.map((line) => ({ kind: 'expected' as const, line, fault: undefined }));
  const planted = plantTypologies(world, options.typologies ?? []);
  yield* planted.expected.map((one) => ({ kind: 'expected' as const, fault: undefined, ...one }));
  while (left > 0) {
    const isLast = left <= size;
    const submissions: Submission[] = isLast ? [...swarm.submissions, ...planted.submissions] : [];
    for (let block = Math.min(left, size); block > 0;) {
      const isFaulty = random.chance(options.faults);
      const fault = isFaulty ? turn(block) : undefined;
      const scenario = fault ? fault.make(world) : makeGood(world, options);
      submissions.push(...scenario.submissions);
      for (const line of scenario.expected) yield { kind: 'expected', line, fault: fault?.name };
      const taken = fault ? sizeIn(fault) : 1;
      block -= taken;
      left -= taken;
    }
    for (const { type, bytes } of composeMessages(random, submissions, options.signers)) {
      number += 1;
      yield { kind: 'message', type, name: String(number).padStart(7, '0'), bytes };
    }
  }
}

/** The companies of the generated day as a participants file. */
export function formatParticipants(companies: readonly Company[] = PARTICIPANTS): string {
  const rows = companies.map(({ code, creditCode, name, roles }) =>
    [code, creditCode, name, roles.join('|'), 'active'].join(','),
  );
  return ['code,credit_code,name,roles,status', ...rows].join('\n') + '\n';
}

/** Without withdrawals asked for, chance is drawn as if there were none. */
function makeGood(world: World, { withdrawals = 0 }: GenerateOptions): Scenario {
  const isWithdrawn = withdrawals > 0 && world.random.chance(withdrawals);
  return isWithdrawn ? makeWithdrawn(world) : makeClean(world);
}

/**
 * Mostly ordinary purchases; now and then a big one, a dear single item, or goods for bonded modes
 * only.
 */
function makeClean(world: World): Scenario {
  return sendClean(world, drawPurchase(world, drawWish(world)));
}

function drawWish({ random }: World): Wish {
  const kind = random.integer(1, 100);
  if (kind === 1) return { goods: 'dear' };
  if (kind <= 3) return { goods: 'big' };
  if (kind === 4) return { goods: 'bonded-only', tradeMode: '1210' };
  return {};
}

/**
 * Deals the kinds of faults one after the other in a drawn order; skips those that do not fit any
 * more.
 */
function takeTurns(
  random: Random,
  kinds: readonly Fault[],
  sizeIn: (fault: Fault) => number,
): (room: number) => Fault | undefined {
  const waiting: Fault[] = [];
  return (room) => {
    if (waiting.length < kinds.length) waiting.push(...shuffled(random, kinds));
    const index = waiting.findIndex((fault) => sizeIn(fault) <= room);
    return waiting.splice(index, 1)[0];
  };
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.integer(0, rest.length - 1), 1));
}
