import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { formatInstant, systemClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { archive, listArchive } from '@pilotzone/server/commands/archive';
import type { ArchiveList } from '@pilotzone/server/commands/archive';
import { environment } from '../options.ts';
import { formatTable, writeJson, writeLine, writeNotice } from '../output.ts';

type ListOptions = { data: string; json?: boolean };
type DetachOptions = ListOptions & { before: Instant; to: string };

/** `pilotzone archive list` and `pilotzone archive detach`. */
export function addArchiveCommands(program: Command): void {
  const command = program
    .command('archive')
    .description('old months of tables: which there are, and out of the database into Parquet');
  command
    .command('list')
    .description('parts by month that are in the database, and those that have left')
    .option('--data <dir>', 'the database', './data')
    .option('--json', 'one JSON object')
    .action(async ({ data, json }: ListOptions) => {
      const found = await listArchive(placeOf(data), writeNotice);
      if (json) writeJson(found);
      else writeLine(describe(found));
    });
  command
    .command('detach')
    .description('writes old months into Parquet files, compares, and takes them out')
    .requiredOption('--before <month>', 'the first month that stays, YYYY-MM', parseMonth)
    .requiredOption('--to <dir>', 'the folder of the files')
    .option('--data <dir>', 'the database', './data')
    .option('--json', 'one JSON object')
    .action(async ({ data, json, before, to }: DetachOptions) => {
      const archived = await archive({
        place: placeOf(data),
        before,
        folder: to,
        now: systemClock.now(),
        notice: writeNotice,
        done: ({ part, rows, file }) => {
          if (!json) writeLine(`${part}: ${rows} rows to ${file}`);
        },
      });
      if (json) writeJson({ archived });
      else writeLine(`${archived.length} parts taken out`);
    });
}

function placeOf(dataDir: string) {
  const { databaseUrl, masterKeyFile } = environment;
  return { databaseUrl, masterKeyFile, dataDir };
}

function parseMonth(text: string): Instant {
  const ms = /^\d{4}-\d{2}$/.test(text) ? Date.parse(`${text}-01T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('write it as YYYY-MM');
  return ms as Instant;
}

function describe({ parts, archived }: ArchiveList): string {
  const rows = parts.map(({ part, until, bytes, staysBecause }) => [
    part,
    until === null ? '' : formatInstant(until).slice(0, 10),
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
    staysBecause ? `stays: ${staysBecause}` : '',
  ]);
  const left = archived.map(({ part, rows: count, file }) => [
    part,
    '',
    '',
    `${count} rows in ${file}`,
  ]);
  return formatTable(['part', 'up to', 'size', ''], [...rows, ...left]);
}
