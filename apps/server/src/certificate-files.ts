import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf, readCertificateFile } from '@pilotzone/information-sharing/model/certificate-file';
import { PilotError } from '@pilotzone/kernel/errors';
import { createTrust } from '@pilotzone/signatures/trust';
import type { Trust } from '@pilotzone/signatures/trust';

/** A file that may hold certificates or a revocation list. */
export type CertificateBytes = { readonly name: string; readonly bytes: Buffer };

const NAMES = /\.(pem|crt|cer|der|crl)$/i;

/** One file, or those of a folder that are named like certificates. Throws INPUT_UNREADABLE. */
export async function readCertificateFiles(path: string): Promise<CertificateBytes[]> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const names = isFolder ? (await readdir(path)).filter((name) => NAMES.test(name)).sort() : [];
    const paths = isFolder ? names.map((name) => join(path, name)) : [path];
    return await Promise.all(paths.map(async (name) => ({ name, bytes: await readFile(name) })));
  } catch (error) {
    const text = `cannot read the certificates in ${path}`;
    throw new PilotError('INPUT_UNREADABLE', text, { cause: error });
  }
}

/** Trust in the authorities among these files, with their revocation lists. */
export function trustInFiles(files: readonly CertificateBytes[]): Trust {
  const read = files.map(({ bytes }) => readCertificateFile(bytes));
  const all = read.flatMap((file) => (file.kind === 'certificates' ? file.certificates : []));
  return createTrust({
    roots: all.filter((one) => kindOf(one) === 'root'),
    intermediates: all.filter((one) => kindOf(one) === 'intermediate'),
    registered: [],
    lists: read.flatMap((file) => (file.kind === 'list' ? [file.list] : [])),
  });
}
