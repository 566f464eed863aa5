import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import { judgeMessage } from '@pilotzone/server/commands/check-message';
import type { JudgedFile } from '@pilotzone/server/commands/match-files';
import type { CheckOptions, MessageVerdict } from '@pilotzone/server/commands/check-message';

/** A line of `ceb check --json`. */
export type FileVerdict = { readonly file: string } & MessageVerdict;

/** Judges one file offline: a message, or an envelope with one. Throws INPUT_UNREADABLE. */
export async function checkFile(file: string, options: CheckOptions): Promise<JudgedFile> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const isFolder = (error as { code?: string }).code === 'EISDIR';
    const why = isFolder
      ? `${file} is a folder; name its files: ${file}/*.xml`
      : `cannot read ${file}`;
    throw new PilotError('INPUT_UNREADABLE', why);
  });
  return { file, judged: judgeMessage(bytes, options) };
}
