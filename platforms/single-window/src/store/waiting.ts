import { appendNew } from '@pilotzone/kernel/append-new';
import { compareTexts } from '@pilotzone/kernel/compare';
import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { OrderKey } from './orders.ts';

export type WaybillKey = { readonly logisticsCode: string; readonly logisticsNo: string };

/** A list that waits for a document. */
export type WaitingRow = OrderKey &
  WaybillKey & { readonly declarationId: string; readonly since: number };

const stageWaiting = defineStage<WaitingRow & { zoneCode: string }>('stage_waiting', [
  ['zone_code', 'text', (row) => row.zoneCode],
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['since', 'timestamptz', (row) => row.since],
]);

const stageWaitingOrder = defineStage<OrderKey>('stage_waiting_order', [
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
]);

const stageWaybillKey = defineStage<WaybillKey>('stage_waybill_key', [
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
]);

// One index probe a key, also on a table without statistics; the rows are locked by their lists.
const PROBE_WAITING = `cross join lateral (select x.ctid
                            from single_window.waiting x
                           where x.zone_code = $1
                             and x.ebp_code = k.ebp_code
                             and x.order_no = k.order_no
                          offset 0) old`;

/** Whether any list of the zone waits at all: the usual answer spares the look-ups. */
export async function isAnyWaiting(tx: Tx, zoneCode: string): Promise<boolean> {
  const rows = await tx.query<{ yes: boolean }>(
    'select exists (select 1 from single_window.waiting where zone_code = $1) as yes',
    [zoneCode],
  );
  return rows[0]?.yes ?? false;
}

/** The orders of waiting lists that one of these documents may complete. */
export async function findWaiting(
  tx: Tx,
  zoneCode: string,
  arrived: { orders: readonly OrderKey[]; waybills: readonly WaybillKey[] },
): Promise<OrderKey[]> {
  await tx.stage(stageWaitingOrder, arrived.orders);
  await tx.stage(stageWaybillKey, arrived.waybills);
  const rows = await tx.query<{ ebp_code: string; order_no: string }>(
    `select w.ebp_code, w.order_no
       from stage_waiting_order k
      cross join lateral (select w.ebp_code, w.order_no
                            from single_window.waiting w
                           where w.zone_code = $1
                             and w.ebp_code = k.ebp_code
                             and w.order_no = k.order_no
                          offset 0) w
      union
     select w.ebp_code, w.order_no
       from stage_waybill_key k
      cross join lateral (select w.ebp_code, w.order_no
                            from single_window.waiting w
                           where w.zone_code = $1 and w.logistics_code = k.logistics_code
                             and w.logistics_no = k.logistics_no
                          offset 0) w`,
    [zoneCode],
  );
  return rows.map((row) => ({ ebpCode: row.ebp_code, orderNo: row.order_no }));
}

/** Notes lists that wait; a list that waited already keeps its time. */
export async function addWaiting(
  tx: Tx,
  zoneCode: string,
  rows: readonly WaitingRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(
    stageWaiting,
    rows.map((row) => ({ ...row, zoneCode })),
  );
  await tx.query(
    `insert into single_window.waiting as w
            (zone_code, ebp_code, order_no, declaration_id, logistics_code, logistics_no, since)
     select zone_code, ebp_code, order_no, declaration_id, logistics_code, logistics_no, since
       from stage_waiting
      order by ebp_code, order_no
         on conflict (zone_code, ebp_code, order_no)
         do update set logistics_code = excluded.logistics_code,
                       logistics_no = excluded.logistics_no,
                       is_settled = false, recheck_after = null`,
  );
}

/** Forgets lists that wait no longer. */
export async function removeWaiting(
  tx: Tx,
  zoneCode: string,
  keys: readonly OrderKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.stage(stageWaitingOrder, keys);
  await tx.query(
    `delete from single_window.waiting w
      using stage_waiting_order k
      ${PROBE_WAITING}
      where w.ctid = old.ctid`,
    [zoneCode],
  );
}

/** Lists that have waited since before `before` and were not yet reported; marks them reported. */
export async function markAgeing(
  tx: Tx,
  zoneCode: string,
  options: { before: number; now: number; limit: number },
) {
  return tx.query<{ declaration_id: string; ebp_code: string; order_no: string; since: number }>(
    `update single_window.waiting w
        set alerted_at = to_timestamp($3::float8 / 1000)
      where (w.zone_code, w.ebp_code, w.order_no) in
            (select zone_code, ebp_code, order_no
               from single_window.waiting
              where zone_code = $1
                and since < to_timestamp($2::float8 / 1000)
                and alerted_at is null
              order by since
              limit $4)
    returning w.declaration_id, w.ebp_code, w.order_no, w.since`,
    [zoneCode, options.before, options.now, options.limit],
  );
}

/** Lists that have waited longest, for the alerts page; of one enterprise where it is named. */
export async function listWaiting(
  q: Queryable,
  zoneCode: string,
  {
    before,
    participantCode,
    limit,
  }: {
    before: number;
    participantCode: string | undefined;
    limit: number;
  },
) {
  const mine = '$4 in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code)';
  const parameters = [zoneCode, before, limit];
  return q.query<{ declaration_id: string; ebp_code: string; order_no: string; since: number }>(
    `select w.declaration_id, w.ebp_code, w.order_no, w.since
       from single_window.waiting w
       join single_window.declaration d
         on d.zone_code = w.zone_code and d.declaration_id = w.declaration_id
      where w.zone_code = $1
        and w.since < to_timestamp($2::float8 / 1000)
        ${participantCode === undefined ? '' : `and ${mine}`}
      order by w.since
      limit $3`,
    participantCode === undefined ? parameters : [...parameters, participantCode],
  );
}

type DeclaredWaybill = WaybillKey & { readonly declarationId: string };

const stageDeclaredWaybill = defineStage<DeclaredWaybill & { zoneCode: string }>(
  'stage_declared_waybill',
  [
    ['zone_code', 'text', (row) => row.zoneCode],
    ['logistics_code', 'text', (row) => row.logisticsCode],
    ['logistics_no', 'text', (row) => row.logisticsNo],
    ['declaration_id', 'uuid', (row) => row.declarationId],
  ],
);

const PROBE_DECLARED = `cross join lateral (select x.ctid
                            from single_window.declared_waybill x
                           where x.zone_code = s.zone_code
                             and x.logistics_code = s.logistics_code
                             and x.logistics_no = s.logistics_no
                          offset 0) old`;

/** A waybill with the list it belongs to. */
export type ClaimedWaybill = DeclaredWaybill;

/**
 * Ties waybills to the lists that ask for them, where they have no list yet, and tells whose each
 * is after this. Several lists may ask for one waybill: the first given gets it.
 */
export async function claimWaybills(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclaredWaybill[],
): Promise<ClaimedWaybill[]> {
  if (rows.length === 0) return [];
  const first = new Map<string, DeclaredWaybill>();
  for (const row of rows) {
    const key = `${row.logisticsCode}|${row.logisticsNo}`;
    if (!first.has(key)) first.set(key, row);
  }
  const claims = [...first.values()].map((row) => ({ ...row, zoneCode })).sort(byWaybill);
  const into = {
    table: 'single_window.declared_waybill',
    columns: stageDeclaredWaybill.columns,
  };
  if (await appendNew(tx, into, claims)) return claims;
  await tx.stage(stageDeclaredWaybill, claims);
  await tx.query(
    `insert into single_window.declared_waybill
            (zone_code, logistics_code, logistics_no, declaration_id)
     select zone_code, logistics_code, logistics_no, declaration_id
       from stage_declared_waybill
      order by logistics_code, logistics_no
         on conflict do nothing`,
  );
  const owned = await tx.query<{
    logistics_code: string;
    logistics_no: string;
    declaration_id: string;
  }>(
    `select w.logistics_code, w.logistics_no, w.declaration_id
       from stage_declared_waybill s
      cross join lateral (select w.logistics_code, w.logistics_no, w.declaration_id
                            from single_window.declared_waybill w
                           where w.zone_code = s.zone_code
                             and w.logistics_code = s.logistics_code
                             and w.logistics_no = s.logistics_no
                          offset 0) w`,
  );
  return owned.map((row) => ({
    logisticsCode: row.logistics_code,
    logisticsNo: row.logistics_no,
    declarationId: row.declaration_id,
  }));
}

function byWaybill(a: WaybillKey, b: WaybillKey): number {
  return (
    compareTexts(a.logisticsCode, b.logisticsCode) || compareTexts(a.logisticsNo, b.logisticsNo)
  );
}

/** Passes waybills that this transaction claimed for one of its lists on to another. */
export async function passWaybills(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclaredWaybill[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(
    stageDeclaredWaybill,
    rows.map((row) => ({ ...row, zoneCode })),
  );
  await tx.query(
    `update single_window.declared_waybill w
        set declaration_id = s.declaration_id
       from stage_declared_waybill s
      ${PROBE_DECLARED}
      where w.ctid = old.ctid`,
  );
}

/** Frees the waybills of lists that are no longer live. */
export async function releaseWaybills(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclaredWaybill[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(
    stageDeclaredWaybill,
    rows.map((row) => ({ ...row, zoneCode })),
  );
  await tx.query(
    `delete from single_window.declared_waybill w
      using stage_declared_waybill s
      ${PROBE_DECLARED}
      where w.ctid = old.ctid and w.declaration_id = s.declaration_id`,
  );
}

/** Which of these waybills belong to a live list: set of `logisticsCode|logisticsNo`. */
export async function findDeclaredWaybills(
  tx: Tx,
  zoneCode: string,
  keys: readonly WaybillKey[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  await tx.stage(stageWaybillKey, keys);
  const rows = await tx.query<{ logistics_code: string; logistics_no: string }>(
    `select w.logistics_code, w.logistics_no
       from stage_waybill_key k
      cross join lateral (select w.logistics_code, w.logistics_no
                            from single_window.declared_waybill w
                           where w.zone_code = $1 and w.logistics_code = k.logistics_code
                             and w.logistics_no = k.logistics_no
                          offset 0) w`,
    [zoneCode],
  );
  return new Set(rows.map((row) => `${row.logistics_code}|${row.logistics_no}`));
}

/**
 * Notes, for lists that began to wait since the last call, the transactions that are now under way,
 * and tells which lists noted earlier may be looked at once more because all of theirs have ended.
 * A transaction that filed a document and one that filed its list at the same moment do not see
 * each other; after this one of them has been seen.
 */
export async function noteUnsettled(tx: Tx, zoneCode: string, limit: number): Promise<OrderKey[]> {
  await tx.query(
    `update single_window.waiting
        set recheck_after = pg_snapshot_xmax(pg_current_snapshot())
      where zone_code = $1 and not is_settled and recheck_after is null`,
    [zoneCode],
  );
  const rows = await tx.query<{ ebp_code: string; order_no: string }>(
    `select ebp_code, order_no
       from single_window.waiting
      where zone_code = $1
        and not is_settled
        and recheck_after <= pg_snapshot_xmin(pg_current_snapshot())
      order by ebp_code, order_no
      limit $2`,
    [zoneCode, limit],
  );
  return rows.map((row) => ({ ebpCode: row.ebp_code, orderNo: row.order_no }));
}

/** Lists that were looked at once more and still wait. */
export async function settleWaiting(
  tx: Tx,
  zoneCode: string,
  keys: readonly OrderKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.stage(stageWaitingOrder, keys);
  await tx.query(
    `update single_window.waiting w
        set is_settled = true, recheck_after = null
       from stage_waiting_order k
      ${PROBE_WAITING}
      where w.ctid = old.ctid`,
    [zoneCode],
  );
}
