import { appendNew } from '@pilotzone/kernel/append-new';
import { defineStage } from '@pilotzone/kernel/db';
import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { EarlierFiling } from '@pilotzone/rules/filing';
import type { WaybillKey } from '../model/waybill-numbers.ts';

/** The kinds of documents that carriers file; each is a table of the same shape. */
export type FilingTable = 'waybill' | 'waybill_status' | 'export_waybill';

/** A document as stored. */
export type FilingRow = WaybillKey & {
  readonly generation: number;
  readonly isDeleted: boolean;
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly exchangeId: string;
  readonly body: string;
};

/** A document to write, and why what stands there gives way. */
export type FilingWriteRow = FilingRow & { readonly change: 'changed' | 'deleted' | 'renewed' };

/** What the body of a document is bound to, also where it is kept after it was replaced. */
export function filingOf(table: FilingTable): (key: WaybillKey) => string {
  return (key) => `${table} ${key.logisticsCode} ${key.logisticsNo}`;
}

function bodyOf(table: FilingTable) {
  return { body: { as: 'text', boundTo: filingOf(table) } } as const;
}

const COLUMNS = `w.logistics_code as "logisticsCode", w.logistics_no as "logisticsNo", w.generation,
       w.is_deleted as "isDeleted", w.guid, w.app_type as "appType", w.app_time as "appTime",
       w.app_status as "appStatus", w.exchange_id as "exchangeId", w.body`;

/** The documents on file under `keys`, graves included, in no order. */
export async function readFilings(
  q: Queryable,
  zoneCode: string,
  from: { table: FilingTable; keys: readonly WaybillKey[] },
): Promise<FilingRow[]> {
  if (from.keys.length === 0) return [];
  const sql = selectFilings(from.table, '');
  return q.query<FilingRow>(sql, keyParameters(zoneCode, from.keys), bodyOf(from.table));
}

/**
 * The same, and locks those that are there until the end of the transaction, in order of their
 * keys. Documents that are not there yet are not locked: `insertFilings` tells who came first.
 */
export async function lockFilings(
  tx: Tx,
  zoneCode: string,
  from: { table: FilingTable; keys: readonly WaybillKey[] },
): Promise<FilingRow[]> {
  const sql = selectFilings(from.table, 'for update');
  return tx.query<FilingRow>(sql, keyParameters(zoneCode, from.keys), bodyOf(from.table));
}

/** Earlier versions of documents within the present use of their number, each with its key. */
export async function readReplaced(
  tx: Tx,
  zoneCode: string,
  from: { table: FilingTable; keys: readonly WaybillKey[] },
): Promise<(WaybillKey & EarlierFiling & { generation: number })[]> {
  const parameters = [...keyParameters(zoneCode, from.keys), from.table];
  return tx.query(
    `select c.logistics_code as "logisticsCode", c.logistics_no as "logisticsNo", c.generation,
       c.body, c.is_deleted as deleted
     from unnest($2::text[], $3::text[]) as k (logistics_code, logistics_no)
     cross join lateral (
       select *
       from logistics.filing_change as c
       where c.zone_code = $1
       and c.logistics_code = k.logistics_code
       and c.logistics_no = k.logistics_no
       and c.filing = $4
       offset 0
     ) as c`,
    parameters,
    bodyOf(from.table),
  );
}

// The inner query with `offset 0` is carried out key by key. As a plain join it is planned by the
// table's statistics, which a new database has not, and then compares every key with every row.
function selectFilings(table: FilingTable, lock: '' | 'for update'): string {
  return `select found.*
     from (
       select logistics_code, logistics_no
       from unnest($2::text[], $3::text[]) as key (logistics_code, logistics_no)
       order by logistics_code, logistics_no
     ) as k
     cross join lateral (
       select ${COLUMNS}
       from logistics.${table} as w
       where w.zone_code = $1
       and w.logistics_code = k.logistics_code
       and w.logistics_no = k.logistics_no
       offset 0
       ${lock}
     ) as found`;
}

function keyParameters(zoneCode: string, keys: readonly WaybillKey[]) {
  return [zoneCode, keys.map((key) => key.logisticsCode), keys.map((key) => key.logisticsNo)];
}

const KEY_AND_STATE: readonly Column<FilingWriteRow>[] = [
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['generation', 'int4', (row) => row.generation],
  ['is_deleted', 'bool', (row) => row.isDeleted],
  ['guid', 'text', (row) => row.guid],
  ['app_type', 'text', (row) => row.appType],
  ['app_time', 'text', (row) => row.appTime],
  ['app_status', 'text', (row) => row.appStatus],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
];

function columnsOf(table: FilingTable): readonly Column<FilingWriteRow>[] {
  return [...KEY_AND_STATE, ['body', 'sealed', (row) => row.body, filingOf(table)]];
}

function stageOf(table: FilingTable) {
  return defineStage<FilingWriteRow>('stage_logistics_filing', [
    ...columnsOf(table),
    ['change', 'text', (row) => row.change],
  ]);
}

const SHARED = `generation, is_deleted, app_type, app_time, app_status, guid, exchange_id, body`;

/**
 * Inserts documents under new keys, in order of their keys. Returns the keys that were inserted:
 * the others were filed by someone else in the meantime, whose transaction has committed by now.
 */
export async function insertFilings(
  tx: Tx,
  zoneCode: string,
  batch: { table: FilingTable; rows: readonly FilingWriteRow[]; at: Instant },
): Promise<readonly WaybillKey[]> {
  const rows = batch.rows.toSorted(byKey);
  const columns: readonly Column<FilingWriteRow>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['received_at', 'timestamptz', () => batch.at],
    ...columnsOf(batch.table),
  ];
  if (await appendNew(tx, { table: `logistics.${batch.table}`, columns }, rows)) return rows;
  await tx.stage(stageOf(batch.table), rows);
  return tx.query<WaybillKey>(
    `insert into logistics.${batch.table} (
       zone_code, logistics_code, logistics_no, received_at, ${SHARED})
     select $1, logistics_code, logistics_no, to_timestamp($2::float8), ${SHARED}
     from stage_logistics_filing
     order by logistics_code, logistics_no
     on conflict (zone_code, logistics_code, logistics_no) do nothing
     returning logistics_code as "logisticsCode", logistics_no as "logisticsNo"`,
    [zoneCode, batch.at / 1000],
  );
}

function byKey(a: WaybillKey, b: WaybillKey): number {
  return compare(a.logisticsCode, b.logisticsCode) || compare(a.logisticsNo, b.logisticsNo);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Replaces documents that this transaction has locked, and keeps what stood there as history. */
export async function replaceFilings(
  tx: Tx,
  zoneCode: string,
  batch: { table: FilingTable; rows: readonly FilingWriteRow[]; at: Instant },
): Promise<void> {
  await tx.stage(stageOf(batch.table), batch.rows);
  await tx.query(
    `with replaced as materialized (
       select s.*, w.row_id
       from stage_logistics_filing as s
       cross join lateral (
         select ctid as row_id
         from logistics.${batch.table} as w
         where w.zone_code = $1
         and w.logistics_code = s.logistics_code
         and w.logistics_no = s.logistics_no
         offset 0
       ) as w
     ), past as (
       insert into logistics.filing_change (
         zone_code, logistics_code, logistics_no, filing, kind, changed_at, received_at,
         ${SHARED})
       select w.zone_code, w.logistics_code, w.logistics_no, $3, r.change,
         to_timestamp($2::float8), w.received_at, w.generation, w.is_deleted, w.app_type,
         w.app_time, w.app_status, w.guid, w.exchange_id, w.body
       from replaced as r
       join logistics.${batch.table} as w on w.ctid = r.row_id
     )
     update logistics.${batch.table} as w
     set received_at = to_timestamp($2::float8), generation = r.generation,
       is_deleted = r.is_deleted, app_type = r.app_type, app_time = r.app_time,
       app_status = r.app_status, guid = r.guid, exchange_id = r.exchange_id, body = r.body
     from replaced as r
     where w.ctid = r.row_id`,
    [zoneCode, batch.at / 1000, batch.table],
  );
}
