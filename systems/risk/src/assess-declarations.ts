import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import { DRAWN, drawOne, floorInForce, type DrawNeeds } from './draw-randomly.ts';
import type { LoadedTable, RuleTables, TablesInForce } from './load-rule-table.ts';
import { BLOCK_ROWS_MAX } from './model/fact-block.ts';
import type { FactVector, RiskFacts } from './model/facts.ts';
import type { RandomFloor } from './model/random-floor.ts';
import type { RiskLane } from './model/rule-table.ts';
import { countTrial, isInShare } from './model/trial.ts';
import { judgeVector, publicFindings, type Verdict } from './model/verdict.ts';
import type { TradeWatch } from './watch-trades.ts';
import { addCounts } from './store/rule-trials.ts';
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
 * out as in. Versions on trial judge beside it; a canary decides its share. Writes a record at each
 * call, so call it once per declaration and attempt. Throws RISK_RULE_TABLE_MISSING.
 */
export async function assessDeclarations(
  needs: AssessNeeds,
  tx: Tx,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  if (facts.length === 0) return [];
  const tables = await needs.ruleTables.inForce(tx, on);
  const completed = await needs.trades.watch(tx, facts);
  const judged = completed.map((vector, index) => assess(tables, facts[index], vector));
  for (const table of new Set(judged.map((one) => one.table))) {
    const rows = judged.flatMap((one) => (one.table === table ? [one.row] : []));
    await append(needs, tx, { table, rows, on });
  }
  if (tables.trials.length > 0) await noteTrials(needs, tx, { tables, judged, on });
  const floor = await floorInForce(needs, tx);
  return judged.map(({ table, row }) => {
    const assessment = assessmentOf(table, row);
    const isDrawn = floor && row.lane === 'green' && drawOne(needs, floor, row);
    if (!isDrawn) return assessment;
    return { ...assessment, findings: [...assessment.findings, DRAWN], draw: floor };
  });
}

type Judged = { readonly table: LoadedTable; readonly row: AssessedRow };

function assess(tables: TablesInForce, about: RiskFacts | undefined, facts: FactVector): Judged {
  assert(about, 'a vector for each declaration');
  const { declarationId, attempt } = about;
  const table = decidingTable(tables, declarationId);
  const { lane, score, hits } = judgeVector(table.compiled, facts);
  return { table, row: { declarationId, attempt, lane, score, hits, facts } };
}

/** The canary for its share, else the table in force. */
function decidingTable({ stable, trials }: TablesInForce, declarationId: string): LoadedTable {
  for (const trial of trials)
    if (isInShare(declarationId, trial.trialId, trial.share)) return trial;
  return stable;
}

/** A block has the rows of one table, so that a replay knows by which they were judged. */
async function append(
  needs: AssessNeeds,
  tx: Tx,
  { table, rows, on }: { table: LoadedTable; rows: readonly AssessedRow[]; on: PlainDate },
): Promise<void> {
  const common = { assessedOn: on, assessedAt: needs.clock.now() };
  const rules = { ruleTableVersion: table.version, ruleTableSha256: table.sha256 };
  for (let from = 0; from < rows.length; from += BLOCK_ROWS_MAX) {
    const batch = { blockId: needs.ids.newId(), ...common, ...rules };
    const part = rows.slice(from, from + BLOCK_ROWS_MAX);
    await appendAssessments(tx, needs.zoneCode, { batch, rows: part });
  }
}

async function noteTrials(
  needs: AssessNeeds,
  tx: Tx,
  { tables, judged, on }: { tables: TablesInForce; judged: readonly Judged[]; on: PlainDate },
): Promise<void> {
  const rows = judged.map(({ table, row }) => ({ ...row, judgedBy: table.compiled }));
  const counts = tables.trials.map(({ trialId, compiled }) => ({
    ...{ trialId, assessedOn: on, countId: needs.ids.newId() },
    ...countTrial(rows, { stable: tables.stable.compiled, trial: compiled }),
  }));
  await addCounts(tx, needs.zoneCode, counts);
}

/** The same judgement without a record: for the pre-flight check. */
export async function previewAssessments(
  needs: Pick<AssessNeeds, 'ruleTables' | 'trades'>,
  q: Queryable,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  const tables = await needs.ruleTables.inForce(q, on);
  const completed = await needs.trades.look(q, facts);
  return completed.map((vector, index) => {
    const { table, row } = assess(tables, facts[index], vector);
    return assessmentOf(table, row);
  });
}

function assessmentOf(table: LoadedTable, verdict: Verdict): Assessment {
  const { lane, score } = verdict;
  return { lane, score, findings: publicFindings(table.compiled, verdict) };
}
