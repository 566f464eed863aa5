import { Command } from 'commander';
import { explainDatabaseFailure } from '@pilotzone/kernel/database-failure';
import { PilotError } from '@pilotzone/kernel/errors';
import { addAccountCommand } from './commands/account.ts';
import { addArchiveCommands } from './commands/archive.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBenchCommand } from './commands/bench.ts';
import { addCertificatesCommand } from './commands/certificates.ts';
import { addCebCommand } from './commands/ceb.ts';
import { addClearCommand } from './commands/clear.ts';
import { addDistributionCommand } from './commands/distribution.ts';
import { addEvidenceCommand } from './commands/evidence.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addImportCommands } from './commands/import.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addTaxCommand } from './commands/tax.ts';
import { addUpCommand } from './commands/up.ts';
import { EXIT_FAILED } from './exit.ts';
import { endOnSignals } from './until-told.ts';

// `pilotzone … | head`: whoever read the output has enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  if (error.code === 'EIO') return;
  throw error;
});
// A terminal that is gone takes nothing more; ending in order matters more than the last words.
process.stderr.on('error', () => undefined);
endOnSignals();

const VERSION = '0.1.0';
const program = new Command('pilotzone')
  .description(
    'Runs a China cross-border e-commerce comprehensive pilot zone (跨境电子商务综合试验区)',
  )
  .version(VERSION)
  .showHelpAfterError('(add --help for the options)')
  .exitOverride((error) => {
    // Help and version are no errors; everything else commander says is wrong usage.
    process.exit(error.exitCode === 0 ? 0 : EXIT_FAILED);
  });

addUpCommand(program);
addClearCommand(program);
addCebCommand(program);
addImportCommands(program);
addCertificatesCommand(program);
addTaxCommand(program);
addAccountCommand(program);
addGenerateCommand(program);
addBenchCommand(program);
addEvidenceCommand(program);
addKeysCommands(program);
addSimulateCommand(program);
addArchiveCommands(program);
addBackupCommands(program, VERSION);
addDistributionCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(explain(error) + '\n');
  process.exitCode = EXIT_FAILED;
}

/** A failure that somebody can act on is told in a sentence; a bug of ours with its trace. */
function explain(error: unknown): string {
  if (error instanceof PilotError) return `pilotzone: ${error.message} [${error.code}]`;
  const database = explainDatabaseFailure(error);
  if (database?.code === 'DISK_FULL')
    return 'pilotzone: the disk is full; make room and start again, nothing is lost [DISK_FULL]';
  if (database) {
    const { message = '' } = error as { message?: string };
    return `pilotzone: the database went away (${message}); start again, nothing is lost`;
  }
  const trace = error instanceof Error ? (error.stack ?? '') : String(error);
  return `pilotzone: unexpected failure, please report it\n${trace}`;
}
