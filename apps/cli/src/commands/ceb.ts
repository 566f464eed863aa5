import type { Command } from 'commander';
import { Option } from 'commander';
import { EXIT_DONE, EXIT_JUDGED } from '../exit.ts';
import { checkFile } from '../check-file.ts';
import type { FileVerdict } from '../check-file.ts';
import { writeJson, writeLine } from '../output.ts';

type Options = { spec: '2022' | '2018'; json?: boolean };

/** `pilotzone ceb check FILE…`: judges messages offline. */
export function addCebCommand(program: Command): void {
  const ceb = program.command('ceb').description('CEB and DXP messages');
  ceb
    .command('check')
    .argument('<file...>')
    .description('judges messages offline: schema, codes, dates, arithmetic, id cards')
    .addOption(
      new Option('--spec <version>', 'version of the specification')
        .choices(['2022', '2018'])
        .default('2022'),
    )
    .option('--json', 'one JSON object a file')
    .action(async (files: string[], options: Options) => {
      let good = true;
      for (const file of files) {
        const verdict = await checkFile(file, options.spec);
        if (options.json) writeJson(verdict);
        else writeLine(describe(verdict));
        good &&=
          verdict.schema.valid && verdict.findings.every((finding) => finding.severity !== 'error');
      }
      process.exitCode = good ? EXIT_DONE : EXIT_JUDGED;
    });
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
  for (const error of schema.errors) lines.push(`  schema  ${error.path}: ${error.message}`);
  for (const { severity, path, code, message: text, fix } of findings) {
    lines.push(
      `  ${severity.padEnd(7)} ${code} ${path}`,
      `          ${text}`,
      `          → ${fix}`,
    );
  }
  return lines.join('\n');
}
