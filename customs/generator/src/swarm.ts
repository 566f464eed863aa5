import { drawPurchase } from './draw-purchase.ts';
import { released } from './expected.ts';
import type { Scenario } from './scenario.ts';
import { submissionsOf } from './scenario.ts';
import type { World } from './world.ts';

/** Somebody's identity used for many small purchases on one day (刷单). Each of them clears. */
export function makeSwarm(world: World, size: number): Scenario {
  if (size === 0) return { submissions: [], expected: [] };
  const buyer = world.newBuyer();
  const purchases = Array.from({ length: size }, () =>
    drawPurchase(world, { goods: 'small' }, buyer),
  );
  return {
    submissions: purchases.flatMap(submissionsOf),
    expected: purchases.map((purchase) => released(world, purchase)),
  };
}
