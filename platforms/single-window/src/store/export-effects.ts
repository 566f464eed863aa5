import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** What came back of a line of a list by one return; decimals as text. */
export type ReturnedLine = {
  readonly listId: string;
  readonly returnId: string;
  readonly lineNo: number;
  readonly quantity: string;
  readonly quantity1: string;
  readonly quantity2: string;
};

/** Everything that came back of these lists so far. */
export async function listReturnedLines(
  q: Queryable,
  zoneCode: string,
  listIds: readonly string[],
): Promise<ReturnedLine[]> {
  return q.query<ReturnedLine>(
    `select list_id::text as "listId", return_id::text as "returnId", line_no as "lineNo",
            quantity, quantity1, quantity2
       from single_window.export_returned_line
      where zone_code = $1 and list_id = any($2::uuid[])
      order by list_id, return_id, line_no`,
    [zoneCode, listIds],
  );
}

/** Notes what came back; a repeat changes nothing. */
export async function saveReturnedLines(
  tx: Tx,
  zoneCode: string,
  lines: readonly ReturnedLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(
    `insert into single_window.export_returned_line
            (zone_code, list_id, return_id, line_no, quantity, quantity1, quantity2)
     select $1, "listId", "returnId", "lineNo", quantity, quantity1, quantity2
       from jsonb_to_recordset($2::jsonb)
         as r ("listId" uuid, "returnId" uuid, "lineNo" int4, quantity numeric,
               quantity1 numeric, quantity2 numeric)
         on conflict do nothing`,
    [zoneCode, JSON.stringify(lines)],
  );
}

/** What came back of these lists by returns that customs took. */
export async function listAcceptedReturns(
  q: Queryable,
  zoneCode: string,
  listIds: readonly string[],
): Promise<ReturnedLine[]> {
  return q.query<ReturnedLine>(
    `select l.list_id::text as "listId", l.return_id::text as "returnId", l.line_no as "lineNo",
            l.quantity, l.quantity1, l.quantity2
       from single_window.export_returned_line l
       join single_window.export_case c
         on c.zone_code = l.zone_code and c.case_id = l.return_id and c.status = 'accepted'
      where l.zone_code = $1 and l.list_id = any($2::uuid[])
      order by l.list_id, l.return_id, l.line_no`,
    [zoneCode, listIds],
  );
}

/** Gives back what returns asked for that customs refused. */
export async function dropReturnedLines(
  tx: Tx,
  zoneCode: string,
  returnIds: readonly string[],
): Promise<void> {
  if (returnIds.length === 0) return;
  await tx.query(
    `delete from single_window.export_returned_line
      where zone_code = $1 and return_id = any($2::uuid[])`,
    [zoneCode, returnIds],
  );
}

/** A declaration form as customs tells of it (792). */
export type SummaryRow = {
  readonly declSeqNo: string;
  readonly sumNo: string;
  readonly applicationId: string | null;
  readonly entryId: string | null;
  readonly declState: string;
  readonly opDate: string;
  readonly grossWeight: string;
  readonly netWeight: string;
  readonly exchangeId: string;
};

/** Which line of a form a list's line went into. */
export type SummaryLineRow = {
  readonly declSeqNo: string;
  readonly listId: string;
  readonly lineNo: number;
  readonly formLineNo: number;
  readonly hsCode: string;
};

/** Keeps forms and their lines; of two reports on one form the later one counts. */
export async function saveSummaries(
  tx: Tx,
  zoneCode: string,
  news: { forms: readonly SummaryRow[]; lines: readonly SummaryLineRow[]; now: number },
): Promise<void> {
  await tx.query(
    `insert into single_window.summary_declaration
            (zone_code, decl_seq_no, sum_no, application_id, entry_id, decl_state, op_date,
             gross_weight, net_weight, exchange_id, received_at)
     select $1, "declSeqNo", "sumNo", "applicationId", "entryId", "declState", "opDate",
            "grossWeight", "netWeight", "exchangeId", to_timestamp($3::float8 / 1000)
       from jsonb_to_recordset($2::jsonb)
         as r ("declSeqNo" text, "sumNo" text, "applicationId" uuid, "entryId" text,
               "declState" text, "opDate" text, "grossWeight" numeric, "netWeight" numeric,
               "exchangeId" uuid)
         on conflict (zone_code, decl_seq_no) do update
        set entry_id = excluded.entry_id, decl_state = excluded.decl_state,
            op_date = excluded.op_date, exchange_id = excluded.exchange_id,
            received_at = excluded.received_at
      where summary_declaration.op_date <= excluded.op_date`,
    [zoneCode, JSON.stringify(news.forms), news.now],
  );
  await tx.query(
    `insert into single_window.summary_declaration_line
            (zone_code, decl_seq_no, list_id, line_no, form_line_no, hs_code)
     select $1, "declSeqNo", "listId", "lineNo", "formLineNo", "hsCode"
       from jsonb_to_recordset($2::jsonb)
         as r ("declSeqNo" text, "listId" uuid, "lineNo" int4, "formLineNo" int4, "hsCode" text)
         on conflict do nothing`,
    [zoneCode, JSON.stringify(news.lines)],
  );
}

/** Which of these lists stand in a form already. */
export async function findSummed(
  q: Queryable,
  zoneCode: string,
  listIds: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ listId: string }>(
    `select distinct list_id::text as "listId"
       from single_window.summary_declaration_line
      where zone_code = $1 and list_id = any($2::uuid[])`,
    [zoneCode, listIds],
  );
  return new Set(rows.map(({ listId }) => listId));
}

/** The forms that a list went into, with the line numbers. */
export async function listFormsOf(q: Queryable, zoneCode: string, listId: string) {
  return q.query<{
    declSeqNo: string;
    sumNo: string;
    entryId: string | null;
    declState: string;
    lineNo: number;
    formLineNo: number;
  }>(
    `select d.decl_seq_no as "declSeqNo", d.sum_no as "sumNo", d.entry_id as "entryId",
            d.decl_state as "declState", l.line_no as "lineNo", l.form_line_no as "formLineNo"
       from single_window.summary_declaration_line l
       join single_window.summary_declaration d
         on d.zone_code = l.zone_code and d.decl_seq_no = l.decl_seq_no
      where l.zone_code = $1 and l.list_id = $2::uuid
      order by l.line_no`,
    [zoneCode, listId],
  );
}

/** The applications that speak of a list: by its number, or by its waybill. */
export async function listApplicationsOf(
  q: Queryable,
  zoneCode: string,
  list: { invtNo: string | null; billNo: string | null; declSeqNos: readonly string[] },
) {
  return q.query<{
    caseId: string;
    kind: string;
    copNo: string;
    status: string;
    returnStatus: string | null;
    appTime: string;
  }>(
    `select c.case_id::text as "caseId", c.kind, c.cop_no as "copNo", c.status,
            c.return_status as "returnStatus", c.app_time as "appTime"
       from single_window.export_case c
      where c.zone_code = $1
        and ((c.kind in ('cancellation', 'return') and c.subject_key = $2)
             or (c.kind = 'manifest' and c.subject_key = $3)
             or c.case_id in (select d.application_id
                                from single_window.summary_declaration d
                               where d.zone_code = $1 and d.decl_seq_no = any($4)))
      order by c.app_time, c.case_id
      limit 200`,
    [zoneCode, list.invtNo, list.billNo, list.declSeqNos],
  );
}
