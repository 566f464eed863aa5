import type { PlainDate } from '@pilotzone/kernel/time';
import type { Purchase } from '../purchase.ts';
import type { World } from '../world.ts';

/** One purchase of a pattern: the day, and how it is drawn when the day has come. */
export type Planted = {
  readonly day: PlainDate;
  readonly make: (world: World) => Purchase;
  /** The goods come back. */
  readonly isReturned?: boolean;
};

/** A pattern of abuse as it is planted: purchases that clear, and that risk control shall see. */
export type Typology = {
  /** Kebab-case; rules that look for it have ids that begin with it. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Codes for which matching turns its lists down already; risk control judges them too. */
  readonly refusedFor?: readonly string[];
  /** One case of it within `days`, which may be a single one. */
  readonly plant: (world: World, days: readonly PlainDate[]) => readonly Planted[];
};

/** A day of the second half, so that there is a history, and `room` days before the end. */
export function drawStart(world: World, days: readonly PlainDate[], room = 0): number {
  const first = Math.floor(days.length / 2);
  return world.random.integer(
    Math.min(first, days.length - 1),
    Math.max(first, days.length - 1 - room),
  );
}

/** The day `offset` days after the one at `start`, or the last one. */
export function dayAt(days: readonly PlainDate[], start: number): PlainDate {
  const day = days[Math.min(start, days.length - 1)];
  if (day === undefined) throw new RangeError('a pattern needs a day');
  return day;
}

/** `count` of something. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
