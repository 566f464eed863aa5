import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { ArrivalReport } from '../model/arrival-report.ts';

function boundTo({ reportId }: Pick<ArrivalReport, 'reportId'>): string {
  return `arrival report ${reportId}`;
}
const BODY = { body: { as: 'text', boundTo } } as const;

const STAGE = defineStage<ArrivalReport>('stage_logistics_arrival_report', [
  ['report_id', 'uuid', (row) => row.reportId],
  ['operator_code', 'text', (row) => row.operatorCode],
  ['cop_no', 'text', (row) => row.copNo],
  ['app_time', 'text', (row) => row.appTime],
  ['guid', 'text', (row) => row.guid],
  ['status', 'text', (row) => row.status],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_info', 'text', (row) => row.returnInfo],
  ['rkd_no', 'text', (row) => row.rkdNo],
  ['body', 'sealed', (row) => row.body, boundTo],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['filed_at', 'timestamptz', (row) => row.filedAt],
  ['decided_at', 'timestamptz', (row) => row.decidedAt],
]);
const NAMES = STAGE.columns.map(([name]) => name);

/** Writes reports, new ones and known ones alike. */
export async function saveArrivalReports(
  tx: Tx,
  zoneCode: string,
  rows: readonly ArrivalReport[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(STAGE, rows);
  const changed = NAMES.slice(3).map((name) => `${name} = excluded.${name}`);
  await tx.query(
    `insert into logistics.arrival_report (zone_code, ${NAMES.join(', ')})
     select $1, ${NAMES.join(', ')}
     from stage_logistics_arrival_report
     order by report_id
     on conflict (zone_code, report_id) do update
     set ${changed.join(', ')}`,
    [zoneCode],
  );
}

const COLUMNS = `report_id::text as "reportId", operator_code as "operatorCode",
       cop_no as "copNo", app_time as "appTime", guid, status, return_status as "returnStatus",
       return_info as "returnInfo", rkd_no as "rkdNo", body, exchange_id::text as "exchangeId",
       filed_at as "filedAt", decided_at as "decidedAt"`;

/** Reports with these numbers of operators, locked until commit in order of their numbers. */
export async function lockArrivalReports(
  tx: Tx,
  zoneCode: string,
  keys: readonly { readonly operatorCode: string; readonly copNo: string }[],
): Promise<ArrivalReport[]> {
  return tx.query<ArrivalReport>(
    `select ${COLUMNS}
     from logistics.arrival_report
     where zone_code = $1
     and (operator_code, cop_no) in (select * from unnest($2::text[], $3::text[]))
     order by operator_code, cop_no
     for update`,
    [zoneCode, keys.map((key) => key.operatorCode), keys.map((key) => key.copNo)],
    BODY,
  );
}

/** Of these reports the ones that customs has not answered. */
export async function findUnanswered(
  q: Queryable,
  zoneCode: string,
  ids: readonly string[],
): Promise<ArrivalReport[]> {
  return q.query<ArrivalReport>(
    `select ${COLUMNS}
     from logistics.arrival_report
     where zone_code = $1
     and report_id = any($2::uuid[])
     and status = 'sent'`,
    [zoneCode, ids],
    BODY,
  );
}
