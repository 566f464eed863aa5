import type { Command } from 'commander';
import { benchIntake } from '@pilotzone/server/commands/bench-intake';
import type { BenchIntakeResult } from '@pilotzone/server/commands/bench-intake';
import { benchBulkheads } from '@pilotzone/server/commands/bench-bulkheads';
import type { BenchBulkheadsResult } from '@pilotzone/server/commands/bench-bulkheads';
import { benchOverload } from '@pilotzone/server/commands/bench-overload';
import type { BenchOverloadResult } from '@pilotzone/server/commands/bench-overload';
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

type OverloadOptions = Options & { times: number };

/** `pilotzone bench overload`. */
export function addOverloadCommand(bench: Command): void {
  bench
    .command('overload')
    .description('several times what the platform can take: what is refused, taken and kept')
    .option('--seconds <n>', 'of each stretch: before, during, after', parseWhole(1), 15)
    .option('--times <n>', 'the capacity', parseWhole(2), 3)
    .option('--connections <n>', 'traders that rush', parseWhole(1), 1_500)
    .option('--seed <n>', 'of the generated messages', parseWhole(0), 1)
    .option('--data <dir>', 'a database to go on in; without it a temporary one')
    .option('--json', 'one JSON object')
    .action(async ({ connections: traders, data, json, ...rest }: OverloadOptions) => {
      const place = { dataDir: data, databaseUrl: environment.databaseUrl, log: commandLog() };
      const handlers = { notice: (phase: string) => writeNotice(`${phase} …`) };
      const result = await benchOverload({ ...rest, traders, ...place }, handlers);
      if (json) writeJson(result);
      else writeLine(describeOverload(result));
    });
}

function describeOverload(result: BenchOverloadResult): string {
  const share = Math.round(result.goodputShare * 100);
  return formatTable(
    ['overload', ''],
    [
      ['capacity, messages per second', String(result.capacityPerSecond)],
      ['offered', String(result.offeredPerSecond)],
      ['taken meanwhile', `${result.goodputPerSecond} (${share} %)`],
      ['taken per second afterwards', String(result.afterPerSecond)],
      ['p99 of those taken, ms: before, during, after', result.p99Ms.join(' / ')],
      ['refused during / after', `${result.refused} / ${result.refusedAfter}`],
      ['p99 of refusals, ms', String(result.refusedP99Ms)],
      ['refused without Retry-After', String(result.refusedWithoutRetryAfter)],
      ['broken connections', String(result.brokenConnections)],
      ['most that waited', String(result.waitingMax)],
      ['memory of the server, MiB: before, most, after', result.memory.join(' / ')],
      ['acknowledged', String(result.acknowledged)],
      ['of these not on record', String(result.lost)],
      ['durable (fsync, synchronous_commit)', result.durable ? 'yes' : 'NO'],
      ['database', result.server],
      ['machine', result.machine],
    ],
  );
}

type BulkheadOptions = Options & { rounds: number; rate?: number };

/** `pilotzone bench bulkheads`. */
export function addBulkheadsCommand(bench: Command): void {
  bench
    .command('bulkheads')
    .description('how long messages take while others make reports, rush or vacuum, in turn')
    .option('--seconds <n>', 'of each stretch', parseWhole(1), 5)
    .option('--rounds <n>', 'how often each disturbance has its turn', parseWhole(1), 3)
    .option('--rate <n>', 'messages a second; else half of what the machine takes', parseWhole(1))
    .option('--connections <n>', 'traders that send', parseWhole(1), 128)
    .option('--seed <n>', 'of the generated messages', parseWhole(0), 1)
    .option('--data <dir>', 'a database to go on in; without it a temporary one')
    .option('--json', 'one JSON object')
    .action(async ({ connections: traders, data, json, rate, ...rest }: BulkheadOptions) => {
      const place = { dataDir: data, databaseUrl: environment.databaseUrl, log: commandLog() };
      const options = { ...rest, traders, perSecond: rate, ...place };
      const result = await benchBulkheads(options, (phase) => writeNotice(`${phase} …`));
      if (json) writeJson(result);
      else writeLine(describeBulkheads(result));
    });
}

function describeBulkheads({ disturbances, ...about }: BenchBulkheadsResult): string {
  const rows = disturbances.map((one) => [
    one.disturbance,
    String(one.p99MsWithout),
    String(one.p99MsWith),
    `${Math.round(one.change * 100)} %`,
    Object.entries(one.answers)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  ]);
  return [
    formatTable(['disturbance', 'p99 without, ms', 'with', 'change', 'its answers'], rows),
    `${about.perSecond} messages a second; medians of ${about.rounds} rounds of ${about.seconds} s`,
    about.machine,
  ].join('\n');
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
