import type { Command } from 'commander';
import { importCertificates } from '@pilotzone/server/commands/import-certificates';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { commandLog, environment } from '../options.ts';
import { formatTable, writeJson, writeLine } from '../output.ts';

type Options = {
  data: string;
  participant?: string;
  trustRoots?: boolean;
  dryRun?: boolean;
  json?: boolean;
};

/** `pilotzone certificates import PATH`: whose signatures count. */
export function addCertificatesCommand(program: Command): void {
  program
    .command('certificates')
    .description('certificates of companies and authorities 证书')
    .command('import')
    .argument('<path>', 'a file, or a folder of .pem, .crt, .cer, .der and .crl files')
    .description('registers certificates, trusts authorities, takes revocation lists')
    .option('--participant <code>', 'whose they are; else each must name its company')
    .option('--trust-roots', 'trust the root authorities among them')
    .option('--data <dir>', 'the database', './data')
    .option('--dry-run', 'only show what would be done')
    .option('--json', 'one JSON object a certificate')
    .action(async (path: string, options: Options) => {
      process.exitCode = await run(path, options);
    });
}

async function run(path: string, options: Options): Promise<number> {
  const { databaseUrl, masterKeyFile } = environment;
  const items = await importCertificates({
    path,
    place: { databaseUrl, masterKeyFile, dataDir: options.data, shared: true },
    participantCode: options.participant,
    trustRoots: options.trustRoots ?? false,
    dryRun: options.dryRun ?? false,
    log: commandLog(),
  });
  if (options.json) for (const item of items) writeJson(item);
  else {
    const rows = items.map((item) => [
      item.outcome,
      item.kind ?? '',
      item.participantCode ?? '',
      item.subject ?? item.file,
      item.reason ?? '',
    ]);
    writeLine(formatTable(['outcome', 'kind', 'participant', 'subject', 'reason'], rows));
    if (options.dryRun) writeLine('dry run, nothing changed');
  }
  return items.some(({ outcome }) => outcome === 'refused') ? EXIT_JUDGED : EXIT_DONE;
}
