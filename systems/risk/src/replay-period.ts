import type { Queryable } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { RuleTables } from './load-rule-table.ts';
import { judgeVector } from './model/verdict.ts';
import { readBlocks, type BlockPosition } from './store/assessments.ts';

export type ReplayPeriodNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly ruleTables: RuleTables;
};

/** A declaration whose recorded verdict does not come out again. */
export type ReplayDifference = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly assessedOn: PlainDate;
  readonly version: number;
  readonly recorded: string;
  readonly replayed: string;
};

export type PeriodReplay = {
  readonly declarations: number;
  readonly different: number;
  /** The first hundred. */
  readonly differences: readonly ReplayDifference[];
};

const BLOCKS_A_READ = 16;
const LISTED_MAX = 100;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Judges every recorded declaration of a period again, by the version that judged it then: after
 * the compiler changed, either all verdicts come out as recorded, or this lists those that do not.
 */
export async function replayPeriod(
  { zoneCode, db, ruleTables }: ReplayPeriodNeeds,
  { from, until }: { readonly from: PlainDate; readonly until: PlainDate },
): Promise<PeriodReplay> {
  const differences: ReplayDifference[] = [];
  let declarations = 0;
  let different = 0;
  let after: BlockPosition | undefined = { assessedOn: from, blockId: FIRST_ID };
  while (after) {
    const blocks = await readBlocks(db, zoneCode, { after, until, limit: BLOCKS_A_READ });
    for (const { assessedOn, block, version } of blocks) {
      const { compiled } = await ruleTables.version(db, version, assessedOn);
      for (let index = 0; index < block.length; index += 1) {
        const { declarationId, attempt, lane, score } = block.verdictAt(index);
        const now = judgeVector(compiled, block.factsAt(index));
        if (now.lane === lane && now.score === score) continue;
        different += 1;
        if (differences.length >= LISTED_MAX) continue;
        const verdicts = { recorded: `${lane} ${score}`, replayed: `${now.lane} ${now.score}` };
        differences.push({ declarationId, attempt, assessedOn, version, ...verdicts });
      }
      declarations += block.length;
    }
    after = blocks.length < BLOCKS_A_READ ? undefined : blocks.at(-1);
  }
  return { declarations, different, differences };
}
