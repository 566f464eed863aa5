import type { Parameter, Queryable, Tx } from '@pilotzone/kernel/db';
import { sealRecords } from '@pilotzone/kernel/sealing/seal-records';
import type { ExportCase, ExportKind } from '../model/export-case.ts';
import type { ExportStatus } from '../model/export-lifecycle.ts';

const COLUMNS = `c.case_id::text as "caseId", c.kind, c.declarant_code as "declarantCode",
       c.cop_no as "copNo", c.part, c.subject_key as "subjectKey", c.guid,
       c.app_type as "appType", c.app_time as "appTime", c.app_status as "appStatus",
       c.attempt, c.version, c.status, c.return_status as "returnStatus",
       c.return_time as "returnTime", c.pre_no as "preNo", c.customs_no as "customsNo",
       c.reasons, c.body, c.earlier, c.exchange_id::text as "exchangeId",
       c.filed_at as "filedAt", c.decided_at as "decidedAt", c.ebp_code as "ebpCode",
       c.ebc_code as "ebcCode", c.logistics_code as "logisticsCode",
       c.logistics_no as "logisticsNo", c.trade_mode as "tradeMode",
       c.statistics_flag as "statisticsFlag", c.value_cny as "valueCny", c.facts, c.lane,
       c.released_on as "releasedOn", c.closed_on as "closedOn", c.closed_at as "closedAt",
       c.bill_no as "billNo"`;

const SEALED = { body: 'text', earlier: 'json' } as const;

/** The number under which a declarant knows its case. */
export type CaseNumber = {
  readonly declarantCode: string;
  readonly copNo: string;
  readonly part: number;
};

/** The cases of one kind under these numbers, locked until commit, in the order of their ids. */
export async function lockCasesByNumber(
  tx: Tx,
  zoneCode: string,
  { kind, numbers }: { kind: ExportKind; numbers: readonly CaseNumber[] },
): Promise<ExportCase[]> {
  if (numbers.length === 0) return [];
  return tx.query<ExportCase>(
    `select ${COLUMNS}
       from unnest($3::text[], $4::text[], $5::int4[]) k (declarant_code, cop_no, part)
       join single_window.export_case c
         on c.zone_code = $1 and c.kind = $2 and c.declarant_code = k.declarant_code
        and c.cop_no = k.cop_no and c.part = k.part
      order by c.case_id
        for update of c`,
    [
      zoneCode,
      kind,
      numbers.map((number) => number.declarantCode),
      numbers.map((number) => number.copNo),
      numbers.map((number) => number.part),
    ],
    SEALED,
  );
}

/** Cases by id, locked until commit, in the order of their ids. */
export async function lockCasesById(
  tx: Tx,
  zoneCode: string,
  caseIds: readonly string[],
): Promise<ExportCase[]> {
  return lockWhere(tx, 'c.case_id = any($2::uuid[])', [zoneCode, caseIds]);
}

/** Lists by the key of their order. */
export async function lockListsByOrder(
  tx: Tx,
  zoneCode: string,
  keys: readonly string[],
): Promise<ExportCase[]> {
  return lockWhere(tx, `c.kind = 'list' and c.subject_key = any($2)`, [zoneCode, keys]);
}

/** Lists by the number that customs gave them. */
export async function lockListsByNumber(
  tx: Tx,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<ExportCase[]> {
  return lockWhere(tx, `c.kind = 'list' and c.customs_no = any($2)`, [zoneCode, invtNos]);
}

/** Lists by carrier and waybill. */
export async function lockListsByWaybill(
  tx: Tx,
  zoneCode: string,
  keys: readonly { logisticsCode: string; logisticsNo: string }[],
): Promise<ExportCase[]> {
  if (keys.length === 0) return [];
  return lockWhere(
    tx,
    `c.kind = 'list' and (c.logistics_code, c.logistics_no) in
            (select * from unnest($2::text[], $3::text[]))`,
    [zoneCode, keys.map((key) => key.logisticsCode), keys.map((key) => key.logisticsNo)],
  );
}

/** Closed lists of a merchant and declarant by the time at which their goods left. */
export async function lockListsByTime(
  tx: Tx,
  zoneCode: string,
  within: { ebcCode: string; agentCode: string; from: string; until: string },
): Promise<ExportCase[]> {
  const { ebcCode, agentCode, from, until } = within;
  return lockWhere(
    tx,
    `c.kind = 'list' and c.ebc_code = $2 and c.declarant_code = $3 and c.status = 'closed'
        and c.statistics_flag = 'B' and c.closed_at between $4 and $5
        and not exists (select 1 from single_window.summary_declaration_line l
                         where l.zone_code = c.zone_code and l.list_id = c.case_id)`,
    [zoneCode, ebcCode, agentCode, from, until],
  );
}

/** Cases of one kind about these subjects. */
export async function lockCasesBySubject(
  tx: Tx,
  zoneCode: string,
  { kind, subjects }: { kind: ExportKind; subjects: readonly string[] },
): Promise<ExportCase[]> {
  if (subjects.length === 0) return [];
  const values = [zoneCode, kind, subjects];
  return lockWhere(tx, 'c.kind = $2 and c.subject_key = any($3)', values);
}

/** Summary applications by the number that customs gave them. */
export async function findBySumNo(
  q: Queryable,
  zoneCode: string,
  sumNos: readonly string[],
): Promise<Map<string, string>> {
  const rows = await q.query<{ sumNo: string; caseId: string }>(
    `select c.customs_no as "sumNo", c.case_id::text as "caseId"
       from single_window.export_case c
      where c.zone_code = $1 and c.kind = 'summary' and c.customs_no = any($2)`,
    [zoneCode, sumNos],
  );
  return new Map(rows.map(({ sumNo, caseId }) => [sumNo, caseId]));
}

/** Applications that are recorded and not judged yet, oldest first. */
export async function lockFiledApplications(
  tx: Tx,
  zoneCode: string,
  limit: number,
): Promise<ExportCase[]> {
  return tx.query<ExportCase>(
    `select ${COLUMNS}
       from single_window.export_case c
      where c.zone_code = $1 and c.status = 'filed'
      order by c.app_time, c.case_id
      limit $2
        for update`,
    [zoneCode, limit],
    SEALED,
  );
}

async function lockWhere(
  tx: Tx,
  condition: string,
  parameters: readonly Parameter[],
): Promise<ExportCase[]> {
  return tx.query<ExportCase>(
    `select ${COLUMNS}
       from single_window.export_case c
      where c.zone_code = $1 and ${condition}
      order by c.case_id
        for update`,
    parameters,
    SEALED,
  );
}

const WRITTEN: readonly (readonly [column: string, type: string, key: keyof ExportCase])[] = [
  ['case_id', 'uuid', 'caseId'],
  ['kind', 'text', 'kind'],
  ['declarant_code', 'text', 'declarantCode'],
  ['cop_no', 'text', 'copNo'],
  ['part', 'int4', 'part'],
  ['subject_key', 'text', 'subjectKey'],
  ['guid', 'text', 'guid'],
  ['app_type', 'text', 'appType'],
  ['app_time', 'text', 'appTime'],
  ['app_status', 'text', 'appStatus'],
  ['attempt', 'int4', 'attempt'],
  ['version', 'int4', 'version'],
  ['status', 'text', 'status'],
  ['return_status', 'text', 'returnStatus'],
  ['return_time', 'text', 'returnTime'],
  ['pre_no', 'text', 'preNo'],
  ['customs_no', 'text', 'customsNo'],
  ['reasons', 'jsonb', 'reasons'],
  ['body', 'bytea', 'body'],
  ['earlier', 'bytea', 'earlier'],
  ['exchange_id', 'uuid', 'exchangeId'],
  ['ebp_code', 'text', 'ebpCode'],
  ['ebc_code', 'text', 'ebcCode'],
  ['logistics_code', 'text', 'logisticsCode'],
  ['logistics_no', 'text', 'logisticsNo'],
  ['trade_mode', 'text', 'tradeMode'],
  ['statistics_flag', 'text', 'statisticsFlag'],
  ['value_cny', 'numeric', 'valueCny'],
  ['facts', 'jsonb', 'facts'],
  ['lane', 'text', 'lane'],
  ['released_on', 'date', 'releasedOn'],
  ['closed_on', 'date', 'closedOn'],
  ['closed_at', 'text', 'closedAt'],
  ['bill_no', 'text', 'billNo'],
];

type Written = { readonly body: string; readonly earlier: ExportCase['earlier'] };

const NAMES = WRITTEN.map(([column]) => column).join(', ');
const RECORD = WRITTEN.map(([column, type]) => `${column} ${type}`).join(', ');
const UPDATES = WRITTEN.slice(1)
  .map(([column]) => `${column} = excluded.${column}`)
  .join(', ');

/**
 * Writes cases whole, new and known ones; the known ones must be locked. Fails with a unique
 * violation when another transaction took a number meanwhile.
 */
export async function saveExportCases(
  tx: Tx,
  zoneCode: string,
  rows: readonly ExportCase[],
): Promise<void> {
  if (rows.length === 0) return;
  const records = rows.map((row) => ({
    ...(Object.fromEntries(WRITTEN.map(([column, , key]) => [column, row[key]])) as Written),
    filed_ms: row.filedAt,
    decided_ms: row.decidedAt,
  }));
  await tx.query(
    `insert into single_window.export_case (zone_code, filed_at, decided_at, ${NAMES})
     select $1, to_timestamp(filed_ms / 1000), to_timestamp(decided_ms / 1000), ${NAMES}
       from jsonb_to_recordset($2::jsonb)
         as r (filed_ms float8, decided_ms float8, ${RECORD})
      order by case_id
         on conflict (zone_code, case_id) do update
        set filed_at = excluded.filed_at, decided_at = excluded.decided_at, ${UPDATES}`,
    [zoneCode, JSON.stringify(await sealRecords(tx, records, ['body', 'earlier']))],
  );
}

/** One step of a case. */
export type ExportStep = {
  readonly caseId: string;
  readonly version: number;
  readonly attempt: number;
  readonly fromStatus: string | null;
  readonly toStatus: string;
  readonly at: number;
  readonly cause: string;
  readonly actor: string | null;
};

/** Appends steps. */
export async function appendExportSteps(
  tx: Tx,
  zoneCode: string,
  steps: readonly ExportStep[],
): Promise<void> {
  await tx.append<ExportStep>(
    'single_window.export_transition',
    [
      ['zone_code', 'text', () => zoneCode],
      ['case_id', 'uuid', (step) => step.caseId],
      ['version', 'int4', (step) => step.version],
      ['attempt', 'int4', (step) => step.attempt],
      ['from_status', 'text', (step) => step.fromStatus],
      ['to_status', 'text', (step) => step.toStatus],
      ['at', 'timestamptz', (step) => step.at],
      ['cause', 'text', (step) => step.cause],
      ['actor', 'text', (step) => step.actor],
    ],
    steps,
  );
}

/** Which export lists to list; every given part narrows. */
export type ExportFilter = {
  readonly status?: string | undefined;
  readonly tradeMode?: string | undefined;
  readonly statisticsFlag?: string | undefined;
  readonly lane?: string | undefined;
  readonly orderNo?: string | undefined;
  readonly copNo?: string | undefined;
  readonly invtNo?: string | undefined;
  readonly participantCode?: string | undefined;
};

/** Export lists, newest first, after the one with id `before`. */
export async function listExportRows(
  q: Queryable,
  zoneCode: string,
  page: { filter: ExportFilter; before: string | undefined; limit: number },
): Promise<ExportCase[]> {
  const parameters: Parameter[] = [zoneCode, page.limit];
  const conditions = [`c.zone_code = $1`, `c.kind = 'list'`];
  const add = (sql: string, value: string | undefined) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(sql.replaceAll('?', `$${parameters.length}`));
  };
  const { filter } = page;
  add('c.case_id < ?::uuid', page.before);
  add('c.status = ?', filter.status);
  add('c.trade_mode = ?', filter.tradeMode);
  add('c.statistics_flag = ?', filter.statisticsFlag);
  add('c.lane = ?', filter.lane);
  add(`split_part(c.subject_key, '|', 3) = ?`, filter.orderNo);
  add('c.cop_no = ?', filter.copNo);
  add('c.customs_no = ?', filter.invtNo);
  add('? in (c.ebp_code, c.ebc_code, c.declarant_code, c.logistics_code)', filter.participantCode);
  return q.query<ExportCase>(
    `select ${COLUMNS}
       from single_window.export_case c
      where ${conditions.join('\n        and ')}
      order by c.case_id desc
      limit $2`,
    parameters,
    SEALED,
  );
}

/** One list; `undefined` when the zone has none of this id. */
export async function findExportRow(
  q: Queryable,
  zoneCode: string,
  caseId: string,
): Promise<ExportCase | undefined> {
  const rows = await q.query<ExportCase>(
    `select ${COLUMNS}
       from single_window.export_case c
      where c.zone_code = $1 and c.case_id = $2::uuid`,
    [zoneCode, caseId],
    SEALED,
  );
  return rows[0];
}

/** Every case in order of kind and key, a page at a time: `clear`. */
export async function listExportResults(
  q: Queryable,
  zoneCode: string,
  { after, limit }: { after: string; limit: number },
): Promise<(ExportCase & { receipts: readonly string[] | null })[]> {
  return q.query(
    `select ${COLUMNS},
            (select array_agg(r.return_status order by r.return_time, r.received_at)
               from single_window.export_receipt r
              where r.zone_code = c.zone_code and r.case_id = c.case_id) as receipts
       from single_window.export_case c
      where c.zone_code = $1 and c.case_id > $2::uuid
      order by c.case_id
      limit $3`,
    [zoneCode, after, limit],
    SEALED,
  );
}

/** How many export lists the zone has in each state. */
export async function countListsByStatus(q: Queryable, zoneCode: string) {
  return q.query<{ status: ExportStatus; count: number }>(
    `select c.status, count(*) as count
       from single_window.export_case c
      where c.zone_code = $1 and c.kind = 'list'
      group by c.status`,
    [zoneCode],
  );
}
