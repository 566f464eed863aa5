import { appendNew } from '@pilotzone/kernel/append-new';
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
  const staged = rows.map((row) => ({ ...row, zoneCode }));
  const into = { table: 'single_window.receipt', columns: stageReceipt.columns };
  if (await appendNew(tx, into, staged)) return;
  await tx.stage(stageReceipt, staged);
  await tx.query(
    `insert into single_window.receipt
            (zone_code, declaration_id, attempt, return_status, return_time, return_info, pre_no,
             invt_no, source, exchange_id, received_at)
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
    `select declaration_id, attempt, return_status, return_time, return_info, pre_no, invt_no,
            source, exchange_id, received_at
       from single_window.receipt
      where zone_code = $1 and declaration_id = any($2::uuid[])
      order by declaration_id, attempt, return_time`,
    [zoneCode, declarationIds],
  );
}

/** A receipt of an attempt before the present one: what tells late receipts of it apart. */
export type EarlierReceipt = {
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly preNo: string | null;
};

/** Receipts of the attempts before these, by declaration id. */
export async function loadEarlierReceipts(
  tx: Tx,
  zoneCode: string,
  keys: readonly { declarationId: string; attempt: number }[],
): Promise<Map<string, EarlierReceipt[]>> {
  const earlier = new Map<string, EarlierReceipt[]>();
  if (keys.length === 0) return earlier;
  const rows = await tx.query<{
    declaration_id: string;
    attempt: number;
    return_status: string;
    return_time: string;
    pre_no: string | null;
  }>(
    `select r.declaration_id, r.attempt, r.return_status, r.return_time, r.pre_no
       from unnest($2::uuid[], $3::int4[]) k (declaration_id, attempt)
      cross join lateral (select *
                            from single_window.receipt r
                           where r.zone_code = $1
                             and r.declaration_id = k.declaration_id
                             and r.attempt < k.attempt
                          offset 0) r`,
    [zoneCode, keys.map((key) => key.declarationId), keys.map((key) => key.attempt)],
  );
  for (const row of rows) {
    const receipt = {
      attempt: row.attempt,
      returnStatus: row.return_status,
      returnTime: row.return_time,
      preNo: row.pre_no,
    };
    earlier.set(row.declaration_id, [...(earlier.get(row.declaration_id) ?? []), receipt]);
  }
  return earlier;
}
