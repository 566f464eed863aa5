import type { CebMessage } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ApplyingNeeds } from './applying-needs.ts';
import { isExportReceiptType } from './export-receipts.ts';
import type { ArrivedExportReceipt } from './export-receipts.ts';
import { importReceiptsOf } from './import-receipts.ts';

/** Whether what a receipt of customs speaks of is on file here. */
export type TriedReceipt = 'known' | 'unknown';

type TryingNeeds = ApplyingNeeds & Pick<Runtime, 'db'>;

class NothingKept extends Error {}

const NO_EXCHANGE = '00000000-0000-0000-0000-000000000000';

/**
 * Applies each receipt of a message as if it had come from customs, sees whether it is about
 * something of ours, and rolls everything back. `undefined` for messages that change nothing here:
 * those of companies, and receipts of papers.
 */
export async function tryReceipts(
  needs: TryingNeeds,
  message: CebMessage,
): Promise<TriedReceipt[] | undefined> {
  const trials = trialsOf(needs, message);
  if (!trials) return undefined;
  const tried: TriedReceipt[] = [];
  try {
    await needs.db.transaction(async (tx) => {
      for (const trial of trials) tried.push((await trial(tx)) === 0 ? 'known' : 'unknown');
      throw new NothingKept();
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
  }
  return tried;
}

/** Applies one document; answers how many of what it speaks of are not ours. */
type Trial = (tx: Tx) => Promise<number>;

function trialsOf(needs: TryingNeeds, message: CebMessage): Trial[] | undefined {
  const { type } = message;
  if (type === 'CEB622Message') {
    return message.documents.map(({ head }) => async (tx) => {
      const applied = await needs.applyReceipts(tx, [{ head, exchangeId: NO_EXCHANGE }]);
      return applied.unknown.length;
    });
  }
  if (isExportReceiptType(type)) {
    if (CONFIRMING.has(type)) return undefined;
    return message.documents.map((document) => async (tx) => {
      // Type and document of one message belong together.
      const receipt = { type, document, exchangeId: NO_EXCHANGE } as ArrivedExportReceipt;
      return (await needs.applyExportReceipts?.(tx, [receipt]))?.unknown ?? 1;
    });
  }
  const imports = importReceiptsOf({ kind: 'message', message, path: 'fast' }, NO_EXCHANGE);
  if (imports.length === 0) return undefined;
  return imports.map((receipt) => async (tx) => {
    return (await needs.applyImportReceipts?.(tx, [receipt]))?.unknown ?? 1;
  });
}

/** Receipts of papers only confirm; whether the paper is on file is for its owner to say. */
const CONFIRMING: ReadonlySet<string> = new Set([
  'CEB304Message',
  'CEB404Message',
  'CEB506Message',
]);
