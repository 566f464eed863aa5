import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealRecords } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';
import type { Movement, StoredMovement } from '../model/export-movement.ts';
import type { WaybillKey } from '../model/waybill-numbers.ts';

type MovementKey = Pick<Movement, 'kind' | 'logisticsCode' | 'copNo' | 'part'>;

/** The number of a movement as one text. */
export function movementText({ kind, logisticsCode, copNo, part }: MovementKey): string {
  return [kind, logisticsCode, copNo, part].join(' ');
}

/** What stands under these numbers, locked until commit. */
export async function lockMovements(
  tx: Tx,
  zoneCode: string,
  keys: readonly MovementKey[],
): Promise<Map<string, StoredMovement>> {
  const rows = await tx.query<MovementKey & StoredMovement>(
    `select m.kind, m.logistics_code as "logisticsCode", m.cop_no as "copNo", m.part,
       m.app_time as "appTime", m.body
     from jsonb_to_recordset($2::jsonb)
       as k (kind text, "logisticsCode" text, "copNo" text, part int4)
     join logistics.export_movement as m
       on m.zone_code = $1 and m.kind = k.kind and m.logistics_code = k."logisticsCode"
       and m.cop_no = k."copNo" and m.part = k.part
     order by m.kind, m.logistics_code, m.cop_no, m.part
     for update of m`,
    [zoneCode, JSON.stringify(keys.map(keyOf))],
    { body: 'text' },
  );
  return new Map(rows.map((row) => [movementText(row), row]));
}

function keyOf({ kind, logisticsCode, copNo, part }: MovementKey) {
  return { kind, logisticsCode, copNo, part };
}

/** Writes movements with their parcels; a changed one replaces its parcels. */
export async function saveMovements(
  tx: Tx,
  zoneCode: string,
  { movements, now }: { movements: readonly Movement[]; now: Instant },
): Promise<void> {
  if (movements.length === 0) return;
  const records = await sealRecords(tx, movements.map(withoutParcels), ['body']);
  const parameters = [zoneCode, JSON.stringify(records), now];
  await tx.query(
    `insert into logistics.export_movement (
       zone_code, kind, logistics_code, cop_no, part, app_time, app_status, bill_no, body,
       exchange_id, recorded_at)
     select $1, kind, "logisticsCode", "copNo", part, "appTime", "appStatus", "billNo", body,
       "exchangeId", to_timestamp($3::float8 / 1000)
     from jsonb_to_recordset($2::jsonb)
       as r (kind text, "logisticsCode" text, "copNo" text, part int4, "appTime" text,
         "appStatus" text, "billNo" text, body bytea, "exchangeId" uuid)
     order by kind, "logisticsCode", "copNo", part
     on conflict (zone_code, kind, logistics_code, cop_no, part) do update
     set app_time = excluded.app_time, app_status = excluded.app_status,
       bill_no = excluded.bill_no, body = excluded.body, exchange_id = excluded.exchange_id,
       recorded_at = excluded.recorded_at`,
    parameters,
  );
  await tx.query(
    `delete from logistics.export_movement_parcel as p
     using jsonb_to_recordset($2::jsonb)
       as k (kind text, "logisticsCode" text, "copNo" text, part int4)
     where p.zone_code = $1 and p.kind = k.kind and p.logistics_code = k."logisticsCode"
     and p.cop_no = k."copNo" and p.part = k.part`,
    [zoneCode, JSON.stringify(movements.map(keyOf))],
  );
  await insertParcels(tx, zoneCode, movements);
}

function withoutParcels({ parcels: _, ...rest }: Movement) {
  return rest;
}

async function insertParcels(
  tx: Tx,
  zoneCode: string,
  movements: readonly Movement[],
): Promise<void> {
  const parcels = movements.flatMap((movement) =>
    movement.parcels.map((parcel) => ({ ...keyOf(movement), ...parcel })),
  );
  await tx.query(
    `insert into logistics.export_movement_parcel (
       zone_code, logistics_code, logistics_no, kind, cop_no, part, occurred_at, place)
     select $1, "logisticsCode", "logisticsNo", kind, "copNo", part,
       to_timestamp("occurredAt" / 1000), place
     from jsonb_to_recordset($2::jsonb)
       as r (kind text, "logisticsCode" text, "copNo" text, part int4, "logisticsNo" text,
         "occurredAt" float8, place text)
     on conflict do nothing`,
    [zoneCode, JSON.stringify(parcels)],
  );
}

/** A receipt of customs about a movement. */
export type MovementReceiptRow = MovementKey & {
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
};

/** Notes receipts; of several the one with the latest returnTime stands. */
export async function noteReceipts(
  tx: Tx,
  zoneCode: string,
  receipts: readonly MovementReceiptRow[],
): Promise<void> {
  await tx.query(
    `update logistics.export_movement as m
     set return_status = r."returnStatus", return_time = r."returnTime",
       return_info = r."returnInfo"
     from (
       select distinct on (kind, "logisticsCode", "copNo", part) *
       from jsonb_to_recordset($2::jsonb)
         as r (kind text, "logisticsCode" text, "copNo" text, part int4, "returnStatus" text,
           "returnTime" text, "returnInfo" text)
       order by kind, "logisticsCode", "copNo", part, "returnTime" desc
     ) as r
     where m.zone_code = $1 and m.kind = r.kind and m.logistics_code = r."logisticsCode"
     and m.cop_no = r."copNo" and m.part = r.part
     and (m.return_time is null or m.return_time < r."returnTime")`,
    [zoneCode, JSON.stringify(receipts)],
  );
}

/** Arrivals and departures of one parcel, in order of time. */
export async function readParcelMovements(q: Queryable, zoneCode: string, key: WaybillKey) {
  return q.query<{
    kind: 'arrival' | 'departure';
    copNo: string;
    occurredAt: Instant;
    place: string;
  }>(
    `select kind, cop_no as "copNo", occurred_at as "occurredAt", place
     from logistics.export_movement_parcel
     where zone_code = $1 and logistics_code = $2 and logistics_no = $3
     order by occurred_at
     limit 100`,
    [zoneCode, key.logisticsCode, key.logisticsNo],
  );
}
