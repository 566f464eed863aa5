import type { Command } from 'commander';
import {
  benchRisk,
  benchTypologies,
  type RiskBenchResult,
  type TypologyBenchResult,
} from '@pilotzone/server/commands/bench-risk';
import { parseWhole } from '../options.ts';
import { formatTable, writeJson, writeLine } from '../output.ts';

type RiskOptions = { declarations: number; seed: number; json?: boolean };
type TypologyOptions = {
  months: number;
  seed: number;
  days: number;
  perDay: number;
  cases: number;
  json?: boolean;
};

/** `pilotzone bench risk` and `pilotzone bench typologies`. */
export function addRiskCommands(bench: Command): void {
  bench
    .command('risk')
    .description('judging by the shipped rules, beside other rule engines that are installed')
    .option('--declarations <n>', 'how many, generated', parseWhole(100), 3_000)
    .option('--seed <n>', 'of the generated lists', parseWhole(0), 1)
    .option('--json', 'one JSON object')
    .action(async ({ json, ...options }: RiskOptions) => {
      const result = await benchRisk(options);
      if (json) writeJson(result);
      else writeLine(describeRisk(result));
    });
  bench
    .command('typologies')
    .description('plants patterns of abuse in generated months and counts what the rules find')
    .option('--months <n>', 'one seed each', parseWhole(1), 5)
    .option('--seed <n>', 'the first one', parseWhole(0), 101)
    .option('--days <n>', 'of a month', parseWhole(20), 30)
    .option('--per-day <n>', 'ordinary lists', parseWhole(50), 400)
    .option('--cases <n>', 'of each pattern in a month', parseWhole(1), 2)
    .option('--json', 'one JSON object')
    .action(({ months, seed, json, ...how }: TypologyOptions) => {
      const seeds = Array.from({ length: months }, (_, index) => seed + index);
      const result = benchTypologies({ ...how, seeds });
      if (json) writeJson(result);
      else writeLine(describeTypologies(result));
    });
}

function describeRisk({ engines, missing, ...about }: RiskBenchResult): string {
  const rows = engines.map(({ program, microsPerDeclaration, differing }) => [
    program,
    String(microsPerDeclaration),
    String(differing),
  ]);
  return [
    formatTable(['program', 'CPU µs a declaration', 'other lane than ours'], rows),
    `${about.rows} rules, ${about.declarations} declarations; ${about.machine}`,
    ...missing.map((what) => `not measured: ${what}`),
  ].join('\n');
}

function describeTypologies(result: TypologyBenchResult): string {
  const rows = result.typologies.map(({ typology, cases, found, lists, hit, stopped }) => [
    typology,
    `${found} of ${cases}`,
    `${hit} of ${lists}`,
    String(stopped),
  ]);
  const alarms = Object.entries(result.alarmsByRule)
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${rule} ${count}`);
  return [
    formatTable(['pattern', 'cases found', 'lists hit by its rules', 'lists not green'], rows),
    `cases found ${percent(result.recall)}; false alarms ${percent(result.falseAlarmRate)}, ` +
      `${result.falseAlarms} of ${result.ordinary} ordinary lists (${alarms.join(', ')})`,
    ...result.perSeed.map(({ seed, recall, falseAlarmRate }) =>
      [`seed ${seed}: found ${percent(recall)}`, `false alarms ${percent(falseAlarmRate)}`].join(
        ', ',
      ),
    ),
  ].join('\n');
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
