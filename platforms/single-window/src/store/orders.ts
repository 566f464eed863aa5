import type { OrderDocument } from '@pilotzone/ceb/message';
import { unpackDocument } from '@pilotzone/ceb/pack';
import type { EarlierFiling } from '@pilotzone/rules/filing';
import { appendNew } from '@pilotzone/kernel/append-new';
import { compareTexts } from '@pilotzone/kernel/compare';
import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';

/** An order as stored. */
export type StoredOrder = {
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly ebcCode: string;
  readonly guid: string;
  readonly appTime: string;
  readonly appStatus: number;
  readonly body: string;
  readonly exchangeId: string;
  readonly deleted: boolean;
};

export type OrderKey = { readonly ebpCode: string; readonly orderNo: string };

/** What the body of an order is bound to, also where it is kept after it was replaced. */
function boundTo(key: OrderKey): string {
  return `order ${key.ebpCode} ${key.orderNo}`;
}

type StagedOrder = StoredOrder & { readonly zoneCode: string; readonly recordedAt: number };

const stageOrder = defineStage<StagedOrder>('stage_order', [
  ['zone_code', 'text', (row) => row.zoneCode],
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
  ['ebc_code', 'text', (row) => row.ebcCode],
  ['guid', 'text', (row) => row.guid],
  ['app_time', 'text', (row) => row.appTime],
  ['app_status', 'int2', (row) => row.appStatus],
  ['body', 'sealed', (row) => row.body, boundTo],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['recorded_at', 'timestamptz', (row) => row.recordedAt],
  ['deleted', 'bool', (row) => row.deleted],
]);

const stageOrderKey = defineStage<OrderKey>('stage_order_key', [
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
]);

type OrderRow = {
  ebp_code: string;
  order_no: string;
  ebc_code: string;
  guid: string;
  app_time: string;
  app_status: number;
  body: string;
  exchange_id: string;
  deleted: boolean;
};

const BODY = {
  body: {
    as: 'text',
    boundTo: (row: OrderRow) => boundTo({ ebpCode: row.ebp_code, orderNo: row.order_no }),
  },
} as const;
const REPLACED_BODY = { body: { as: 'text', boundTo } } as const;

const COLUMNS =
  'o.ebp_code, o.order_no, o.ebc_code, o.guid, o.app_time, o.app_status, o.body, ' +
  'o.exchange_id, o.deleted';

/** The orders of `keys`, locked until commit in key order when `lock` is set. */
export async function loadOrders(
  tx: Tx,
  zoneCode: string,
  options: { keys: readonly OrderKey[]; lock: boolean },
): Promise<StoredOrder[]> {
  if (options.keys.length === 0) return [];
  await tx.stage(stageOrderKey, options.keys);
  const rows = await tx.query<OrderRow>(
    `select ${COLUMNS}
       from (select distinct ebp_code, order_no from stage_order_key order by 1, 2) k
      cross join lateral (select *
                            from single_window."order" o
                           where o.zone_code = $1
                             and o.ebp_code = k.ebp_code
                             and o.order_no = k.order_no
                          offset 0 ${options.lock ? 'for update' : ''}) o`,
    [zoneCode],
    BODY,
  );
  return rows.map(toOrder);
}

function toOrder(row: OrderRow): StoredOrder {
  return {
    ebpCode: row.ebp_code,
    orderNo: row.order_no,
    ebcCode: row.ebc_code,
    guid: row.guid,
    appTime: row.app_time,
    appStatus: row.app_status,
    body: row.body,
    exchangeId: row.exchange_id,
    deleted: row.deleted,
  };
}

/** Inserts orders that are new as far as anyone knows: all of them, or none and `false`. */
export function appendOrders(tx: Tx, rows: readonly StagedOrder[]): Promise<boolean> {
  const into = { table: 'single_window."order"', columns: stageOrder.columns };
  return appendNew(tx, into, rows.toSorted(byKey));
}

/**
 * Inserts orders that nobody had when they were planned and returns the keys inserted; a key
 * missing from the answer was taken by another transaction meanwhile and must be planned again.
 */
export async function insertOrders(tx: Tx, rows: readonly StagedOrder[]): Promise<OrderKey[]> {
  if (rows.length === 0) return [];
  if (await appendOrders(tx, rows)) return [...rows];
  await tx.stage(stageOrder, rows);
  const inserted = await tx.query<{ ebp_code: string; order_no: string }>(
    `insert into single_window."order"
            (zone_code, ebp_code, order_no, ebc_code, guid, app_time, app_status, body,
             exchange_id, recorded_at, deleted)
     select zone_code, ebp_code, order_no, ebc_code, guid, app_time, app_status,
            body, exchange_id, recorded_at, deleted
       from stage_order
      order by zone_code, ebp_code, order_no
         on conflict do nothing
     returning ebp_code, order_no`,
  );
  return inserted.map((row) => ({ ebpCode: row.ebp_code, orderNo: row.order_no }));
}

function byKey(a: OrderKey, b: OrderKey): number {
  return compareTexts(a.ebpCode, b.ebpCode) || compareTexts(a.orderNo, b.orderNo);
}

/** Replaces orders that are locked by this transaction, and keeps what stood there. */
export async function updateOrders(tx: Tx, rows: readonly StagedOrder[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(stageOrder, rows);
  await tx.query(
    `insert into single_window.order_change
            (zone_code, ebp_code, order_no, changed_at, guid, app_time, app_status, body,
             exchange_id, recorded_at, deleted)
     select o.zone_code, o.ebp_code, o.order_no, s.recorded_at, o.guid, o.app_time,
            o.app_status, o.body, o.exchange_id, o.recorded_at, o.deleted
       from stage_order s
      cross join lateral (select *
                            from single_window."order" o
                           where o.zone_code = s.zone_code
                             and o.ebp_code = s.ebp_code
                             and o.order_no = s.order_no
                          offset 0) o`,
  );
  await tx.query(
    `update single_window."order" o
        set ebc_code = s.ebc_code, guid = s.guid, app_time = s.app_time, app_status = s.app_status,
            body = s.body, exchange_id = s.exchange_id, recorded_at = s.recorded_at,
            deleted = s.deleted
       from stage_order s
      cross join lateral (select x.ctid
                            from single_window."order" x
                           where x.zone_code = s.zone_code
                             and x.ebp_code = s.ebp_code
                             and x.order_no = s.order_no
                          offset 0) old
      where o.ctid = old.ctid`,
  );
}

/** Versions of orders that were replaced, each with its key, in no order. */
export async function loadReplacedOrders(
  tx: Tx,
  zoneCode: string,
  keys: readonly OrderKey[],
): Promise<(OrderKey & EarlierFiling)[]> {
  await tx.stage(stageOrderKey, keys);
  return tx.query(
    `select c.ebp_code as "ebpCode", c.order_no as "orderNo", c.body, c.deleted
       from stage_order_key k
      cross join lateral (select *
                            from single_window.order_change c
                           where c.zone_code = $1
                             and c.ebp_code = k.ebp_code
                             and c.order_no = k.order_no
                          offset 0) c`,
    [zoneCode],
    REPLACED_BODY,
  );
}

/** The stored order as the message it came in; appType is 1, because what is stored stands. */
export function orderDocument(order: StoredOrder): OrderDocument {
  const { guid, appTime } = order;
  return unpackDocument('CEB311Message', order.body, { guid, appType: '1', appTime });
}

/** One order by its key, for the declaration's page. */
export async function findOrder(
  q: Queryable,
  zoneCode: string,
  key: OrderKey,
): Promise<StoredOrder | undefined> {
  const rows = await q.query<OrderRow>(
    `select ${COLUMNS} from single_window."order" o
      where o.zone_code = $1 and o.ebp_code = $2 and o.order_no = $3 and not o.deleted`,
    [zoneCode, key.ebpCode, key.orderNo],
    BODY,
  );
  return rows[0] && toOrder(rows[0]);
}
