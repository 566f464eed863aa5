import { readFile } from 'node:fs/promises';
import type { Platform } from '../compose.ts';

/** Enrols the companies of a CSV file. Throws PARTICIPANT_FILE_INVALID with every row error. */
export async function importParticipantsFile(platform: Platform, path: string) {
  return platform.informationSharing.importParticipants({
    file: await readFile(path),
    dryRun: false,
    complete: false,
    actor: 'cli',
  });
}
