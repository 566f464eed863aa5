import type { Queryable } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import { createBackTest, type BackTestResult } from './model/back-test.ts';
import type { RuleTable } from './model/rule-table.ts';
import { compileTable, type CompiledTable } from './model/verdict.ts';
import { countBlockRows, readBlocks, type BlockPosition } from './store/assessments.ts';
import { readFindings } from './store/findings.ts';

export type BackTestNeeds = { readonly zoneCode: string; readonly db: Queryable };

export type BackTestRequest = {
  /** The draft; it must have passed checkRuleTable. */
  readonly table: RuleTable;
  /** Days in China, both included. */
  readonly from: PlainDate;
  readonly until: PlainDate;
};

/** How far a back-test has come, in declarations. */
export type BackTestProgress = { readonly done: number; readonly total: number };

/** Blocks of one read: some ten thousand declarations, so that other work gets its turn. */
const BLOCKS_A_READ = 16;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Judges every declaration of a period again by a draft, on the facts that were stored with its
 * verdict: what became known later changes nothing. Reads only, in short statements. Findings are
 * those on record now: officers' decisions on holds, and disputes that were upheld.
 */
export async function backTestRules(
  { zoneCode, db }: BackTestNeeds,
  { table, from, until }: BackTestRequest,
  progress: (progress: BackTestProgress) => unknown = () => undefined,
): Promise<BackTestResult> {
  const total = await countBlockRows(db, zoneCode, { from, until });
  const backTest = createBackTest(await readFindings(db, zoneCode, { from }));
  const compiledFor = compileByDay(table);
  let after: BlockPosition | undefined = { assessedOn: from, blockId: FIRST_ID };
  let done = 0;
  while (after) {
    const blocks = await readBlocks(db, zoneCode, { after, until, limit: BLOCKS_A_READ });
    for (const { assessedOn, block } of blocks) {
      backTest.add(assessedOn, block, compiledFor(assessedOn));
      done += block.length;
    }
    await progress({ done, total: Math.max(total, done) });
    after = blocks.length < BLOCKS_A_READ ? undefined : blocks.at(-1);
  }
  return backTest.result();
}

/** Rows of a table are in force from and until days: one compilation a day. */
function compileByDay(table: RuleTable): (day: PlainDate) => CompiledTable {
  let known: { day: PlainDate; compiled: CompiledTable } | undefined;
  return (day) => {
    if (known?.day !== day) known = { day, compiled: compileTable(table, day) };
    return known.compiled;
  };
}
