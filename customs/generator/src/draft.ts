import type { Instant } from '@pilotzone/kernel/time';
import { formatAppTime, startOfDay } from '@pilotzone/kernel/time';
import type { Basket } from './draw-basket.ts';
import type { Person } from './people.ts';
import type { Parties } from './purchase.ts';
import type { World } from './world.ts';

/** What the documents of a purchase are composed from. */
export type Draft = {
  readonly world: World;
  readonly basket: Basket;
  readonly buyer: Person;
  readonly parties: Parties;
  readonly serial: number;
  readonly numbers: Numbers;
  /** A code that the lines declare instead of their own. */
  readonly declaredAs?: string | undefined;
};

/** The numbers that tie the documents together. */
export type Numbers = {
  readonly orderNo: string;
  readonly logisticsNo: string;
  readonly billNo: string;
  readonly transaction: string;
  readonly copNo: string;
};

/** 142 is CNY as a currency and China as a country. */
export const CNY_CODE = '142';
export const CHINA = '142';

/**
 * Second of the day at which the documents of purchase `serial` are sent: orders at night, lists in
 * the morning, and no two lists in the same second as long as there are fewer than five hours of
 * them.
 */
export function sentAt({ world, serial }: Draft, hour: number): string {
  const second = hour * 3600 + (serial % 17_000);
  return formatAppTime((startOfDay(world.day) + second * 1000) as Instant);
}

/** What every document begins with; `hour` is when documents of its kind are sent. */
export function submission(draft: Draft, hour: number) {
  return {
    guid: draft.world.random.guid(),
    appType: '1',
    appTime: sentAt(draft, hour),
    appStatus: '2',
  };
}
