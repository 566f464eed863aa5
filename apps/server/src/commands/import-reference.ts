import { PilotError } from '@pilotzone/kernel/errors';
import { parsePositiveListFile } from '@pilotzone/tariff/positive-list-file';
import { parseTariffFile } from '@pilotzone/tariff/tariff-file';
import type { Platform } from '../compose.ts';

export type ReferenceText = {
  readonly kind: 'tariff' | 'positive-list';
  readonly fileName: string;
  readonly content: string;
  readonly importedBy: string;
};

const ERRORS_SHOWN_MAX = 50;

/**
 * Checks a file of rates or of the positive list and takes it into force. Throws REFERENCE_FILE_INVALID with every
 * row error by line and column.
 */
export async function importReferenceText(platform: Platform, file: ReferenceText) {
  const parsed = file.kind === 'tariff' ? parseTariffFile(file.content) : parsePositiveListFile(file.content);
  if (parsed.kind === 'invalid') {
    const lines = parsed.errors.slice(0, ERRORS_SHOWN_MAX).map((error) => `  line ${error.line}, ${error.column}: ${error.message}`);
    const rest = parsed.errors.length - lines.length;
    if (rest > 0) lines.push(`  … and ${rest} more`);
    throw new PilotError('REFERENCE_FILE_INVALID', `${file.fileName} was not imported; nothing changed:\n${lines.join('\n')}`);
  }
  const result = await platform.singleWindow.importReference({ ...file, rowCount: parsed.rows.length });
  await platform.reloadTariff();
  return { ...result, rows: parsed.rows.length };
}
