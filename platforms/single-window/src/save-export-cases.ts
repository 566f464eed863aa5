import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportCase } from './model/export-case.ts';
import { mayFollowExport } from './model/export-lifecycle.ts';
import { RetryTransaction } from './retry-transaction.ts';
import { appendExportSteps, saveExportCases } from './store/export-cases.ts';

/** A case with what this transaction makes of it, and why. */
export type MovedExport = {
  readonly known: ExportCase | undefined;
  readonly row: ExportCase;
  readonly cause: string;
  readonly actor: string | null;
};

/** Writes cases and their steps; a step is noted when the version grew. */
export async function saveMovedExports(
  runtime: Runtime,
  tx: Tx,
  moved: readonly MovedExport[],
): Promise<void> {
  for (const { known, row } of moved) {
    const isAllowed = !known || mayFollowExport(row.kind, known.status, row.status);
    assert(isAllowed, `an export case that is ${known?.status} cannot become ${row.status}`);
  }
  await saveExportCases(
    tx,
    runtime.zoneCode,
    moved.map(({ row }) => row),
  ).catch(retryWhenTaken);
  await appendExportSteps(
    tx,
    runtime.zoneCode,
    moved
      .filter(({ known, row }) => known?.version !== row.version)
      .map(({ known, row, cause, actor }) => ({
        caseId: row.caseId,
        version: row.version,
        attempt: row.attempt,
        fromStatus: known?.status ?? null,
        toStatus: row.status,
        at: runtime.clock.now(),
        cause,
        actor,
      })),
  );
}

const UNIQUE_VIOLATION = '23505';

/** Another transaction filed the same number first: what arrived is planned again beside it. */
function retryWhenTaken(error: unknown): never {
  if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
  throw new RetryTransaction('an export number was taken meanwhile');
}
