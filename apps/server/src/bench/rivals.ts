import { readFileSync } from 'node:fs';
import type { SignedMessage } from '@pilotzone/signatures/signed-message';
import type { CodecWork } from './codec-work.ts';

/** What other programs are given. */
type Given = {
  readonly message: SignedMessage;
  /** The certificate of the signature, as PEM. */
  readonly pem: string;
  readonly schema: string | undefined;
};

/** Other programs that do parts of the same work, and those that are not installed. */
export type Rivals = { readonly works: readonly CodecWork[]; readonly missing: readonly string[] };

/**
 * The libraries one would take otherwise. They are tools of development: where they are not
 * installed, or the official schema is not at hand, the result says so.
 */
export async function openRivals(given: Given): Promise<Rivals> {
  const opened = await Promise.all([
    openFastXmlParser(given),
    openLibxml2(given),
    openXmlCrypto(given),
  ]);
  const works = opened.flatMap((rivals) => rivals.works);
  return {
    works: [...works, ...together(works)],
    missing: opened.flatMap(({ missing }) => missing),
  };
}

/** What the three take one after the other: together they do what our decoder and verifier do. */
function together(works: readonly CodecWork[]): CodecWork[] {
  const wanted = ['decode, no validation', 'parse and validate', 'verify RSA'];
  const parts = wanted.flatMap((work) => works.find((one) => one.work === work) ?? []);
  if (parts.length < wanted.length) return [];
  const run = (): void => {
    for (const part of parts) part.run();
  };
  return [{ program: 'these three', work: 'decode, validate and verify RSA', run }];
}

/** What is used of them: they are tools of development, and need not be there. */
type FastXmlParser = {
  readonly XMLParser: new (options: object) => { parse(xml: Uint8Array): unknown };
};

type Tree = { dispose(): void };
type Libxml2 = {
  readonly XmlDocument: { fromBuffer(bytes: Uint8Array, options?: { url: string }): Tree };
  readonly XsdValidator: { fromDoc(schema: Tree): { validate(document: Tree): void } };
};
type Libxml2Files = { readonly xmlRegisterFsInputProviders: () => void };

type XmlCrypto = {
  readonly SignedXml: new (options: { publicCert: string }) => {
    loadSignature(xml: string): void;
    checkSignature(xml: string): boolean;
  };
};

/** A package that may not be installed; it is what its own documentation says. */
async function load<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch {
    return undefined;
  }
}

function notInstalled(name: string): Rivals {
  return { works: [], missing: [`${name} is not installed (npm install --no-save ${name})`] };
}

async function openFastXmlParser({ message }: Given): Promise<Rivals> {
  const program = 'fast-xml-parser';
  const library = await load<FastXmlParser>(program);
  if (!library) return notInstalled(program);
  const { XMLParser } = library;
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    removeNSPrefix: true,
  });
  const run = (): void => {
    const parsed = parser.parse(message.bytes) as Record<string, { Inventory?: unknown[] }>;
    if (!parsed['CEB621Message']?.Inventory) throw new Error(`${program} did not read the lists`);
  };
  return { works: [{ program, work: 'decode, no validation', run }], missing: [] };
}

async function openLibxml2({ message, schema }: Given): Promise<Rivals> {
  const program = 'libxml2-wasm';
  const library = await load<Libxml2>(program);
  if (!library) return notInstalled(program);
  const { XmlDocument, XsdValidator } = library;
  const parse = (): void => {
    XmlDocument.fromBuffer(message.bytes).dispose();
  };
  const works = [{ program, work: 'parse to its tree, no validation', run: parse }];
  if (schema === undefined) {
    const missing = 'libxml2-wasm validates nothing without the official schema (--schema FILE)';
    return { works, missing: [missing] };
  }
  const files = await load<Libxml2Files>('libxml2-wasm/lib/nodejs.mjs');
  files?.xmlRegisterFsInputProviders();
  const document = XmlDocument.fromBuffer(readFileSync(schema), { url: schema });
  const validator = XsdValidator.fromDoc(document);
  const validate = (): void => {
    const tree = XmlDocument.fromBuffer(message.bytes);
    validator.validate(tree);
    tree.dispose();
  };
  return { works: [...works, { program, work: 'parse and validate', run: validate }], missing: [] };
}

async function openXmlCrypto({ message, pem }: Given): Promise<Rivals> {
  const program = 'xml-crypto';
  const library = await load<XmlCrypto>(program);
  if (!library) return notInstalled(program);
  const { SignedXml } = library;
  const { start = 0, end = 0 } = message.signature ?? {};
  const run = (): void => {
    const text = message.bytes.toString('utf8');
    const signed = new SignedXml({ publicCert: pem });
    signed.loadSignature(message.bytes.toString('utf8', start, end));
    if (!signed.checkSignature(text)) throw new Error(`${program} did not verify the signature`);
  };
  return { works: [{ program, work: 'verify RSA', run }], missing: [] };
}
