import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { writePem } from '@pilotzone/signatures/certificate';
import { writePkcs8 } from '@pilotzone/signatures/issue-certificate';
import { PARTICIPANTS, SHELL_MERCHANTS } from './companies.ts';
import { createEntryCollector } from './compose-bonded-entries.ts';
import type { DemoSigners } from './demo-signers.ts';
import { generateExports } from './exports/generate-exports.ts';
import type { GeneratedExport, GenerateExportsOptions } from './exports/generate-exports.ts';
import { GENERATED_EXPORT_TYPES } from './exports/scenario.ts';
import type { Generated, GenerateOptions } from './generate-declarations.ts';
import { formatParticipants, generateDeclarations } from './generate-declarations.ts';

/** What was written. */
export type WrittenFiles = {
  readonly messages: number;
  readonly bytes: number;
  /** Lines of expected.jsonl by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
};

/**
 * Writes a generated day into a folder: messages in a folder per type (CEB311, CEB411, CEB511,
 * CEB621; CEB623 and CEB625 with withdrawals), the expected outcomes in expected.jsonl, which
 * fault each has in faults.jsonl, which pattern of abuse in typologies.jsonl, the companies in
 * participants.csv, and with signers their certificates and keys in certificates; with bonded
 * entries what their 1210 and 1239 lists take of the stock, in bonded-entries.json. Files of the
 * same names are overwritten.
 */
export async function writeGeneratedFiles(
  folder: string,
  options: GenerateOptions,
): Promise<WrittenFiles> {
  const types = [
    '311',
    '411',
    '511',
    '621',
    ...(options.withdrawals || options.typologies ? ['623', '625'] : []),
  ];
  const collector = createEntryCollector();
  const items = options.withBondedEntries
    ? collecting(generateDeclarations(options), collector)
    : generateDeclarations(options);
  const written = await writeItems(folder, items, types);
  if (options.withBondedEntries) {
    const text = JSON.stringify(collector.entries(), undefined, 2) + '\n';
    await writeFile(join(folder, 'bonded-entries.json'), text);
  }
  if (options.signers) await writeCertificates(join(folder, 'certificates'), options.signers);
  return written;
}

/**
 * The same, unsigned, for a day of exports: CEB303, 403, 505, 507, 509 and 603; with lives also
 * 605, 607, 701, 213 and 215.
 */
export async function writeGeneratedExports(
  folder: string,
  options: GenerateExportsOptions,
): Promise<WrittenFiles> {
  const wanted = options.lives ? GENERATED_EXPORT_TYPES : GENERATED_EXPORT_TYPES.slice(0, 6);
  const types = wanted.map((type) => type.slice(3, 6));
  return writeItems(folder, generateExports(options), types);
}

/** The same items, with what lists among them take of bonded stock added up. */
function* collecting(
  items: Generator<Generated>,
  collector: ReturnType<typeof createEntryCollector>,
): Generator<Generated> {
  for (const item of items) {
    if (item.kind === 'message' && item.type === 'CEB621Message') collector.addMessage(item.bytes);
    yield item;
  }
}

async function writeItems(
  folder: string,
  items: Generator<Generated | GeneratedExport>,
  types: readonly string[],
): Promise<WrittenFiles> {
  // The generator checks its options at the first item: nothing is written when they are wrong.
  let next = items.next();
  await mkdir(folder, { recursive: true });
  for (const type of types) await mkdir(join(folder, `CEB${type}`), { recursive: true });
  const expected = createWriteStream(join(folder, 'expected.jsonl'));
  const faults = createWriteStream(join(folder, 'faults.jsonl'));
  const typologies: string[] = [];
  const outcomes: Record<string, number> = {};
  let [messages, bytes] = [0, 0];
  for (; !next.done; next = items.next()) {
    const item = next.value;
    if (item.kind === 'message') {
      const name = `${item.name}.xml`;
      await writeFile(join(folder, item.type.replace('Message', ''), name), item.bytes);
      messages += 1;
      bytes += item.bytes.byteLength;
      continue;
    }
    const { line, fault } = item;
    const typology = 'typology' in item ? item.typology : undefined;
    if (typology) typologies.push(JSON.stringify({ ...identify(line), typology }) + '\n');
    expected.write(JSON.stringify(line) + '\n');
    if (fault) faults.write(JSON.stringify({ ...identify(line), fault }) + '\n');
    outcomes[line.outcome] = (outcomes[line.outcome] ?? 0) + 1;
  }
  expected.end();
  faults.end();
  const shells = typologies.length > 0 ? SHELL_MERCHANTS : [];
  await writeFile(
    join(folder, 'participants.csv'),
    formatParticipants([...PARTICIPANTS, ...shells]),
  );
  if (typologies.length > 0) await writeFile(join(folder, 'typologies.jsonl'), typologies.join(''));
  await Promise.all([finished(expected), finished(faults)]);
  return { messages, bytes, outcomes };
}

async function writeCertificates(folder: string, signers: DemoSigners): Promise<void> {
  await mkdir(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'authority.pem'), writePem('CERTIFICATE', signers.authority.der));
  await writeFile(join(folder, 'revoked.crl'), signers.revocationList);
  for (const [code, { certificate, key }] of signers.keys) {
    await writeFile(join(folder, `${code}.pem`), writePem('CERTIFICATE', certificate.der));
    const pem = writePem('PRIVATE KEY', writePkcs8(key));
    await writeFile(join(folder, 'keys', `${code}.key`), pem, { mode: 0o600 });
  }
}

function identify(line: object): object {
  if ('orderNo' in line && 'ebpCode' in line)
    return { ebpCode: line.ebpCode, orderNo: line.orderNo };
  return { message: 'message' in line ? line.message : '' };
}
