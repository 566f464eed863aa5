import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { sideOf } from '../ceb-grammar.ts';
import type { SchemaSide } from '../ceb-grammar.ts';
import type { SpecVersion } from '../fields.ts';
import type { MessageType } from '../message.ts';
import { MESSAGE_TABLES } from '../tables.ts';

/**
 * Where the official schemas and samples are kept: beside the repository, since they are not ours
 * to copy.
 */
const REFERENCE = fileURLToPath(new URL('../../../../../shared/reference/ceb/', import.meta.url));

/** The schemas: of messages by version and side, of the envelopes of clients or servers. */
export type OfficialSchema = `${SpecVersion}-${SchemaSide}` | 'dxp' | 'dxp-server';

const FILES = {
  '2022-import': 'xsd-2022/海关跨境进口业务节点报文定义202205.xsd',
  '2022-export': 'xsd-2022/海关跨境出口业务节点报文定义202205.xsd',
  '2018-import': 'xsd-2018/进口业务节点报文.xsd',
  '2018-export': 'xsd-2018/出口业务节点报文.xsd',
  dxp: 'xsd-2022/海关跨境终端节点报文定义202205.xsd',
  'dxp-server': 'xsd-2022/海关跨境传输节点报文定义202205.xsd',
} as const;

/**
 * Whether the official files are here; tests that need them are skipped visibly where they are not.
 */
export const hasOfficialSchemas = existsSync(join(REFERENCE, FILES['2022-import']));

/** The official sample messages: file name and bytes. */
export function officialSamples(): { name: string; bytes: Buffer }[] {
  if (!hasOfficialSchemas) return [];
  const folder = join(REFERENCE, 'samples-2022');
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** The schema that a message stands in. */
export function schemaOf(type: MessageType, spec: SpecVersion): OfficialSchema {
  return `${spec}-${sideOf(MESSAGE_TABLES[type])}`;
}

/** What libxml2 says of a document; `reason` is its own. */
export type OfficialVerdict = { readonly valid: boolean; readonly reason: string };

const validators = new Map<string, XsdValidator>();

/** Judges a document by an official schema: parsed and validated by libxml2. */
export function judgeOfficially(bytes: Buffer, schema: OfficialSchema): OfficialVerdict {
  const validator = validators.get(schema) ?? loadValidator(schema);
  validators.set(schema, validator);
  let document: XmlDocument;
  try {
    document = XmlDocument.fromBuffer(bytes);
  } catch (error) {
    return { valid: false, reason: `not well-formed: ${String(error)}` };
  }
  try {
    validator.validate(document);
    return { valid: true, reason: '' };
  } catch (error) {
    return { valid: false, reason: String(error) };
  } finally {
    document.dispose();
  }
}

function loadValidator(schema: OfficialSchema): XsdValidator {
  xmlRegisterFsInputProviders();
  const file = schema === 'dxp-server' ? copyServerSchema() : join(REFERENCE, FILES[schema]);
  return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(file), { url: file }));
}

/**
 * The servers' schema of 2022 includes the clients' one by its name of 2018, and so does not
 * compile as published; and libxml2 includes by ASCII names only. So both are copied under names
 * that work.
 */
function copyServerSchema(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pilotzone-schemas-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  copyFileSync(join(REFERENCE, FILES.dxp), join(folder, 'client.xsd'));
  copyFileSync(
    join(REFERENCE, 'xsd-2022/xmldsig-core-schema.xsd'),
    join(folder, 'xmldsig-core-schema.xsd'),
  );
  const server = readFileSync(join(REFERENCE, FILES['dxp-server']), 'utf8');
  writeFileSync(join(folder, 'server.xsd'), server.replace('终端节点报文.xsd', 'client.xsd'));
  return join(folder, 'server.xsd');
}
