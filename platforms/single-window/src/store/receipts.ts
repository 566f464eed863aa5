import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';

/** One receipt of one declaration. */
export type ReceiptRow = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly preNo: string | null;
  readonly invtNo: string | null;
  readonly source: 'platform' | 'eport' | 'customs';
  readonly exchangeId: string | null;
  readonly receivedAt: number;
};

const stageReceipt = defineStage<ReceiptRow & { zoneCode: string }>('stage_receipt', [
  ['zone_code', 'text', (row) => row.zoneCode],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_time', 'text', (row) => row.returnTime],
  ['return_info', 'text', (row) => row.returnInfo],
  ['pre_no', 'text', (row) => row.preNo],
  ['invt_no', 'text', (row) => row.invtNo],
  ['source', 'text', (row) => row.source],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['received_at', 'timestamptz', (row) => row.receivedAt],
]);

/** Stores receipts; a repeated one changes nothing. */
export async function saveReceipts(
  tx: Tx,
  zoneCode: string,
  rows: readonly ReceiptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(
    stageReceipt,
    rows.map((row) => ({ ...row, zoneCode })),
  );
  await tx.query(
    `insert into single_window.receipt (zone_code, declaration_id, attempt, return_status, return_time,
            return_info, pre_no, invt_no, source, exchange_id, received_at)
     select zone_code, declaration_id, attempt, return_status, return_time,
            return_info, pre_no, invt_no, source, exchange_id, received_at
       from stage_receipt
         on conflict do nothing`,
  );
}

/** The receipts of these declarations in the order of their return times. */
export async function listReceipts(
  q: Queryable,
  zoneCode: string,
  declarationIds: readonly string[],
) {
  return q.query<{
    declaration_id: string;
    attempt: number;
    return_status: string;
    return_time: string;
    return_info: string;
    pre_no: string | null;
    invt_no: string | null;
    source: string;
    exchange_id: string | null;
    received_at: number;
  }>(
    `select declaration_id, attempt, return_status, return_time, return_info, pre_no, invt_no, source, exchange_id,
            received_at
       from single_window.receipt
      where zone_code = $1 and declaration_id = any($2::uuid[])
      order by declaration_id, attempt, return_time`,
    [zoneCode, declarationIds],
  );
}
