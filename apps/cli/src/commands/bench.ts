import type { Command } from 'commander';
import { benchClearance } from '@pilotzone/server/commands/bench-clearance';
import type { BenchResult } from '@pilotzone/server/commands/bench-clearance';
import { benchCodec } from '@pilotzone/server/commands/bench-codec';
import type { CodecBenchResult } from '@pilotzone/server/commands/bench-codec';
import { addBulkheadsCommand, addIntakeCommand, addOverloadCommand } from './bench-intake.ts';
import { addRiskCommands } from './bench-risk.ts';
import { commandLog, environment, parseWhole } from '../options.ts';
import { createProgress, formatTable, writeJson, writeLine } from '../output.ts';

type Options = {
  declarations: number;
  seconds?: number;
  batch: number;
  preload: number;
  bare?: boolean;
  seed: number;
  data?: string;
  threads: number;
  json?: boolean;
};

/** `pilotzone bench clearance`. */
export function addBenchCommand(program: Command): void {
  const bench = program.command('bench').description('measures; never a test');
  bench
    .command('clearance')
    .description('from raw XML bytes to releases committed with their receipts, durable')
    .option('--declarations <n>', 'how many are measured, after a warm-up', parseWhole(100), 20_000)
    .option('--seconds <n>', 'measure that long instead', parseWhole(1))
    .option('--preload <n>', 'declarations stored before the clock starts', parseWhole(0), 0)
    .option('--bare', 'those without their texts: a third of the room')
    .option('--batch <n>', 'declarations in one transaction', parseWhole(1), 1_000)
    .option('--seed <n>', 'of the generated messages', parseWhole(0), 1)
    .option('--data <dir>', 'a database to go on in; without it a temporary one')
    .option('--threads <n>', 'threads that clear; 0: the main thread, as in up', parseWhole(0), 2)
    .option('--json', 'one JSON object')
    .action(async ({ data, json, seconds, bare = false, ...rest }: Options) => {
      const progress = createProgress({
        preloading: 'warming up',
        loading: 'loading rows',
        clearing: 'clearing',
      });
      const options = {
        ...rest,
        bare,
        seconds,
        dataDir: data,
        databaseUrl: environment.databaseUrl,
        masterKeyFile: environment.masterKeyFile,
        log: commandLog(),
      };
      const result = await benchClearance(options, { progress: progress.show }).finally(
        progress.end,
      );
      if (json) writeJson(result);
      else writeLine(describe(result));
    });
  addCodecCommand(bench);
  addIntakeCommand(bench);
  addOverloadCommand(bench);
  addBulkheadsCommand(bench);
  addRiskCommands(bench);
}

type CodecOptions = { seconds: number; seed: number; schema?: string; json?: boolean };

/** `pilotzone bench codec`. */
function addCodecCommand(bench: Command): void {
  bench
    .command('codec')
    .description('decoding, validating and verifying lists, beside other programs')
    .option('--seconds <n>', 'of the processor, for each part', parseWhole(1), 2)
    .option('--seed <n>', 'of the generated lists', parseWhole(0), 1)
    .option('--schema <file>', 'the official schema of imports, for libxml2 to validate by')
    .option('--json', 'one JSON object')
    .action(async ({ json, seconds, seed, schema }: CodecOptions) => {
      const result = await benchCodec({ seconds, seed, schema });
      if (json) writeJson(result);
      else writeLine(describeCodec(result));
    });
}

function describeCodec({ parts, missing, ...about }: CodecBenchResult): string {
  const rows = parts.map(({ program, work, microsPerList, megabytesPerSecond }) => [
    program,
    work,
    String(microsPerList),
    String(megabytesPerSecond),
  ]);
  const { listsPerMessage, bytesPerList, machine } = about;
  return [
    formatTable(['program', 'work', 'CPU µs a list', 'MB/s'], rows),
    `${listsPerMessage} lists a message, ${bytesPerList} bytes a list; ${machine}`,
    ...missing.map((what) => `not measured: ${what}`),
  ].join('\n');
}

function describe(result: BenchResult): string {
  const { cpuMicrosPerDeclaration: cpu } = result;
  return formatTable(
    ['clearance', ''],
    [
      ['declarations per second', String(result.declarationsPerSecond)],
      ['declarations', String(result.declarations)],
      ['seconds', String(result.seconds)],
      ['latency p50 / p99, ms', `${result.p50Ms} / ${result.p99Ms}`],
      ['released / rejected / held', `${result.released} / ${result.rejected} / ${result.held}`],
      ['CPU µs per declaration, node', String(cpu.node)],
      [
        'CPU µs per declaration, database',
        cpu.database < 0 ? 'not measured' : String(cpu.database),
      ],
      ...partsOf('node', result.budget.node),
      ...partsOf('database', result.budget.database),
      ['declarations per second, each 10 s', result.perTenSeconds.join(' ') || '-'],
      ['WAL bytes per declaration', String(result.walBytesPerDeclaration)],
      ['durable (fsync, synchronous_commit)', result.durable ? 'yes' : 'NO'],
      ['declarations before', String(result.preloaded)],
      ['database', result.server],
      ['machine', result.machine],
    ],
  );
}

const PARTS_SHOWN = 12;

/** The largest parts of the budget. */
function partsOf(side: string, budget: Readonly<Record<string, number>>): string[][] {
  return Object.entries(budget)
    .slice(0, PARTS_SHOWN)
    .map(([part, micros]) => [`  ${side}: ${part}`, String(micros)]);
}
