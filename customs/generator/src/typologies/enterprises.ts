import type { PlainDate } from '@pilotzone/kernel/time';
import { MERCHANTS, PLATFORMS, SHELL_MERCHANTS } from '../companies.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { withHead } from '../purchase.ts';
import type { World } from '../world.ts';
import { dayAt, drawStart, times, type Planted, type Typology } from './typology.ts';

/** Patterns of enterprises: who comes, goes and suddenly sells. */
export const ENTERPRISE_TYPOLOGIES: readonly Typology[] = [
  {
    name: 'shell-rotation',
    zh: '空壳商户轮换',
    en: 'New merchants of one platform, each active for a few days, follow each other',
    plant: plantShells,
  },
  {
    name: 'sudden-volume',
    zh: '业务量突增',
    en: 'A merchant declares many times what it usually does on a day',
    plant: plantSurge,
  },
];

/** Shells that follow each other in one case. */
const SHELLS = 5;

function plantShells(world: World, days: readonly PlainDate[]): Planted[] {
  const platform = world.random.pick(PLATFORMS);
  const start = drawStart(world, days, 10);
  const first = world.random.integer(0, SHELL_MERCHANTS.length - SHELLS);
  return SHELL_MERCHANTS.slice(first, first + SHELLS).flatMap((merchant, shell) =>
    times(8, (index) => ({
      day: dayAt(days, start + shell * 2 + (index % 2)),
      make: (on: World) => {
        const parties = { platform, merchant };
        const purchase = drawPurchase(on, { parties }, on.newBuyer());
        return withHead(purchase, 'list', { assureCode: platform.code });
      },
    })),
  );
}

function plantSurge(world: World, days: readonly PlainDate[]): Planted[] {
  const merchant = world.random.pick(MERCHANTS);
  const day = dayAt(days, drawStart(world, days));
  return times(world.random.integer(180, 240), () => ({
    day,
    make: (on: World) => drawPurchase(on, { parties: { merchant } }, on.newBuyer()),
  }));
}
