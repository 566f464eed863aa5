import type { Column, Tx } from './db.ts';

const UNIQUE_VIOLATION = '23505';

/**
 * Appends rows that are new as far as anyone knows, straight by COPY: about half the price of a
 * stage and `on conflict do nothing`. When one of them is there already, nothing is appended and
 * the answer is `false`: take the careful way then. Give the rows in the order of their keys, so
 * that two batches with the same new keys wait for each other in one direction only.
 */
export async function appendNew<Row>(
  tx: Tx,
  into: { readonly table: string; readonly columns: readonly Column<Row>[] },
  rows: readonly Row[],
): Promise<boolean> {
  try {
    await tx.tryAppend(into.table, into.columns, rows);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}
