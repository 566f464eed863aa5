import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { Instant } from '@pilotzone/kernel/time';
import type { Reservation, StockKey, StockMove } from '../model/stock.ts';

export type At = { readonly zoneCode: string; readonly now: Instant };

/** A numeric column in units of 1/100 000. */
export function unitsOf(text: string): bigint {
  const units = parseUnits(text);
  assert(units !== undefined, `the database returned "${text}" where a number stands`);
  return units;
}

/** A goods record with what lies there. */
export type StockRow = StockKey & {
  readonly hsCode: string;
  readonly name: string;
  readonly unit: string;
  readonly onHand: bigint;
  readonly reserved: bigint;
};

type Raw = Omit<StockRow, 'onHand' | 'reserved'> & { onHand: string; reserved: string };

const COLUMNS = `s.area_code as "areaCode", s.ems_no as "emsNo", s.ebc_code as "ebcCode",
       s.item_record_no as "itemRecordNo", s.hs_code as "hsCode", s.name, s.unit,
       s.on_hand as "onHand", s.reserved`;

function rowOf(row: Raw): StockRow {
  return { ...row, onHand: unitsOf(row.onHand), reserved: unitsOf(row.reserved) };
}

/** Records among `keys` that are in the books, locked in the order of their keys until commit. */
export async function lockStock(
  tx: Tx,
  zoneCode: string,
  keys: readonly StockKey[],
): Promise<StockRow[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<Raw>(
    `select k.*
     from (
       select distinct area_code, ems_no, ebc_code, item_record_no
       from unnest($2::text[], $3::text[], $4::text[], $5::text[])
         u (area_code, ems_no, ebc_code, item_record_no)
       order by area_code, ems_no, ebc_code, item_record_no
     ) u
     cross join lateral (
       select ${COLUMNS}
       from parks.stock s
       where s.zone_code = $1
         and s.area_code = u.area_code
         and s.ems_no = u.ems_no
         and s.ebc_code = u.ebc_code
         and s.item_record_no = u.item_record_no
       for no key update
     ) k`,
    [
      zoneCode,
      keys.map((key) => key.areaCode),
      keys.map((key) => key.emsNo),
      keys.map((key) => key.ebcCode),
      keys.map((key) => key.itemRecordNo),
    ],
  );
  return rows.map(rowOf);
}

const moveStage = defineStage<StockMove>('stage_stock_move', [
  ['area_code', 'text', (move) => move.areaCode],
  ['ems_no', 'text', (move) => move.emsNo],
  ['ebc_code', 'text', (move) => move.ebcCode],
  ['item_record_no', 'text', (move) => move.itemRecordNo],
  ['kind', 'text', (move) => move.kind],
  ['on_hand', 'numeric', (move) => move.onHand],
  ['reserved', 'numeric', (move) => move.reserved],
  ['declaration_id', 'text', (move) => move.declarationId ?? ''],
  ['attempt', 'int4', (move) => move.attempt],
  ['gnum', 'int4', (move) => move.gnum],
  ['part', 'int4', (move) => move.part],
  ['reference', 'text', (move) => move.reference],
]);

/** Enters movements and moves the balances with them; the records must be there. */
export async function moveStock(tx: Tx, moves: readonly StockMove[], at: At): Promise<void> {
  if (moves.length === 0) return;
  await lockStock(tx, at.zoneCode, moves);
  await tx.stage(moveStage, moves);
  await tx.query(
    `insert into parks.stock_movement (zone_code, area_code, ems_no, ebc_code, item_record_no,
       kind, on_hand, reserved, declaration_id, attempt, gnum, part, reference, moved_at)
     select $1, area_code, ems_no, ebc_code, item_record_no, kind, on_hand, reserved,
       nullif(declaration_id, '')::uuid, attempt, gnum, part, reference,
       to_timestamp($2::float8 / 1000)
     from stage_stock_move`,
    [at.zoneCode, at.now],
  );
  const moved = await tx.query(
    `update parks.stock s
     set on_hand = s.on_hand + d.on_hand, reserved = s.reserved + d.reserved
     from (
       select area_code, ems_no, ebc_code, item_record_no, sum(on_hand) as on_hand,
         sum(reserved) as reserved
       from stage_stock_move
       group by area_code, ems_no, ebc_code, item_record_no
       order by area_code, ems_no, ebc_code, item_record_no
     ) d
     where s.zone_code = $1
       and s.area_code = d.area_code
       and s.ems_no = d.ems_no
       and s.ebc_code = d.ebc_code
       and s.item_record_no = d.item_record_no
     returning 1`,
    [at.zoneCode],
  );
  const records = new Set(
    moves.map((move) => [move.areaCode, move.emsNo, move.ebcCode, move.itemRecordNo].join('\0')),
  );
  assert(moved.length === records.size, 'every record that moves is in the books');
}

/** Puts records into the books that are not there yet; nothing lies there at first. */
export async function insertRecords(
  tx: Tx,
  zoneCode: string,
  rows: readonly Omit<StockRow, 'onHand' | 'reserved'>[],
): Promise<void> {
  await tx.query(
    `insert into parks.stock (zone_code, area_code, ems_no, ebc_code, item_record_no, hs_code,
       name, unit)
     select $1, r."areaCode", r."emsNo", r."ebcCode", r."itemRecordNo", r."hsCode", r.name, r.unit
     from jsonb_to_recordset($2::jsonb)
       as r ("areaCode" text, "emsNo" text, "ebcCode" text, "itemRecordNo" text, "hsCode" text,
         name text, unit text)
     order by r."areaCode", r."emsNo", r."ebcCode", r."itemRecordNo"
     on conflict do nothing`,
    [zoneCode, JSON.stringify(rows)],
  );
}

type RawReservation = Omit<Reservation, 'quantity' | 'restored'> & {
  quantity: string;
  restored: string;
};

const RESERVATION = `r.declaration_id as "declarationId", r.attempt, r.gnum,
       r.area_code as "areaCode", r.ems_no as "emsNo", r.ebc_code as "ebcCode",
       r.item_record_no as "itemRecordNo", r.order_no as "orderNo", r.quantity, r.restored,
       r.state`;

/** Notes what lines of lists take; returns those that were not noted before. */
export async function insertReservations(
  tx: Tx,
  zoneCode: string,
  rows: readonly Omit<Reservation, 'restored' | 'state'>[],
): Promise<Reservation[]> {
  if (rows.length === 0) return [];
  const json = rows.map((row) => ({ ...row, quantity: formatUnits(row.quantity) }));
  const inserted = await tx.query<RawReservation>(
    `insert into parks.stock_reservation as r (zone_code, declaration_id, attempt, gnum,
       area_code, ems_no, ebc_code, item_record_no, order_no, quantity)
     select $1, n."declarationId", n.attempt, n.gnum, n."areaCode", n."emsNo", n."ebcCode",
       n."itemRecordNo", n."orderNo", n.quantity
     from jsonb_to_recordset($2::jsonb)
       as n ("declarationId" uuid, attempt int2, gnum int2, "areaCode" text, "emsNo" text,
         "ebcCode" text, "itemRecordNo" text, "orderNo" text, quantity numeric)
     on conflict do nothing
     returning ${RESERVATION}`,
    [zoneCode, JSON.stringify(json)],
  );
  return inserted.map(reservationOf);
}

/** What lists hold or drew of the stock and has not all come back, locked until commit. */
export async function lockReservations(
  tx: Tx,
  zoneCode: string,
  declarationIds: readonly string[],
): Promise<Reservation[]> {
  const rows = await tx.query<RawReservation>(
    `select ${RESERVATION}
     from parks.stock_reservation r
     where r.zone_code = $1
       and r.declaration_id = any($2::uuid[])
       and r.state <> 'freed'
       and r.restored < r.quantity
     order by r.declaration_id, r.attempt, r.gnum
     for update`,
    [zoneCode, declarationIds],
  );
  return rows.map(reservationOf);
}

function reservationOf(row: RawReservation): Reservation {
  return { ...row, quantity: unitsOf(row.quantity), restored: unitsOf(row.restored) };
}

/** Writes what became of reservations. */
export async function updateReservations(
  tx: Tx,
  zoneCode: string,
  rows: readonly Reservation[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `update parks.stock_reservation r
     set state = k.state, restored = k.restored
     from unnest($2::uuid[], $3::smallint[], $4::smallint[], $5::text[], $6::numeric[])
       k (declaration_id, attempt, gnum, state, restored)
     where r.zone_code = $1
       and r.declaration_id = k.declaration_id
       and r.attempt = k.attempt
       and r.gnum = k.gnum`,
    [
      zoneCode,
      rows.map((row) => row.declarationId),
      rows.map((row) => row.attempt),
      rows.map((row) => row.gnum),
      rows.map((row) => row.state),
      rows.map((row) => formatUnits(row.restored)),
    ],
  );
}

/** Which records to show; an owner sees those of its area or of its own goods. */
export type StockFilter = {
  readonly areaCode: string | undefined;
  readonly ebcCode: string | undefined;
  readonly owner: string | undefined;
  readonly after: readonly [string, string, string, string];
  readonly limit: number;
};

/** Records in the order of their keys. */
export async function selectStock(
  q: Queryable,
  zoneCode: string,
  { areaCode, ebcCode, owner, after, limit }: StockFilter,
): Promise<StockRow[]> {
  const rows = await q.query<Raw>(
    `select ${COLUMNS}
     from parks.stock s
     where s.zone_code = $1
       and ($2::text is null or s.area_code = $2)
       and ($3::text is null or s.ebc_code = $3)
       and ($4::text is null or $4 in (s.area_code, s.ebc_code))
       and (s.area_code, s.ems_no, s.ebc_code, s.item_record_no) > ($5, $6, $7, $8)
     order by s.area_code, s.ems_no, s.ebc_code, s.item_record_no
     limit $9`,
    [zoneCode, areaCode ?? null, ebcCode ?? null, owner ?? null, ...after, limit],
  );
  return rows.map(rowOf);
}

/** A movement as kept. */
export type MovementRow = Omit<StockMove, keyof StockKey> & {
  readonly movementNo: number;
  readonly movedAt: Instant;
};

/** Movements of a record, newest first. */
export async function selectMovements(
  q: Queryable,
  zoneCode: string,
  filter: StockKey & { owner: string | undefined; before: number; limit: number },
): Promise<MovementRow[]> {
  const { areaCode, emsNo, ebcCode, itemRecordNo, owner, before, limit } = filter;
  const rows = await q.query<
    Omit<MovementRow, 'onHand' | 'reserved'> & { onHand: string; reserved: string }
  >(
    `select m.movement_no as "movementNo", m.kind, m.on_hand as "onHand", m.reserved,
       m.declaration_id as "declarationId", m.attempt, m.gnum, m.part, m.reference,
       m.moved_at as "movedAt"
     from parks.stock_movement m
     where m.zone_code = $1
       and m.area_code = $2
       and m.ems_no = $3
       and m.ebc_code = $4
       and m.item_record_no = $5
       and ($6::text is null or $6 in (m.area_code, m.ebc_code))
       and m.movement_no < $7
     order by m.movement_no desc
     limit $8`,
    [zoneCode, areaCode, emsNo, ebcCode, itemRecordNo, owner ?? null, before, limit],
  );
  return rows.map((row) => ({
    ...row,
    onHand: unitsOf(row.onHand),
    reserved: unitsOf(row.reserved),
  }));
}

/** Records whose balance is not the sum of their movements: none, or the books are wrong. */
export async function selectUnsound(q: Queryable, zoneCode: string): Promise<StockKey[]> {
  return q.query<StockKey>(
    `select s.area_code as "areaCode", s.ems_no as "emsNo", s.ebc_code as "ebcCode",
       s.item_record_no as "itemRecordNo"
     from parks.stock s
     left join (
       select area_code, ems_no, ebc_code, item_record_no, sum(on_hand) as on_hand,
         sum(reserved) as reserved
       from parks.stock_movement
       where zone_code = $1
       group by area_code, ems_no, ebc_code, item_record_no
     ) m using (area_code, ems_no, ebc_code, item_record_no)
     where s.zone_code = $1
       and (s.on_hand, s.reserved) is distinct from (coalesce(m.on_hand, 0),
         coalesce(m.reserved, 0))`,
    [zoneCode],
  );
}
