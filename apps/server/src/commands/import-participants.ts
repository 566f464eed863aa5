import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Platform } from '../compose.ts';

/**
 * Enrols the companies of a CSV file. Throws PARTICIPANT_FILE_INVALID with every row error,
 * INPUT_UNREADABLE.
 */
export async function importParticipantsFile(platform: Platform, path: string) {
  const file = await readFile(path).catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`);
  });
  return platform.informationSharing.importParticipants({
    file,
    dryRun: false,
    complete: false,
    actor: 'cli',
  });
}
