import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Case } from './model/case.ts';
import { loadDocuments } from './store/declaration-documents.ts';
import type { DeclarationRow } from './model/declaration.ts';

/**
 * Stored declarations with their documents, ready to be judged. The rows must be locked by `tx`.
 */
export async function loadCases(
  runtime: Runtime,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<Case[]> {
  const documents = await loadDocuments(tx, runtime.zoneCode, rows);
  return rows.map((row) => {
    const stored = documents.get(row.declarationId);
    assert(stored, `declaration ${row.declarationId} has no document of attempt ${row.attempt}`);
    const { guid, appTime } = row;
    const list = unpackDocument('CEB621Message', stored.body, { guid, appType: '1', appTime });
    return {
      row,
      known: row,
      list,
      body: stored.body,
      exchangeId: stored.exchangeId,
      filedAt: stored.filedAt,
    };
  });
}
