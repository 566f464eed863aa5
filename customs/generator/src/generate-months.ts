import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import { drawPurchase } from './draw-purchase.ts';
import type { Purchase } from './purchase.ts';
import { createRandom, type Random } from './random.ts';
import type { Planted, Typology } from './typologies/typology.ts';
import { TYPOLOGIES } from './typologies.ts';
import { createWorld } from './world.ts';

export type MonthOptions = {
  readonly seed: number;
  readonly firstDay: PlainDate;
  readonly days: number;
  /** Ordinary purchases a day. */
  readonly perDay: number;
  /** Cases of each typology. */
  readonly cases: number;
};

/** One purchase with the pattern that it belongs to, in the order of days. */
export type Labelled = {
  readonly day: PlainDate;
  readonly purchase: Purchase;
  readonly typology: string | undefined;
  /** Which case of it, from 0. */
  readonly caseNo: number;
  readonly isReturned: boolean;
};

type Plan = Planted & { readonly typology: string; readonly caseNo: number };

/** Ordinary trade of some days with cases of every typology planted, each labelled. */
export function* generateMonth(options: MonthOptions): Generator<Labelled> {
  const random = createRandom(options.seed);
  const world = createWorld(random, options.firstDay);
  const days = Array.from({ length: options.days }, (_, at) => addDays(options.firstDay, at));
  const plans = TYPOLOGIES.flatMap((typology) =>
    Array.from({ length: options.cases }, (_, caseNo) =>
      typology.plant(world, days).map((one): Plan => named(one, typology, caseNo)),
    ).flat(),
  );
  for (const day of days) {
    world.moveTo(day);
    const today: (Plan | undefined)[] = plans.filter((plan) => plan.day === day);
    for (let left = options.perDay; left > 0; left -= 1) today.push(undefined);
    for (const plan of shuffled(random, today)) {
      const purchase = plan ? plan.make(world) : drawPurchase(world);
      const { typology, caseNo = 0, isReturned = false } = plan ?? {};
      yield { day, purchase, typology, caseNo, isReturned };
    }
  }
}

function named(planted: Planted, { name }: Typology, caseNo: number): Plan {
  return { ...planted, typology: name, caseNo };
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
