import type { Command } from 'commander';
import { verifyEvidenceOf } from '@pilotzone/server/commands/verify-evidence';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { describeEvidence } from '../evidence-report.ts';
import { environment } from '../options.ts';
import { writeJson, writeLine, writeNotice } from '../output.ts';

type Options = { data: string; anchor?: string; json?: boolean };

/** `pilotzone evidence verify`. */
export function addEvidenceCommand(program: Command): void {
  const evidence = program.command('evidence').description('the exchange log');
  evidence
    .command('verify')
    .description('recomputes every hash chain and names the first record that was altered')
    .option('--data <dir>', 'the database to verify', './data')
    .option('--anchor <file>', 'what an earlier verify --json printed: chains must still hold it')
    .option('--json', 'one JSON object; keep it elsewhere as the anchor of a later check')
    .action(async ({ data, anchor, json }: Options) => {
      const { databaseUrl, masterKeyFile } = environment;
      const place = { databaseUrl, masterKeyFile, dataDir: data, shared: true };
      const report = await verifyEvidenceOf({ place, anchorFile: anchor, notice: writeNotice });
      if (json) writeJson(report);
      else writeLine(describeEvidence(report, anchor));
      process.exitCode = report.intact ? EXIT_DONE : EXIT_JUDGED;
    });
}
