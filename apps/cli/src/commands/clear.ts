import { Option } from 'commander';
import type { Command } from 'commander';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { TaxBillReport } from '@pilotzone/financial-services/contract';
import { clear } from '@pilotzone/server/commands/clear';
import type { ClearResultLine } from '@pilotzone/server/commands/clear';
import { summarize, taxBillLines } from '../clear-summary.ts';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { commandLog, environment, parseDay, parseShare, parseWhole, today } from '../options.ts';
import { createProgress, writeJson, writeLine, writeNotice } from '../output.ts';

type Options = {
  data?: string;
  tariff?: string;
  participants?: string;
  bondedEntries?: string;
  asOf?: PlainDate;
  inspect: number;
  disturb?: boolean;
  risk: 'score' | 'hold';
  signatures: 'require' | 'verify' | 'ignore';
  certificates?: string;
  seed: number;
  taxBills?: boolean;
  json?: boolean;
};

const PHASES = {
  reading: 'reading messages',
  filing: 'filing documents',
  clearing: 'clearing lists',
  done: 'done',
};

/** `pilotzone clear PATH…`: the main job. */
export function addClearCommand(program: Command): void {
  program
    .command('clear')
    .description(
      'files every message found and drives it through the customs simulator to its final state',
    )
    .argument('<path...>', 'files or folders of CEB messages, in any order')
    .option('--data <dir>', 'keep the database there; without it a temporary one')
    .option('--tariff <file>', 'rates and positive list of this run; without it the demo tariff')
    .option(
      '--participants <file>',
      'only these companies are enrolled; without it those named in the files',
    )
    .option(
      '--bonded-entries <file>',
      'bonded goods in stock; lists of mode 1210 and 1239 are held against it',
    )
    .option(
      '--as-of <day>',
      'the day on which customs receives everything; default today',
      parseDay,
    )
    .option('--inspect <share>', 'share of lists that customs inspects', parseShare, 0)
    .option(
      '--disturb',
      'customs repeats, delays and reorders its receipts; outcomes stay the same',
    )
    .addOption(
      new Option('--risk <mode>', 'hold: red lists wait for a person')
        .choices(['score', 'hold'])
        .default('score'),
    )
    .addOption(
      new Option(
        '--signatures <mode>',
        'require: none may be missing or wrong; verify: one that is there must be right',
      )
        .choices(['require', 'verify', 'ignore'])
        .default('ignore'),
    )
    .option(
      '--certificates <path>',
      'certificates, authorities that are trusted, revocation lists; a file or folder',
    )
    .option('--seed <n>', 'everything drawn by chance', parseWhole(0), 1)
    .option('--tax-bills', 'customs bills the tax (816), held against the books list by list')
    .option('--json', 'one JSON object a line')
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await run(paths, options);
    });
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  if (options.signatures === 'ignore')
    writeNotice('signatures are not verified (--signatures ignore)');
  const { databaseUrl } = environment;
  if (options.data !== undefined && databaseUrl !== undefined)
    writeNotice(`the database is the server of DATABASE_URL, not ${options.data}`);
  const progress = createProgress(PHASES);
  const lines: ClearResultLine[] = [];
  let bills: TaxBillReport | undefined;
  const take = (line: ClearResultLine) => {
    if (options.json) writeJson(line);
    lines.push(line);
  };
  await clear(
    {
      paths,
      dataDir: options.data,
      databaseUrl: options.data === undefined ? undefined : databaseUrl,
      masterKeyFile: environment.masterKeyFile,
      tariffFile: options.tariff,
      participantsFile: options.participants,
      bondedEntriesFile: options.bondedEntries,
      signatures: options.signatures,
      certificatesPath: options.certificates,
      asOf: options.asOf ?? today(),
      inspectShare: options.inspect,
      disturb: options.disturb ?? false,
      holdRed: options.risk === 'hold',
      seed: options.seed,
      taxBills: options.taxBills ?? false,
      log: commandLog(),
    },
    {
      progress: progress.show,
      notice: writeNotice,
      onLine: take,
      onTaxBills: (report) => {
        bills = report;
        if (options.json) writeJson({ taxBills: report });
      },
    },
  ).finally(progress.end);
  if (!options.json) writeLine(summarize(lines));
  if (!options.json && bills) writeLine(`\n${taxBillLines(bills)}`);
  const bad = lines.some((line) => line.outcome === 'refused' || line.outcome === 'rejected');
  return bad || bills?.balanced === false ? EXIT_JUDGED : EXIT_DONE;
}
