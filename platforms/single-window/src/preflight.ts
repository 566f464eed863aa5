import type { Tx } from '@pilotzone/kernel/db';
import { fileDocuments } from './file-documents.ts';
import type { Filing, FilingNeeds } from './file-documents.ts';
import type { FilingResult } from './model/filing-result.ts';
import { lockByOrder } from './store/declarations.ts';
import type { DeclarationRow } from './model/declaration.ts';

/** What would happen if these documents were filed now. */
export type Preflight = { readonly results: readonly FilingResult[]; readonly declarations: readonly DeclarationRow[] };

class NothingKept extends Error {}

/**
 * The pre-flight check: files the documents exactly as the real thing does, looks at the result, and rolls the
 * transaction back. So the answer cannot differ from what clearing would say, and nothing is kept.
 */
export async function preflight(
  needs: FilingNeeds,
  prepare: (tx: Tx) => Promise<readonly Filing[]>,
): Promise<Preflight> {
  let answer: Preflight = { results: [], declarations: [] };
  try {
    await needs.db.transaction(async (tx) => {
      const filings = await prepare(tx);
      const results = await fileDocuments(needs, tx, { filings, options: { judge: true } });
      const keys = filings.flatMap(({ type, document }) => (type === 'CEB621Message' ? [document.head] : []));
      const declarations = await lockByOrder(tx, needs.zoneCode, keys);
      answer = { results, declarations };
      throw new NothingKept();
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
  }
  return answer;
}
