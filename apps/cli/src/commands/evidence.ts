import type { Command } from 'commander';
import { verifyEvidenceOf } from '@pilotzone/server/commands/verify-evidence';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { commandLog, environment } from '../options.ts';
import { writeJson, writeLine, writeNotice } from '../output.ts';

/** `pilotzone evidence verify`. */
export function addEvidenceCommand(program: Command): void {
  const evidence = program.command('evidence').description('the exchange log');
  evidence
    .command('verify')
    .description('recomputes every hash chain and names the first record that was altered')
    .option('--data <dir>', 'the database to verify', './data')
    .option('--json', 'one JSON object')
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      const place = { databaseUrl: environment.databaseUrl, dataDir: data };
      const report = await verifyEvidenceOf(place, commandLog(), writeNotice);
      if (json) writeJson(report);
      else writeLine(describe(report));
      process.exitCode = report.intact ? EXIT_DONE : EXIT_JUDGED;
    });
}

function describe(report: Awaited<ReturnType<typeof verifyEvidenceOf>>): string {
  return JSON.stringify(report, null, 2);
}
