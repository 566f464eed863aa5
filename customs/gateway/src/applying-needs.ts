import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { ArrivedExportReceipt } from './export-receipts.ts';
import type { ArrivedImportReceipt } from './import-receipts.ts';

/** Who takes in what customs says: each applies it in the gateway's transaction. */
export type ApplyingNeeds = {
  applyReceipts(
    tx: Tx,
    receipts: readonly { head: ListReceipt['head']; exchangeId: string }[],
  ): Promise<{ applied: number; unknown: readonly unknown[] }>;
  /** Applies what customs says about exports; absent where nobody exports. */
  applyExportReceipts?(
    tx: Tx,
    receipts: readonly ArrivedExportReceipt[],
  ): Promise<{ unknown: number }>;
  /** Applies what customs says of cancellations, returns, arrivals and tax bills. */
  applyImportReceipts?(
    tx: Tx,
    receipts: readonly ArrivedImportReceipt[],
  ): Promise<{ unknown: number }>;
};
