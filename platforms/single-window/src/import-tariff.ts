import { createHash } from 'node:crypto';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { REFERENCE_CHANGED } from './contract.ts';
import { lastNumber, lockKind } from './store/reference-imports.ts';
import type { ReferenceEffect, ReferenceKind } from './store/tariff.ts';
import { loadVersions, saveVersion } from './store/tariff.ts';

export type { ReferenceKind };

/** An imported file, as kept. */
export type ImportedFile = {
  readonly kind: ReferenceKind;
  readonly fileName: string;
  readonly content: string;
  readonly rowCount: number;
  readonly importedBy: string;
  /**
   * The content that it was compared with, `undefined` without one: another by now means that
   * the difference somebody agreed to is not what would happen. "any": it stands alone.
   */
  readonly madeFrom: { readonly content: string | undefined } | 'any';
} & ReferenceEffect;

/**
 * Keeps a checked file of rates, of the positive list or of supervision modes; from its commit on
 * it is in force, by the dates of its rows. The same content again makes no new version. Returns
 * the version in force. Throws REFERENCE_CHANGED.
 */
export async function importReference(
  runtime: Runtime,
  file: ImportedFile,
): Promise<{ version: number; changed: boolean }> {
  const sha256 = createHash('sha256').update(file.content).digest('hex');
  return runtime.db.transaction(async (tx) => {
    await lockKind(tx, runtime.zoneCode, file.kind);
    const latest = (await loadVersions(tx, runtime.zoneCode)).find((row) => row.kind === file.kind);
    if (file.madeFrom !== 'any' && file.madeFrom.content !== latest?.content) throw changed(file);
    if (latest?.sha256 === sha256) return { version: latest.version, changed: false };
    const version = (await lastNumber(tx, runtime.zoneCode, file.kind)) + 1;
    await saveVersion(tx, runtime.zoneCode, {
      ...file,
      sha256,
      version,
      importedAt: runtime.clock.now(),
    });
    return { version, changed: true };
  });
}

function changed({ kind }: ImportedFile): PilotError {
  const text = `somebody imported or withdrew ${kind} meanwhile; look at the difference again`;
  return new PilotError(REFERENCE_CHANGED, text);
}
