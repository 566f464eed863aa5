import { rotateMasterKey, sealOldValues } from '@pilotzone/server/commands/keep-keys';
import type { Command } from 'commander';
import { environment } from '../options.ts';
import { writeLine, writeNotice } from '../output.ts';

type Options = { readonly data: string };

/** `pilotzone keys rotate` and `pilotzone keys seal`. */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the master key of personal data');
  keys
    .command('rotate')
    .description('puts another master key in the place of the present one; restart what runs')
    .option('--data <dir>', 'the database', './data')
    .action(async (options: Options) => {
      const { file, keys: count } = await rotateMasterKey(commandOf(options));
      writeLine(
        `${count} keys are sealed by a new master key in ${file}; the old one: ${file}.old`,
      );
    });
  keys
    .command('seal')
    .description('seals personal data that a version before sealing left in the clear')
    .option('--data <dir>', 'the database', './data')
    .action(async (options: Options) => {
      const values = await sealOldValues(commandOf(options), () => undefined);
      writeLine(`${values} values sealed`);
    });
}

function commandOf({ data }: Options) {
  const { databaseUrl, masterKeyFile } = environment;
  return {
    place: { databaseUrl, masterKeyFile, dataDir: data, shared: true },
    notice: writeNotice,
  };
}
