import { released, rejected, type ExpectedLine } from './expected.ts';
import type { Scenario, Submission } from './scenario.ts';
import { submissionsOf } from './scenario.ts';
import { TYPOLOGIES } from './typologies.ts';
import { makeReturned } from './withdrawals.ts';
import type { World } from './world.ts';

/** What was planted on one day: each declaration with the typology that it belongs to. */
export type PlantedDay = {
  readonly submissions: readonly Submission[];
  readonly expected: readonly { readonly line: ExpectedLine; readonly typology: string }[];
};

/** Plants one case of each typology named on the world's day. RangeError for an unknown name. */
export function plantTypologies(world: World, names: readonly string[]): PlantedDay {
  const submissions: Submission[] = [];
  const expected: PlantedDay['expected'][number][] = [];
  for (const name of names) {
    const typology = TYPOLOGIES.find((one) => one.name === name);
    if (!typology)
      throw new RangeError(`${name} is none of ${TYPOLOGIES.map((one) => one.name).join(', ')}`);
    for (const planted of typology.plant(world, [world.day])) {
      const scenario = scenarioOf(world, planted, typology.refusedFor);
      submissions.push(...scenario.submissions);
      expected.push(...scenario.expected.map((line) => ({ line, typology: name })));
    }
  }
  return { submissions, expected };
}

type Plan = ReturnType<(typeof TYPOLOGIES)[number]['plant']>[number];

function scenarioOf(world: World, plan: Plan, refusedFor: readonly string[] = []): Scenario {
  const purchase = plan.make(world);
  if (plan.isReturned) return makeReturned(world, purchase);
  const line = refusedFor.length > 0 ? rejected(purchase, refusedFor) : released(world, purchase);
  return { submissions: submissionsOf(purchase), expected: [line] };
}
