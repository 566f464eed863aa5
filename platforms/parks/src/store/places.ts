import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { PlaceClues, PlacedFacility } from '../model/place.ts';
import type { PlaceRow, PlaceTable, PlaceChange } from '../model/facility-rows.ts';

/** The facilities that could be the place of any of `clues`: two index probes for the batch. */
export async function readFacilitiesFor(
  q: Queryable,
  zoneCode: string,
  clues: readonly PlaceClues[],
): Promise<PlacedFacility[]> {
  const areas = [...new Set(clues.map((clue) => clue.areaCode))].filter((code) => code !== '');
  const places = new Map(clues.map((clue) => [`${clue.customsCode} ${clue.loctNo}`, clue]));
  const named = [...places.values()].filter((clue) => clue.loctNo !== '');
  if (areas.length === 0 && named.length === 0) return [];
  return q.query<PlacedFacility>(
    `select facility_code as "facilityCode", park_code as "parkCode", kind,
       area_code as "areaCode", ems_no as "emsNo", customs_code as "customsCode",
       loct_no as "loctNo"
     from parks.facility
     where zone_code = $1
     and kind = 'warehouse'
     and area_code = any($2::text[])
     union all
     select f.facility_code, f.park_code, f.kind, f.area_code, f.ems_no, f.customs_code, f.loct_no
     from unnest($3::text[], $4::text[]) as k (customs_code, loct_no)
     join parks.facility as f
       on f.zone_code = $1
       and f.kind = 'supervised-place'
       and f.customs_code = k.customs_code
       and f.loct_no = k.loct_no`,
    [zoneCode, areas, named.map((clue) => clue.customsCode), named.map((clue) => clue.loctNo)],
  );
}

const SELECTS: Readonly<Record<PlaceTable, string>> = {
  operator: `select 'operator' as kind, operator_code as code, '' as "parkCode", name,
       '' as "operatorCode", '' as "areaCode", '' as "emsNo", '' as "customsCode",
       '' as "loctNo", is_demo as "isDemo"
     from parks.operator
     where zone_code = $1`,
  park: `select 'park', park_code, '', name, operator_code, '', '', '', '', is_demo
     from parks.park
     where zone_code = $1`,
  facility: `select kind, facility_code, park_code, name, operator_code, area_code, ems_no,
       customs_code, loct_no, is_demo
     from parks.facility
     where zone_code = $1`,
};

/** The whole register of the zone, at most `ROWS_MAX` entries: operators, parks, facilities. */
export async function readRegister(q: Queryable, zoneCode: string): Promise<PlaceRow[]> {
  return q.query<PlaceRow>(
    `${SELECTS.operator}
     union all
     ${SELECTS.park}
     union all
     ${SELECTS.facility}
     order by kind, code
     limit ${ROWS_MAX}`,
    [zoneCode],
  );
}

// A zone has tens of parks and hundreds of facilities; more means that the file is something else.
export const ROWS_MAX = 20_000;

// One import at a time per zone; the number is arbitrary and only ours.
const IMPORT_LOCK = 7_168_031;

/** Lets one import at a time read and write the register, until the end of the transaction. */
export async function lockRegister(tx: Tx, zoneCode: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [IMPORT_LOCK, zoneCode]);
}

const UPSERTS: Readonly<Record<PlaceTable, string>> = {
  operator: `insert into parks.operator (zone_code, operator_code, name, is_demo, updated_at)
     select $1, r.code, r.name, r."isDemo", to_timestamp($3::float8)
     from jsonb_to_recordset($2::jsonb) as r (code text, name text, "isDemo" bool)
     on conflict (zone_code, operator_code) do update
     set name = excluded.name, is_demo = excluded.is_demo, updated_at = excluded.updated_at`,
  park: `insert into parks.park (
       zone_code, park_code, name, operator_code, is_demo, updated_at)
     select $1, r.code, r.name, r."operatorCode", r."isDemo", to_timestamp($3::float8)
     from jsonb_to_recordset($2::jsonb)
       as r (code text, name text, "operatorCode" text, "isDemo" bool)
     on conflict (zone_code, park_code) do update
     set name = excluded.name, operator_code = excluded.operator_code,
       is_demo = excluded.is_demo, updated_at = excluded.updated_at`,
  facility: `insert into parks.facility (
       zone_code, facility_code, park_code, kind, name, operator_code, area_code, ems_no,
       customs_code, loct_no, is_demo, updated_at)
     select $1, r.code, r."parkCode", r.kind, r.name, r."operatorCode", r."areaCode", r."emsNo",
       r."customsCode", r."loctNo", r."isDemo", to_timestamp($3::float8)
     from jsonb_to_recordset($2::jsonb)
       as r (code text, "parkCode" text, kind text, name text, "operatorCode" text,
         "areaCode" text, "emsNo" text, "customsCode" text, "loctNo" text, "isDemo" bool)
     on conflict (zone_code, facility_code) do update
     set park_code = excluded.park_code, kind = excluded.kind, name = excluded.name,
       operator_code = excluded.operator_code, area_code = excluded.area_code,
       ems_no = excluded.ems_no, customs_code = excluded.customs_code,
       loct_no = excluded.loct_no, is_demo = excluded.is_demo,
       updated_at = excluded.updated_at`,
};

/** Writes rows of one table of the register: new codes are added, known ones changed. */
export async function upsertPlaces(
  tx: Tx,
  zoneCode: string,
  batch: { table: PlaceTable; rows: readonly PlaceRow[]; at: Instant },
): Promise<void> {
  if (batch.rows.length === 0) return;
  const rows = JSON.stringify(batch.rows);
  await tx.query(UPSERTS[batch.table], [zoneCode, rows, batch.at / 1000]);
}

/** Appends what was changed to the history of the register. */
export async function appendChanges(
  tx: Tx,
  zoneCode: string,
  batch: { changes: readonly PlaceChange[]; at: Instant; actor: string },
): Promise<void> {
  await tx.query(
    `insert into parks.reference_change (
       zone_code, kind, code, changed_at, actor, before, after)
     select $1, r.kind, r.code, to_timestamp($3::float8), $4, r.before, r.after
     from jsonb_to_recordset($2::jsonb)
       as r (kind text, code text, before jsonb, after jsonb)`,
    [zoneCode, JSON.stringify(batch.changes), batch.at / 1000, batch.actor],
  );
}
