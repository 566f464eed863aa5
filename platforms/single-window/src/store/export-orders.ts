import type { Tx } from '@pilotzone/kernel/db';
import { sealRecords } from '@pilotzone/kernel/sealing/seal-records';
import type { EarlierFiling } from '@pilotzone/rules/filing';

/** An export order as stored. */
export type StoredExportOrder = {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly orderNo: string;
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly deleted: boolean;
  readonly body: string;
  readonly earlier: readonly EarlierFiling[];
  readonly exchangeId: string;
};

type Key = Pick<StoredExportOrder, 'ebpCode' | 'ebcCode' | 'orderNo'>;

/** The orders on file under these keys, locked until commit, in the order of their keys. */
export async function lockExportOrders(
  tx: Tx,
  zoneCode: string,
  keys: readonly Key[],
): Promise<StoredExportOrder[]> {
  if (keys.length === 0) return [];
  return tx.query<StoredExportOrder>(
    `select o.ebp_code as "ebpCode", o.ebc_code as "ebcCode", o.order_no as "orderNo", o.guid,
            o.app_type as "appType", o.app_time as "appTime", o.app_status as "appStatus",
            o.deleted, o.body, o.earlier, o.exchange_id::text as "exchangeId"
       from unnest($2::text[], $3::text[], $4::text[]) k (ebp_code, ebc_code, order_no)
       join single_window.export_order o
         on o.zone_code = $1 and o.ebp_code = k.ebp_code and o.ebc_code = k.ebc_code
        and o.order_no = k.order_no
      order by o.ebp_code, o.ebc_code, o.order_no
        for update of o`,
    [
      zoneCode,
      keys.map((key) => key.ebpCode),
      keys.map((key) => key.ebcCode),
      keys.map((key) => key.orderNo),
    ],
    { body: 'text', earlier: 'json' },
  );
}

/**
 * Writes orders, new and locked ones. Returns how many: fewer than given when another transaction
 * took a new key meanwhile.
 */
export async function saveExportOrders(
  tx: Tx,
  zoneCode: string,
  batch: { orders: readonly StoredExportOrder[]; known: ReadonlySet<string>; now: number },
): Promise<number> {
  const { orders, known, now } = batch;
  if (orders.length === 0) return 0;
  const records = orders.map((order) => ({
    ...order,
    known: known.has(`${order.ebpCode}|${order.ebcCode}|${order.orderNo}`),
  }));
  const rows = await tx.query<{ guid: string }>(
    `with r as (
       select *
         from jsonb_to_recordset($2::jsonb)
           as r ("ebpCode" text, "ebcCode" text, "orderNo" text, guid text, "appType" text,
                 "appTime" text, "appStatus" text, deleted boolean, body bytea, earlier bytea,
                 "exchangeId" uuid, known boolean)
     ), changed as (
       update single_window.export_order o
          set guid = r.guid, app_type = r."appType", app_time = r."appTime",
              app_status = r."appStatus", deleted = r.deleted, body = r.body,
              earlier = r.earlier, exchange_id = r."exchangeId",
              recorded_at = to_timestamp($3::float8 / 1000)
         from r
        where r.known and o.zone_code = $1 and o.ebp_code = r."ebpCode"
          and o.ebc_code = r."ebcCode" and o.order_no = r."orderNo"
       returning o.guid
     ), added as (
       insert into single_window.export_order
              (zone_code, ebp_code, ebc_code, order_no, guid, app_type, app_time, app_status,
               deleted, body, earlier, exchange_id, recorded_at)
       select $1, "ebpCode", "ebcCode", "orderNo", guid, "appType", "appTime", "appStatus",
              deleted, body, earlier, "exchangeId", to_timestamp($3::float8 / 1000)
         from r
        where not known
        order by "ebpCode", "ebcCode", "orderNo"
           on conflict do nothing
       returning guid
     )
     select guid from changed union all select guid from added`,
    [zoneCode, JSON.stringify(await sealRecords(tx, records, ['body', 'earlier'])), now],
  );
  return rows.length;
}
