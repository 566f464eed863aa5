import { createHash } from 'node:crypto';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ReferenceKind } from './store/tariff.ts';
import { loadVersions, saveVersion } from './store/tariff.ts';

export type { ReferenceKind };

/** An imported file, as kept. */
export type ImportedFile = {
  readonly kind: ReferenceKind;
  readonly fileName: string;
  readonly content: string;
  readonly rowCount: number;
  readonly importedBy: string;
};

/**
 * Keeps a checked file of rates, of the positive list or of supervision modes; from its commit on
 * it is in force, by the dates of its rows. The same content again makes no new version. Returns
 * the version in force.
 */
export async function importReference(
  runtime: Runtime,
  file: ImportedFile,
): Promise<{ version: number; changed: boolean }> {
  const sha256 = createHash('sha256').update(file.content).digest('hex');
  return runtime.db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [
      `${runtime.zoneCode} ${file.kind}`,
    ]);
    const latest = (await loadVersions(tx, runtime.zoneCode)).find((row) => row.kind === file.kind);
    if (latest?.sha256 === sha256) return { version: latest.version, changed: false };
    const version = (latest?.version ?? 0) + 1;
    await saveVersion(tx, runtime.zoneCode, {
      ...file,
      sha256,
      version,
      importedAt: runtime.clock.now(),
    });
    return { version, changed: true };
  });
}
