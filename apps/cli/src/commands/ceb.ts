import type { Command } from 'commander';
import { Option } from 'commander';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { readTrust } from '@pilotzone/server/commands/import-certificates';
import { systemClock } from '@pilotzone/kernel/time';
import { checkFile } from '../check-file.ts';
import type { FileVerdict } from '../check-file.ts';
import { matchFiles } from '@pilotzone/server/commands/match-files';
import type { JudgedFile } from '@pilotzone/server/commands/match-files';
import { commandLog, environment } from '../options.ts';
import { writeJson, writeLine } from '../output.ts';

type Options = {
  spec: '2022' | '2018';
  certificates?: string;
  data?: string;
  json?: boolean;
};

/** `pilotzone ceb check FILE…`: judges messages offline, or against a database. */
export function addCebCommand(program: Command): void {
  const ceb = program.command('ceb').description('CEB and DXP messages');
  ceb
    .command('check')
    .argument('<file...>')
    .description('judges messages offline: schema, signature, codes, dates, arithmetic, id cards')
    .addOption(
      new Option('--spec <version>', 'version of the specification')
        .choices(['2022', '2018'])
        .default('2022'),
    )
    .option(
      '--certificates <path>',
      'authorities whose certificates count, and revocation lists; a file or folder',
    )
    .option(
      '--data <dir>',
      'also against this database: what filing the files together would give; keeps nothing',
    )
    .option('--json', 'one JSON object a file, then one about the database')
    .action(async (files: string[], options: Options) => {
      const { spec: version, certificates, data } = options;
      const trust = certificates === undefined ? undefined : await readTrust(certificates);
      const how = { version, trust, at: systemClock.now() };
      let good = true;
      const judged: JudgedFile[] = [];
      for (const file of files) {
        const one = await checkFile(file, how);
        judged.push(one);
        const verdict = { file, ...one.judged.verdict };
        if (options.json) writeJson(verdict);
        else writeLine(describe(verdict));
        good &&=
          verdict.schema.valid &&
          verdict.signature.valid !== false &&
          verdict.findings.every((finding) => finding.severity !== 'error');
      }
      if (data !== undefined) good = (await tellMatched(judged, data, options)) && good;
      process.exitCode = good ? EXIT_DONE : EXIT_JUDGED;
    });
}

const BAD = new Set(['rejected', 'refused', 'unknown']);

/** Tells what the files meet in the database; whether all of it would pass. */
async function tellMatched(
  files: readonly JudgedFile[],
  dataDir: string,
  { json }: Options,
): Promise<boolean> {
  const { databaseUrl, masterKeyFile } = environment;
  const place = { databaseUrl, masterKeyFile, dataDir, shared: true };
  const matched = await matchFiles(files, { place, log: commandLog() });
  if (json) writeJson(matched);
  else {
    writeLine('filed together against the database (nothing is kept):');
    for (const { file, message, document, kind, findings } of matched.documents) {
      writeLine(`  ${kind.padEnd(9)} ${file} ${message}[${String(document - 1)}]`);
      for (const { code, message: text, messageZh, fix } of findings)
        writeLine(`          ${code} ${text}\n          ${messageZh}\n          → ${fix}`);
    }
  }
  return !matched.documents.some(({ kind }) => BAD.has(kind));
}

function describe(verdict: FileVerdict): string {
  const { file, message, documents, schema, findings, refused } = verdict;
  const lines = [
    [
      `${file}: ${message ?? 'no CEB message'}`,
      `${documents} documents`,
      `schema ${schema.valid ? 'valid' : 'INVALID'}`,
    ].join(', '),
  ];
  if (refused) lines.push(`  refused: ${refused}`);
  for (const { path, message: text, messageZh } of schema.errors) {
    lines.push(`  schema  ${path}: ${text}`, `          ${messageZh}`);
  }
  for (const { severity, path, code, message: text, messageZh, fix, fixZh } of findings) {
    lines.push(
      `  ${severity.padEnd(7)} ${code} ${path}`,
      `          ${text}`,
      `          ${messageZh}`,
      `          → ${fix}`,
      `          → ${fixZh}`,
    );
  }
  lines.push(...describeSignature(verdict.signature));
  return lines.join('\n');
}

function describeSignature(signature: FileVerdict['signature']): string[] {
  if (!('findings' in signature)) return [];
  const { valid, present, reason, findings } = signature;
  if (!present) return ['  signature: none (签名信息为空)'];
  if (valid) return [`  signature: ${reason}`];
  return [
    '  signature INVALID (验签失败)',
    ...findings.flatMap(({ code, message, messageZh, fix }) => [
      `  error   ${code} ${message}`,
      `          ${messageZh}`,
      `          → ${fix}`,
    ]),
  ];
}
