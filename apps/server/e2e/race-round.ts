import { MERCHANTS } from '@pilotzone/generator/companies';
import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import type { Random } from '@pilotzone/generator/random';
import { submissionsOf } from '@pilotzone/generator/scenario';
import type { World } from '@pilotzone/generator/world';
import { cny } from '@pilotzone/kernel/money';
import { file } from '../src/testing-purchases.ts';
import { buyerKeyOf } from '../src/buyer-key.ts';
import { number, observe } from './race-arena.ts';
import type { Arena, Cast } from './race-arena.ts';
import { ANNUAL_LIMIT, apply, emptyState } from './race-model.ts';
import type { Operation, RacedList, State } from './race-model.ts';
import { withCopNoOf } from './race-purchases.ts';
import type { Contender, createCopies } from './race-purchases.ts';
import { findSerialOrder } from './serial-order.ts';
import type { Observed } from './serial-order.ts';

export type Source = {
  readonly world: World;
  readonly random: Random;
  readonly copies: ReturnType<typeof createCopies>;
};

/** What a round came to; `problem` is undefined where a serial order explains it. */
export type RoundResult = {
  readonly operations: number;
  readonly transactions: number;
  readonly overspends: number;
  readonly problem: string | undefined;
};

const BUYERS = 5;
const GUARANTORS = 3;
const STANDING = 6;
const NEW_LISTS = 50;
const TRANSACTIONS = 8;
const FROZEN_MAX = 8;

/**
 * One round: a few buyers near their limit, guarantors near exhaustion, lists that already stand;
 * then everything at once, and the question whether some serial order explains what was seen.
 */
export async function raceRound(arena: Arena, source: Source): Promise<RoundResult> {
  const { random } = source;
  const contenders = drawContenders(source);
  const cast: Cast = new Map(contenders.map((one) => [one.list.key, one]));
  const [home] = arena.platforms;
  if (!home) throw new RangeError('an arena has platforms');
  await file(
    home,
    contenders.flatMap(({ purchase }) => submissionsOf(purchase).slice(0, 3)),
  );
  const start = emptyState(arena.accepted, await limitCover(arena, source, contenders));
  const standing = await stand(arena, { start, cast, contenders: contenders.slice(0, STANDING) });
  const isFrozenRound = random.chance(0.15);
  const transactions = drawTransactions(arena, { source, contenders, isFrozenRound });
  const observed = await Promise.all(
    transactions.map((operations) =>
      observe(arena, random.pick(arena.platforms), { operations, cast }),
    ),
  );
  const end = await readEnd(arena, contenders);
  const found = findSerialOrder(standing, observed, (state) => isSame(state, end));
  const overspends =
    [...end.allowance.values()].filter((used) => used > ANNUAL_LIMIT || used < 0n).length +
    [...end.cover.values()].filter((left) => left < 0n).length;
  return {
    operations: transactions.flat().length,
    transactions: transactions.length,
    overspends,
    problem: found ? undefined : tellRound({ standing, observed, end }),
  };
}

function drawContenders({ world, random, copies }: Source): Contender[] {
  const guarantors = Array.from({ length: GUARANTORS }, () => random.pick(MERCHANTS));
  const buyers = Array.from({ length: BUYERS }, () => world.newBuyer());
  const kinds = buyers.flatMap((buyer) => [
    drawPurchase(world, { goods: 'big' }, buyer),
    drawPurchase(world, {}, buyer),
  ]);
  const contenders: Contender[] = [];
  while (contenders.length < STANDING + NEW_LISTS) {
    const one = copies.copyOf(random.pick(kinds), random.pick(guarantors));
    contenders.push(one);
    if (contenders.length <= STANDING) continue;
    if (random.chance(0.2)) contenders.push(copies.twinOf(one));
    else if (random.chance(0.1)) {
      const same = copies.copyOf(random.pick(kinds), random.pick(guarantors));
      contenders.push(withCopNoOf(same, one));
    }
  }
  return contenders;
}

/** Leaves the guarantors less than all lists together want. */
async function limitCover(
  arena: Arena,
  { random }: Source,
  contenders: readonly Contender[],
): Promise<Map<string, bigint>> {
  const [home] = arena.platforms;
  const cover = new Map<string, bigint>();
  for (const { list } of contenders)
    cover.set(list.guarantor, (cover.get(list.guarantor) ?? 0n) + list.tax);
  for (const [guarantorCode, wanted] of cover) {
    const left = (wanted * BigInt(random.integer(30, 110))) / 100n;
    cover.set(guarantorCode, left);
    const used = await usedOf(arena, guarantorCode);
    await home?.runtime.db.transaction((tx) =>
      home.finance.setGuarantee(tx, {
        ...{ guarantorCode, limit: cny(used + left), reason: 'test', changedBy: 'test' },
      }),
    );
  }
  return cover;
}

/** Files some lists before the race. */
async function stand(
  arena: Arena,
  { start, cast, contenders }: { start: State; cast: Cast; contenders: readonly Contender[] },
): Promise<State> {
  const [home] = arena.platforms;
  let state = start;
  if (!home) return state;
  const operations = contenders.map(({ list }): Operation => ({ kind: 'file', list })).sort(byKey);
  const { answers } = await observe(arena, home, { operations, cast });
  for (const [index, operation] of operations.entries()) {
    const expected = apply(state, operation);
    if (answers[index] !== expected.answer)
      throw new Error(`${String(answers[index])} alone, not ${expected.answer}`);
    ({ state } = expected);
  }
  if (arena.accepted === 'sent') await number(home, contenders);
  return state;
}

function drawTransactions(
  arena: Arena,
  {
    source: { random },
    contenders,
    isFrozenRound,
  }: { source: Source; contenders: readonly Contender[]; isFrozenRound: boolean },
): Operation[][] {
  const batches = Array.from({ length: TRANSACTIONS }, (): Operation[] => []);
  for (const { list } of contenders.slice(STANDING)) {
    const copies = random.chance(0.25) ? 2 : 1;
    for (const batch of shuffled(random, batches).slice(0, copies))
      batch.push({ kind: 'file', list });
  }
  for (const batch of batches) batch.sort(byKey);
  const others: Operation[][] = [];
  for (const { list } of contenders.slice(0, STANDING)) {
    const { key } = list;
    if (arena.accepted === 'held') {
      for (const officer of ['li', 'wang'])
        others.push([
          { kind: 'decide', key, decision: random.chance(0.5) ? 'release' : 'reject', officer },
        ]);
    } else others.push(...drawAnswers(random, key, batches));
  }
  const buyer = contenders[STANDING]?.list.buyer ?? '';
  const all = shuffled(random, [...batches, ...others]).filter((batch) => batch.length > 0);
  if (!isFrozenRound) return all;
  // A freeze can stand before and after every list of its buyer: few enough for a whole search.
  return [[{ kind: 'freeze', buyer }], ...all.slice(0, FROZEN_MAX)];
}

/** What customs and the trader do about a list that stands: release, rejection, cancellation. */
function drawAnswers(random: Random, key: string, batches: readonly Operation[][]): Operation[][] {
  const drawn: Operation[][] = [];
  const status = random.chance(0.5) ? '100' : '800';
  if (random.chance(0.8)) drawn.push([{ kind: 'receipt', key, status }]);
  if (random.chance(0.2))
    drawn.push([{ kind: 'receipt', key, status: status === '100' ? '800' : '100' }]);
  if (random.chance(0.5)) {
    // Requests are looked at after the lists of their batch.
    random.pick(batches).push({ kind: 'cancel', key });
    if (random.chance(0.7)) drawn.push([{ kind: 'close', key }]);
  }
  return drawn;
}

function byKey(a: Operation, b: Operation): number {
  // Lists of one batch are served by appTime, which is the same here, ebpCode and orderNo.
  if (a.kind !== 'file' || b.kind !== 'file') return 0;
  return a.list.key < b.list.key ? -1 : 1;
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.integer(0, rest.length - 1), 1));
}

type End = {
  readonly statuses: ReadonlyMap<string, string>;
  readonly allowance: ReadonlyMap<string, bigint>;
  readonly cover: ReadonlyMap<string, bigint>;
};

/** What is on file after the race. */
async function readEnd(arena: Arena, contenders: readonly Contender[]): Promise<End> {
  const [home] = arena.platforms;
  if (!home) throw new RangeError('an arena has platforms');
  const rows = await home.runtime.db.query<{ key: string; status: string }>(
    `select ebp_code || ' ' || order_no as key, status
       from single_window.declaration
      where ebp_code || ' ' || order_no = any($1::text[]) and order_no = any($2::text[])`,
    [
      contenders.map(({ list }) => list.key),
      contenders.map(({ purchase }) => purchase.list.head.orderNo),
    ],
  );
  const allowance = new Map<string, bigint>();
  for (const buyer of new Set(contenders.map(({ list }) => list.buyer))) {
    const [row] = await home.runtime.db.query<{ used: string }>(
      `select (used * 100000)::int8::text as used
         from single_window.allowance
        where buyer_key = $1`,
      [buyerKeyOf(arena.personKey, buyer)],
    );
    allowance.set(buyer, BigInt(row?.used ?? '0'));
  }
  const cover = new Map<string, bigint>();
  for (const code of new Set(contenders.map(({ list }) => list.guarantor)))
    cover.set(code, await leftOf(arena, code));
  return { statuses: new Map(rows.map(({ key, status }) => [key, status])), allowance, cover };
}

function isSame(state: State, end: End): boolean {
  return (
    state.lists.size === end.statuses.size &&
    [...state.lists].every(([key, { status }]) => end.statuses.get(key) === status) &&
    [...end.allowance].every(([buyer, used]) => (state.allowance.get(buyer) ?? 0n) === used) &&
    [...end.cover].every(([code, left]) => state.cover.get(code) === left)
  );
}

async function usedOf(arena: Arena, code: string): Promise<bigint> {
  return (await readGuarantee(arena, code)).used;
}

async function leftOf(arena: Arena, code: string): Promise<bigint> {
  const { limit, used } = await readGuarantee(arena, code);
  return limit - used;
}

async function readGuarantee(arena: Arena, code: string): Promise<{ limit: bigint; used: bigint }> {
  const [home] = arena.platforms;
  const rows = await home?.runtime.db.query<{ limit: string; used: string }>(
    `select (limit_amount * 100000)::numeric(30, 0)::text as limit,
            ((earmarked + reserved) * 100000)::numeric(30, 0)::text as used
       from financial_services.guarantee
      where guarantor_code = $1`,
    [code],
  );
  const [row] = rows ?? [];
  return { limit: BigInt(row?.limit ?? '0'), used: BigInt(row?.used ?? '0') };
}

/** A round that nothing explains, a line a transaction, for a person. */
function tellRound(round: {
  readonly standing: State;
  readonly observed: readonly Observed[];
  readonly end: End;
}): string {
  const { standing, observed, end } = round;
  const before = [...standing.lists.values()].map(({ list }) => `stands: ${tellList(list)}`);
  const seen = observed.map(({ operations, answers, begunAt, endedAt }) => {
    const said = operations.map((one, i) => `${tellOperation(one)} -> ${answers[i] ?? ''}`);
    return `${String(Math.round(begunAt))}-${String(Math.round(endedAt))}: ${said.join(' | ')}`;
  });
  const left = [...standing.cover].map(([code, units]) => {
    return `cover ${code}: ${String(units)}, after it ${String(end.cover.get(code))}`;
  });
  const used = [...end.allowance].map(([buyer, units]) => {
    return `buyer ${buyer}: ${String(standing.allowance.get(buyer))}, then ${String(units)}`;
  });
  const statuses = [...end.statuses].map(([key, status]) => `${key} is ${status}`);
  return [...left, ...used, ...before, ...seen, ...statuses].join('\n');
}

function tellList({ key, buyer, guarantor, waybill, copNo, price, tax }: RacedList): string {
  return `${key} (${[buyer, guarantor, waybill, copNo, String(price), String(tax)].join(', ')})`;
}

function tellOperation(operation: Operation): string {
  if (operation.kind === 'file') return `file ${tellList(operation.list)}`;
  return Object.values(operation).join(' ');
}
