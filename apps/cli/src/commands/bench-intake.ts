import type { Command } from 'commander';
import { benchIntake } from '@pilotzone/server/commands/bench-intake';
import type { BenchIntakeResult } from '@pilotzone/server/commands/bench-intake';
import { commandLog, environment, parseWhole } from '../options.ts';
import { formatTable, writeJson, writeLine, writeNotice } from '../output.ts';

type Options = {
  seconds: number;
  connections: number;
  seed: number;
  data?: string;
  json?: boolean;
};

/** `pilotzone bench intake`. */
export function addIntakeCommand(bench: Command): void {
  bench
    .command('intake')
    .description('one document a message over HTTP with keep-alive, each answer committed')
    .option('--seconds <n>', 'how long it sends, after a warm-up', parseWhole(1), 20)
    .option('--connections <n>', 'traders that send at once', parseWhole(1), 128)
    .option('--seed <n>', 'of the generated messages', parseWhole(0), 1)
    .option('--data <dir>', 'a database to go on in; without it a temporary one')
    .option('--json', 'one JSON object')
    .action(async ({ seconds, connections: traders, seed, data, json }: Options) => {
      const place = { dataDir: data, databaseUrl: environment.databaseUrl, log: commandLog() };
      const handlers = { notice: (phase: string) => writeNotice(`${phase} …`) };
      const result = await benchIntake({ seconds, traders, seed, ...place }, handlers);
      if (json) writeJson(result);
      else writeLine(describe(result));
    });
}

function describe(result: BenchIntakeResult): string {
  const { cpuMicrosPerMessage: cpu, statuses } = result;
  const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return formatTable(
    ['intake', ''],
    [
      ['messages per second', String(result.messagesPerSecond)],
      ['messages, seconds', `${result.messages} in ${result.seconds}`],
      ['seconds until all was cleared', String(result.settleSeconds)],
      ['latency p50 / p99, ms', `${result.p50Ms} / ${result.p99Ms}`],
      ['connections', String(result.connections)],
      ['messages in a batch, mean', String(result.messagesPerBatch)],
      ['bytes in a message, mean', String(result.bytesPerMessage)],
      ['answers by status', answers.join(', ')],
      ['lists released', String(result.released)],
      ['CPU µs per message, server', String(cpu.server)],
      ['CPU µs per message, database', cpu.database < 0 ? 'not measured' : String(cpu.database)],
      ['CPU µs per message, traders', String(cpu.client)],
      ['WAL bytes per message', String(result.walBytesPerMessage)],
      ['durable (fsync, synchronous_commit)', result.durable ? 'yes' : 'NO'],
      ['database', result.server],
      ['machine', result.machine],
    ],
  );
}
