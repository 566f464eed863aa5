import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Case } from './model/case.ts';
import { mayFollow } from './model/lifecycle.ts';
import { RetryTransaction } from './retry-transaction.ts';
import { appendDocuments, appendTransitions, updateFacts } from './store/declaration-documents.ts';
import { insertDeclarations, updateDeclarations } from './store/declarations.ts';

/** A case with what this transaction makes of it. */
export type SavedCase = Case & {
  readonly facts: string | null;
  readonly cause: string;
  readonly actor: string | null;
};

/** Writes states, documents and steps of lists, new and known ones, in one go. */
export async function saveCases(
  runtime: Runtime,
  tx: Tx,
  cases: readonly SavedCase[],
): Promise<void> {
  const { zoneCode } = runtime;
  for (const { known, row } of cases) {
    const isAllowed = !known || mayFollow(known.status, row.status);
    assert(isAllowed, `a declaration that is ${known?.status} cannot become ${row.status}`);
  }
  const fresh = cases.filter((item) => !item.known).map((item) => item.row);
  const inserted = await insertDeclarations(tx, zoneCode, fresh);
  if (inserted.length < fresh.length)
    throw new RetryTransaction('a list number was taken meanwhile');
  await updateDeclarations(
    tx,
    zoneCode,
    cases.filter((item) => item.known).map((item) => item.row),
  );
  const documents = cases.map(({ row, exchangeId, body, facts, filedAt }) => ({
    declarationId: row.declarationId,
    attempt: row.attempt,
    exchangeId,
    body,
    facts,
    filedAt,
  }));
  await appendDocuments(
    tx,
    zoneCode,
    documents.filter((_, index) => isNewAttempt(cases[index])),
  );
  await updateFacts(
    tx,
    zoneCode,
    documents.filter(({ facts }, index) => facts !== null && !isNewAttempt(cases[index])),
  );
  await appendTransitions(
    tx,
    zoneCode,
    cases.map(({ row, known, cause, actor }) => ({
      declarationId: row.declarationId,
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

function isNewAttempt(item: SavedCase | undefined): boolean {
  return item?.known?.attempt !== item?.row.attempt;
}
