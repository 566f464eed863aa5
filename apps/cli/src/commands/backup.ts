import type { Command } from 'commander';
import { backup, restore } from '@pilotzone/server/commands/backup';
import type { BackupReport } from '@pilotzone/server/commands/backup';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { environment } from '../options.ts';
import { createProgress, writeJson, writeLine, writeNotice } from '../output.ts';

type Options = { data: string; json?: boolean };

/** `pilotzone backup FILE` and `pilotzone restore FILE`. */
export function addBackupCommands(program: Command, version: string): void {
  program
    .command('backup')
    .argument('<file>')
    .description('saves all data into a file, as of one instant, also while the platform runs')
    .option('--data <dir>', 'the database', './data')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: Options) => {
      const progress = createProgress({ saving: 'saving tables' });
      const saved = await backup({ ...commandOf(file, options, progress), version }).finally(
        progress.end,
      );
      if (options.json) writeJson(saved);
      else writeLine(`saved ${describe(saved)} to ${file}`);
    });
  program
    .command('restore')
    .argument('<file>')
    .description('fills an empty database from a backup and verifies the exchange log')
    .option('--data <dir>', 'the database, new or empty', './data')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: Options) => {
      const progress = createProgress({ saving: 'restoring tables' });
      const restored = await restore(commandOf(file, options, progress)).finally(progress.end);
      const { evidence } = restored;
      if (options.json) writeJson(restored);
      else {
        writeLine(`restored ${describe(restored)}`);
        writeLine(
          `exchange log: ${evidence.records} records, ${evidence.intact ? 'intact' : 'NOT INTACT'}`,
        );
      }
      process.exitCode = evidence.intact ? EXIT_DONE : EXIT_JUDGED;
    });
}

type Progress = ReturnType<typeof createProgress>;

function commandOf(file: string, { data }: Options, progress: Progress) {
  const { databaseUrl, masterKeyFile } = environment;
  return {
    file,
    place: { databaseUrl, masterKeyFile, dataDir: data },
    notice: writeNotice,
    progress: (done: number, total: number) => progress.show('saving', done, total),
  };
}

function describe({ tables, rows, bytes, takenAt, version }: BackupReport): string {
  const size = `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${rows} rows of ${tables} tables (${size}) as of ${takenAt}, version ${version}`;
}
