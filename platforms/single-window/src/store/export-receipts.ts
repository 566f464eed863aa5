import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** One receipt of one export case. */
export type ExportReceiptRow = {
  readonly caseId: string;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly source: 'platform' | 'eport' | 'customs';
  readonly exchangeId: string | null;
  readonly receivedAt: number;
};

/** Stores receipts; a repeated one changes nothing. */
export async function saveExportReceipts(
  tx: Tx,
  zoneCode: string,
  rows: readonly ExportReceiptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into single_window.export_receipt
            (zone_code, case_id, return_status, return_time, return_info, source, exchange_id,
             received_at)
     select $1, "caseId", "returnStatus", "returnTime", "returnInfo", source, "exchangeId",
            to_timestamp("receivedAt" / 1000)
       from jsonb_to_recordset($2::jsonb)
         as r ("caseId" uuid, "returnStatus" text, "returnTime" text, "returnInfo" text,
               source text, "exchangeId" uuid, "receivedAt" float8)
         on conflict do nothing`,
    [zoneCode, JSON.stringify(rows)],
  );
}

/** The receipts of a case in the order of their return times. */
export async function listExportReceipts(q: Queryable, zoneCode: string, caseId: string) {
  return q.query<{
    returnStatus: string;
    returnTime: string;
    returnInfo: string;
    source: string;
    exchangeId: string | null;
  }>(
    `select return_status as "returnStatus", return_time as "returnTime",
            return_info as "returnInfo", source, exchange_id::text as "exchangeId"
       from single_window.export_receipt
      where zone_code = $1 and case_id = $2::uuid
      order by return_time, received_at`,
    [zoneCode, caseId],
  );
}

/** The steps of a case, oldest first. */
export async function listExportSteps(q: Queryable, zoneCode: string, caseId: string) {
  return q.query<{
    version: number;
    attempt: number;
    from: string | null;
    to: string;
    at: number;
    cause: string;
    actor: string | null;
  }>(
    `select version, attempt, from_status as "from", to_status as "to", at, cause, actor
       from single_window.export_transition
      where zone_code = $1 and case_id = $2::uuid
      order by version`,
    [zoneCode, caseId],
  );
}
