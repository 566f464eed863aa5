import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import { DRAWN, drawOne, floorInForce, type DrawNeeds } from './draw-randomly.ts';
import type { LoadedTable, RuleTables } from './load-rule-table.ts';
import { BLOCK_ROWS_MAX } from './model/fact-block.ts';
import type { FactVector, RiskFacts } from './model/facts.ts';
import type { RandomFloor } from './model/random-floor.ts';
import type { RiskLane } from './model/rule-table.ts';
import { judgeVector, publicFindings, type Verdict } from './model/verdict.ts';
import type { TradeWatch } from './watch-trades.ts';
import { appendAssessments, type AssessedRow } from './store/assessments.ts';

export type AssessNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids'> &
  DrawNeeds & {
    readonly ruleTables: RuleTables;
    readonly trades: Pick<TradeWatch, 'watch' | 'look'>;
  };

/** What the clearing path learns of one declaration. */
export type Assessment = {
  readonly lane: RiskLane;
  readonly score: number;
  /** As the trader reads them: one per reason, without thresholds. Empty when no rule matched. */
  readonly findings: readonly Finding[];
  /** Green, and drawn by chance for an officer's look: where red is held, this is too. */
  readonly draw?: RandomFloor | undefined;
};

/**
 * Judges a batch by the table in force on `on` and appends each verdict with its inputs; same order
 * out as in. Writes a record at each call, so call it once per declaration and attempt. Throws
 * RISK_RULE_TABLE_MISSING.
 */
export async function assessDeclarations(
  needs: AssessNeeds,
  tx: Tx,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  if (facts.length === 0) return [];
  const table = await needs.ruleTables.inForce(tx, on);
  const completed = await needs.trades.watch(tx, facts);
  const rows = completed.map((vector, index) => assess(table, facts[index], vector));
  const common = { assessedOn: on, assessedAt: needs.clock.now() };
  const rules = { ruleTableVersion: table.version, ruleTableSha256: table.sha256 };
  for (let from = 0; from < rows.length; from += BLOCK_ROWS_MAX) {
    const batch = { blockId: needs.ids.newId(), ...common, ...rules };
    const part = rows.slice(from, from + BLOCK_ROWS_MAX);
    await appendAssessments(tx, needs.zoneCode, { batch, rows: part });
  }
  const floor = await floorInForce(needs, tx);
  return rows.map((row) => {
    const assessment = assessmentOf(table, row);
    const isDrawn = floor && row.lane === 'green' && drawOne(needs, floor, row);
    if (!isDrawn) return assessment;
    return { ...assessment, findings: [...assessment.findings, DRAWN], draw: floor };
  });
}

function assess(table: LoadedTable, about: RiskFacts | undefined, facts: FactVector): AssessedRow {
  assert(about, 'a vector for each declaration');
  const { declarationId, attempt } = about;
  const { lane, score, hits } = judgeVector(table.compiled, facts);
  return { declarationId, attempt, lane, score, hits, facts };
}

/** The same judgement without a record: for the pre-flight check. */
export async function previewAssessments(
  needs: Pick<AssessNeeds, 'ruleTables' | 'trades'>,
  q: Queryable,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  const table = await needs.ruleTables.inForce(q, on);
  const completed = await needs.trades.look(q, facts);
  return completed.map((vector) => assessmentOf(table, judgeVector(table.compiled, vector)));
}

function assessmentOf(table: LoadedTable, verdict: Verdict): Assessment {
  const { lane, score } = verdict;
  return { lane, score, findings: publicFindings(table.compiled, verdict) };
}
