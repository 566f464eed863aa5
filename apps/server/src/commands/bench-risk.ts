import { cpus } from 'node:os';
import { generateMonth } from '@pilotzone/generator/generate-months';
import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import { recordVector } from '@pilotzone/risk/model/inputs';
import { shippedTable } from '@pilotzone/risk/model/shipped-table';
import { compileTable, judgeVector } from '@pilotzone/risk/model/verdict';
import { judgeLabelled } from '../bench/judge-months.ts';
import { openRuleEngines, type RuleEngine } from '../bench/rule-engines.ts';
import { scoreMonths, type MonthScore } from '../bench/score-months.ts';

export type TypologyBenchOptions = {
  /** One month each. */
  readonly seeds: readonly number[];
  readonly days: number;
  readonly perDay: number;
  readonly cases: number;
};

export type TypologyBenchResult = MonthScore & {
  readonly perSeed: readonly {
    readonly seed: number;
    readonly recall: number;
    readonly falseAlarmRate: number;
  }[];
};

const FIRST_DAY = '2026-09-01' as PlainDate;

/** Plants cases of every typology in generated months and counts what the shipped rules find. */
export function benchTypologies(options: TypologyBenchOptions): TypologyBenchResult {
  const table = shippedTable();
  const months = options.seeds.map((seed) => {
    const how = { ...options, seed, firstDay: FIRST_DAY };
    return { seed, judged: [...judgeLabelled(generateMonth(how), table)] };
  });
  const perSeed = months.map(({ seed, judged }) => {
    const { recall, falseAlarmRate } = scoreMonths(judged);
    return { seed, recall, falseAlarmRate };
  });
  // A case is one of its month.
  const all = months.flatMap(({ judged }, month) =>
    judged.map((one) => ({ ...one, caseNo: month * options.cases + one.caseNo })),
  );
  return { ...scoreMonths(all), perSeed };
}

export type RiskBenchResult = {
  readonly engines: readonly {
    readonly program: string;
    readonly microsPerDeclaration: number;
    /** Declarations on which its lane is not ours: the same rules must say the same. */
    readonly differing: number;
  }[];
  readonly missing: readonly string[];
  readonly rows: number;
  readonly declarations: number;
  readonly machine: string;
};

/**
 * Judges the same declarations by the same rules with our compiled table and with other engines,
 * in one run, round by round; the best round of each counts.
 */
export async function benchRisk(options: {
  readonly declarations: number;
  readonly seed: number;
}): Promise<RiskBenchResult> {
  const table = shippedTable();
  const day = addDays(FIRST_DAY, 2);
  const perDay = Math.ceil(options.declarations / 3);
  const month = { seed: options.seed, firstDay: FIRST_DAY, days: 3, perDay, cases: 1 };
  const judged = [...judgeLabelled(generateMonth(month), table)].slice(0, options.declarations);
  const compiled = compileTable(table, day);
  const vectors = judged.map(({ facts }) => facts);
  const lanes = vectors.map((facts) => judgeVector(compiled, facts).lane);
  const own: RuleEngine = {
    program: 'pilotzone',
    judge: () => Promise.resolve(vectors.map((facts) => judgeVector(compiled, facts).lane)),
  };
  const given = { table, day, facts: vectors.map(recordVector) };
  const { engines: others, missing } = await openRuleEngines(given);
  const engines = [own, ...others];
  const best = engines.map(() => Number.POSITIVE_INFINITY);
  const differing = engines.map(() => 0);
  for (let round = 0; round < 3; round += 1) {
    for (const [at, engine] of engines.entries()) {
      const before = process.cpuUsage();
      const said = await engine.judge();
      const { user, system } = process.cpuUsage(before);
      best[at] = Math.min(best[at] ?? 0, (user + system) / vectors.length);
      differing[at] = said.filter((lane, index) => lane !== lanes[index]).length;
    }
  }
  return {
    engines: engines.map(({ program }, at) => ({
      program,
      microsPerDeclaration: Math.round((best[at] ?? 0) * 100) / 100,
      differing: differing[at] ?? 0,
    })),
    missing,
    rows: compiled.rules.length,
    declarations: vectors.length,
    machine: `${cpus()[0]?.model ?? ''}, Node ${process.version}`,
  };
}
