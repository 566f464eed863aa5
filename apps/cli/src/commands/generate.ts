import { Option } from 'commander';
import type { Command } from 'commander';
import type { PlainDate } from '@pilotzone/kernel/time';
import { createDemoSigners } from '@pilotzone/generator/demo-signers';
import { TYPOLOGIES } from '@pilotzone/generator/typologies';
import { writeGeneratedExports, writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { parseDay, parseShare, parseWhole, today } from '../options.ts';
import { formatTable, writeJson, writeLine } from '../output.ts';

/** The modes of export as the option names them. */
const EXPORT_MODES = {
  '9610-export': '9610',
  '1210-export': '1210',
  '9710': '9710',
  '9810': '9810',
} as const;

type Options = {
  declarations: number;
  seed: number;
  faults: number;
  out: string;
  day?: PlainDate;
  direction?: 'import' | 'export';
  mode?: keyof typeof EXPORT_MODES;
  strangers?: boolean;
  sign?: boolean;
  withdrawals?: number;
  bondedEntries?: boolean;
  lives?: number;
  typologies?: string[];
  json?: boolean;
};

/** `pilotzone generate`: realistic messages with the expected outcome of each. */
export function addGenerateCommand(program: Command): void {
  program
    .command('generate')
    .description('writes realistic messages, and in expected.jsonl what clear must answer')
    .requiredOption('--declarations <n>', 'how many', parseWhole(1))
    .requiredOption('--out <dir>', 'folder to write into')
    .option('--seed <n>', 'the same seed gives the same files', parseWhole(0), 1)
    .option('--faults <share>', 'share of faulty declarations', parseShare, 0)
    .option('--day <day>', 'of the messages, and of clear --as-of; default today', parseDay)
    .addOption(
      new Option('--direction <way>', 'import (unless told otherwise) or export lists')
        .choices(['import', 'export'])
        .conflicts('sign'),
    )
    .addOption(
      new Option('--mode <mode>', 'only lists of this mode of export')
        .choices(Object.keys(EXPORT_MODES))
        .conflicts('sign'),
    )
    .option('--strangers', 'also faults that need clear --participants DIR/participants.csv')
    .option(
      '--sign',
      'signs every message, with a demo authority in DIR/certificates; for clear --signatures',
    )
    .option(
      '--withdrawals <share>',
      'share of good declarations followed by a return (625) or cancellation (623)',
      parseShare,
    )
    .option(
      '--lives <share>',
      'share of good export lists with all that follows: manifest, summary, cancellation, return',
      parseShare,
    )
    .option(
      '--bonded-entries',
      'also DIR/bonded-entries.json, which covers what bonded lists take; for clear',
    )
    .addOption(typologyOption())
    .option('--json', 'one JSON object')
    .action(async ({ out, json, day = today(), strangers = false, sign, ...rest }: Options) => {
      const { direction, mode, bondedEntries = false, typologies, ...how } = rest;
      const modes = mode === undefined ? undefined : [EXPORT_MODES[mode]];
      const isExport = direction === 'export' || modes !== undefined;
      const signers = sign ? createDemoSigners(day) : undefined;
      const written = isExport
        ? await writeGeneratedExports(out, { ...how, day, ...(modes ? { modes } : {}) })
        : await writeGeneratedFiles(out, {
            ...how,
            day,
            withStrangers: strangers,
            withBondedEntries: bondedEntries,
            ...(typologies && { typologies: namesOf(typologies) }),
            signers,
          });
      if (json) writeJson({ ...written, out, day });
      else {
        writeLine(`${written.messages} messages, ${sizeOf(written.bytes)} in ${out}, day ${day}`);
        writeLine(
          formatTable(
            ['expected outcome', 'count'],
            Object.entries(written.outcomes).map(([name, count]) => [name, String(count)]),
          ),
        );
      }
    });
}

function sizeOf(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

function typologyOption(): Option {
  const text =
    'a case of each pattern of abuse named, or all; DIR/typologies.jsonl says which is which';
  const names = TYPOLOGIES.map(({ name }) => name);
  return new Option('--typologies <names...>', text).choices(['all', ...names]);
}

function namesOf(typologies: readonly string[]): readonly string[] {
  return typologies.includes('all') ? TYPOLOGIES.map(({ name }) => name) : typologies;
}
