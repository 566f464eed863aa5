import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { CebMessage } from '@pilotzone/ceb/message';
import { PilotError } from '@pilotzone/kernel/errors';
import { Companies } from './companies.ts';
import { CompetingKeys, submissionsOf } from './competing-keys.ts';

/** A message file; `appTime` is the earliest of its documents, "" when it cannot be read. */
export type ScannedFile = { readonly path: string; readonly appTime: string };

/** What a look through all files told before anything was filed. */
export type Scan = {
  readonly files: readonly ScannedFile[];
  readonly companies: Companies;
  readonly keys: CompetingKeys;
};

/**
 * Reads every XML file under `paths` once: who is named in them, and which numbers several
 * documents compete for. Only keys are kept, so that memory follows the number of documents and not
 * their size. Files come back in the order of their earliest appTime. Throws INPUT_UNREADABLE for a
 * path that is not there.
 */
export async function scanMessages(
  paths: readonly string[],
  progress: (done: number, total: number) => void,
): Promise<Scan> {
  const found = (await Promise.all(paths.map(findFiles))).flat().sort();
  const companies = new Companies();
  const keys = new CompetingKeys();
  const files: ScannedFile[] = [];
  for (const path of found) {
    const message = openMessage(await readFile(path));
    if (message) {
      companies.note(message);
      keys.note(message);
    }
    files.push({ path, appTime: message ? earliest(message) : '' });
    progress(files.length, found.length);
  }
  files.sort((a, b) => compare(a.appTime, b.appTime) || compare(a.path, b.path));
  return { files, companies, keys };
}

async function findFiles(path: string): Promise<string[]> {
  const entry = await stat(path).catch(() => {
    throw new PilotError(
      'INPUT_UNREADABLE',
      `cannot read ${path}; give a file or a folder of CEB messages`,
    );
  });
  if (!entry.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  return names
    .filter((name) => name.isFile() && name.name.toLowerCase().endsWith('.xml'))
    .map((name) => join(name.parentPath, name.name));
}

function openMessage(bytes: Buffer): CebMessage | undefined {
  const envelope = unwrapDxp(bytes);
  const decoded = decodeCeb(envelope.kind === 'dxp' ? envelope.payload : bytes);
  return decoded.kind === 'message' ? decoded.message : undefined;
}

function earliest(message: CebMessage): string {
  let first = '';
  for (const { appTime } of submissionsOf(message))
    if (first === '' || appTime < first) first = appTime;
  return first;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
