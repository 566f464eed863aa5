import type { Command } from 'commander';
import { addAccount, resetAccount } from '@pilotzone/server/commands/account';
import type { FirstPassword } from '@pilotzone/server/commands/account';
import { commandLog, environment } from '../options.ts';
import { writeJson, writeLine } from '../output.ts';

type Options = { data: string; json?: boolean };
type AddOptions = Options & { organisation: string; name?: string };

/** `pilotzone account add|reset-password LOGIN`: the first administrator of an organisation. */
export function addAccountCommand(program: Command): void {
  const account = program.command('account').description('people who sign in to the portal');
  account
    .command('add')
    .argument('<login>', 'login name')
    .description('adds somebody who may do everything that the organisation may')
    .requiredOption('--organisation <code>', 'an enrolled participant')
    .option('--name <name>', 'how the person is called')
    .option('--data <dir>', 'the database', './data')
    .option('--json', 'one JSON object')
    .action(async (loginName: string, { organisation, name, ...options }: AddOptions) => {
      const wanted = { loginName, displayName: name ?? loginName, participantCode: organisation };
      show(await addAccount(where(options), wanted), options);
    });
  account
    .command('reset-password')
    .argument('<login>', 'login name')
    .description('gives somebody a new password')
    .option('--data <dir>', 'the database', './data')
    .option('--json', 'one JSON object')
    .action(async (loginName: string, options: Options) => {
      show(await resetAccount(where(options), loginName), options);
    });
}

function where({ data }: Options) {
  const { databaseUrl, masterKeyFile } = environment;
  return { place: { databaseUrl, masterKeyFile, dataDir: data, shared: true }, log: commandLog() };
}

function show(first: FirstPassword, { json }: Options): void {
  if (json) {
    writeJson(first);
    return;
  }
  writeLine(`${first.loginName} signs in with ${first.password}`);
  writeLine('and must choose another password then. It is shown only here.');
}
