import { existsSync, readFileSync } from 'node:fs';
import { isInUse } from './app-lock.ts';
import { urlOf } from './connection.ts';
import { readServerNote } from './orphan.ts';
import { readPlace } from './place.ts';

/**
 * The connection string of the server that a running pilotzone keeps on this data folder;
 * `undefined` when none runs there, or its password file may not be read.
 */
export function findRunningServer(dataDir: string): { url: string; location: string } | undefined {
  if (!isInUse(dataDir)) return undefined;
  const place = readPlace(dataDir);
  const note = readServerNote(place.cluster);
  if (!note?.ready || !existsSync(place.passwordFile)) return undefined;
  const password = readFileSync(place.passwordFile, 'utf8').trim();
  return { url: urlOf({ port: note.port, password, database: 'pilotzone' }), location: place.home };
}
