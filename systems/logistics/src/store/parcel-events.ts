import { appendNew } from '@pilotzone/kernel/append-new';
import { defineStage } from '@pilotzone/kernel/db';
import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import { filingOf, type FilingTable } from './filings.ts';
import type { WaybillKey } from '../model/waybill-numbers.ts';
import type { ParcelMovement } from './parcel-movements.ts';

/** What happened to a parcel beyond its carrier's documents. */
export type ParcelEventRow = WaybillKey & {
  readonly kind: 'released' | 'release-undone' | 'left-park' | 'entered-park';
  readonly declarationId: string;
  readonly occurredAt: Instant;
  readonly reference: string;
  readonly place: string;
};

const COLUMNS: readonly Column<ParcelEventRow>[] = [
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['kind', 'text', (row) => row.kind],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['occurred_at', 'timestamptz', (row) => row.occurredAt],
  ['reference', 'text', (row) => row.reference],
  ['place', 'text', (row) => row.place],
];

const EVENT_STAGE = defineStage('stage_logistics_parcel_event', COLUMNS);

/** Appends events; those already there (same parcel, kind and declaration) are left alone. */
export async function appendParcelEvents(
  tx: Tx,
  zoneCode: string,
  events: readonly ParcelEventRow[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.toSorted((a, b) => (a.declarationId < b.declarationId ? -1 : 1));
  const zone: Column<ParcelEventRow> = ['zone_code', 'text', () => zoneCode];
  const table = 'logistics.parcel_event';
  if (await appendNew(tx, { table, columns: [zone, ...COLUMNS] }, rows)) return;
  await tx.stage(EVENT_STAGE, rows);
  await tx.query(
    `insert into logistics.parcel_event (
       zone_code, logistics_code, logistics_no, kind, declaration_id, occurred_at, reference,
       place)
     select $1, logistics_code, logistics_no, kind, declaration_id, occurred_at, reference, place
     from stage_logistics_parcel_event
     order by declaration_id
     on conflict do nothing`,
    [zoneCode],
  );
}

/** An event or a movement as the timeline shows it; `declarationId` is null for an arrival. */
export type TimelineRow = {
  readonly kind: ParcelEventRow['kind'] | ParcelMovement['kind'];
  readonly declarationId: string | null;
  readonly occurredAt: Instant;
  readonly reference: string;
  readonly place: string;
};

/** The events and movements of one number, all its uses, in order of time. */
export async function readParcelEvents(
  q: Queryable,
  zoneCode: string,
  key: WaybillKey,
): Promise<TimelineRow[]> {
  return q.query<TimelineRow>(
    `select kind, declaration_id::text as "declarationId", occurred_at as "occurredAt", reference,
       place
     from (
       select kind, declaration_id, occurred_at, reference, place, 0 as step
       from logistics.parcel_event
       where zone_code = $1
       and logistics_code = $2
       and logistics_no = $3
       union all
       select kind, case kind when 'part-returned' then subject_id end, occurred_at, reference,
         place, step
       from logistics.parcel_movement
       where zone_code = $1
       and logistics_code = $2
       and logistics_no = $3
     ) as event
     order by occurred_at, kind, declaration_id, step
     limit ${EVENTS_MAX}`,
    [zoneCode, key.logisticsCode, key.logisticsNo],
  );
}

// A parcel has a handful of events; the limit only bounds a number that is misused.
const EVENTS_MAX = 1_000;

/**
 * One version of a document of a carrier; `endedBy` tells what took its place, null for what
 * stands.
 */
export type FilingVersion = {
  readonly filing: FilingTable;
  readonly generation: number;
  readonly isDeleted: boolean;
  readonly receivedAt: Instant;
  readonly endedAt: Instant | null;
  readonly endedBy: 'changed' | 'deleted' | 'renewed' | null;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly guid: string;
  readonly body: string;
};

/** Every version of the documents of one number, waybill and status, oldest first. */
export async function readFilingVersions(
  q: Queryable,
  zoneCode: string,
  key: WaybillKey,
): Promise<FilingVersion[]> {
  return q.query<FilingVersion>(
    `select filing, generation, is_deleted as "isDeleted", received_at as "receivedAt",
       ended_at as "endedAt", ended_by as "endedBy", app_type as "appType",
       app_time as "appTime", app_status as "appStatus", guid, body
     from (
       select filing, generation, is_deleted, received_at, changed_at as ended_at,
         kind as ended_by, app_type, app_time, app_status, guid, body, change_no
       from logistics.filing_change
       where zone_code = $1
       and logistics_code = $2
       and logistics_no = $3
       union all
       select 'waybill', generation, is_deleted, received_at, null, null, app_type, app_time,
         app_status, guid, body, null
       from logistics.waybill
       where zone_code = $1
       and logistics_code = $2
       and logistics_no = $3
       union all
       select 'waybill_status', generation, is_deleted, received_at, null, null, app_type,
         app_time, app_status, guid, body, null
       from logistics.waybill_status
       where zone_code = $1
       and logistics_code = $2
       and logistics_no = $3
     ) as version
     order by received_at, change_no nulls last
     limit ${EVENTS_MAX}`,
    [zoneCode, key.logisticsCode, key.logisticsNo],
    { body: { as: 'text', boundTo: (row: FilingVersion) => filingOf(row.filing)(key) } },
  );
}
