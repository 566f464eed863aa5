import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealRecords } from '@pilotzone/kernel/sealing/seal-records';
import type { EarlierFiling } from '@pilotzone/rules/filing';

/** Which order a receipt of payment is for. */
export type ExportPaymentKey = {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly orderNo: string;
};

/** A receipt of payment as stored. */
export type StoredExportPayment = ExportPaymentKey & {
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly deleted: boolean;
  readonly payCode: string;
  /** Decimal text, in `currency`. */
  readonly charge: string;
  readonly currency: string;
  readonly body: string;
  readonly earlier: readonly EarlierFiling[];
  readonly exchangeId: string;
};

const SELECT = `select p.ebp_code as "ebpCode", p.ebc_code as "ebcCode",
       p.order_no as "orderNo", p.guid, p.app_type as "appType", p.app_time as "appTime",
       p.app_status as "appStatus", p.deleted, p.pay_code as "payCode", p.charge, p.currency,
       p.body, p.earlier, p.exchange_id::text as "exchangeId"
     from unnest($2::text[], $3::text[], $4::text[]) as k (ebp_code, ebc_code, order_no)
     join financial_services.export_payment as p
       on p.zone_code = $1 and p.ebp_code = k.ebp_code and p.ebc_code = k.ebc_code
       and p.order_no = k.order_no`;

const SEALED = { body: 'text', earlier: 'json' } as const;

/** What stands under these keys. */
export async function readExportPayments(
  q: Queryable,
  zoneCode: string,
  keys: readonly ExportPaymentKey[],
): Promise<StoredExportPayment[]> {
  return q.query<StoredExportPayment>(SELECT, parametersOf(zoneCode, keys), SEALED);
}

/** Those of these merchants and orders that stand, whatever the platform. */
export async function findReceiptNumbers(
  q: Queryable,
  zoneCode: string,
  keys: readonly { ebcCode: string; orderNo: string }[],
): Promise<{ ebcCode: string; orderNo: string }[]> {
  return q.query(
    `select p.ebc_code as "ebcCode", p.order_no as "orderNo"
     from unnest($2::text[], $3::text[]) as k (ebc_code, order_no)
     join financial_services.export_payment as p
       on p.zone_code = $1 and p.ebc_code = k.ebc_code and p.order_no = k.order_no
     where not p.deleted`,
    [zoneCode, keys.map((key) => key.ebcCode), keys.map((key) => key.orderNo)],
  );
}

/** The same, locked until commit, in the order of their keys. */
export async function lockExportPayments(
  tx: Tx,
  zoneCode: string,
  keys: readonly ExportPaymentKey[],
): Promise<StoredExportPayment[]> {
  const sql = `${SELECT}
     order by p.ebp_code, p.ebc_code, p.order_no
     for update of p`;
  return tx.query<StoredExportPayment>(sql, parametersOf(zoneCode, keys), SEALED);
}

function parametersOf(zoneCode: string, keys: readonly ExportPaymentKey[]) {
  return [
    zoneCode,
    keys.map((key) => key.ebpCode),
    keys.map((key) => key.ebcCode),
    keys.map((key) => key.orderNo),
  ];
}

const RECORD = `"ebpCode" text, "ebcCode" text, "orderNo" text, guid text, "appType" text,
         "appTime" text, "appStatus" text, deleted boolean, "payCode" text, charge numeric,
         currency text, body bytea, earlier bytea, "exchangeId" uuid`;

/** Writes receipts of payment under new keys; returns how many keys nobody else took meanwhile. */
export async function insertExportPayments(
  tx: Tx,
  zoneCode: string,
  { rows, now }: { rows: readonly StoredExportPayment[]; now: number },
): Promise<number> {
  const inserted = await tx.query<{ guid: string }>(
    `insert into financial_services.export_payment (
       zone_code, ebp_code, ebc_code, order_no, guid, app_type, app_time, app_status, deleted,
       pay_code, charge, currency, body, earlier, exchange_id, recorded_at)
     select $1, "ebpCode", "ebcCode", "orderNo", guid, "appType", "appTime", "appStatus", deleted,
       "payCode", charge, currency, body, earlier, "exchangeId",
       to_timestamp($3::float8 / 1000)
     from jsonb_to_recordset($2::jsonb) as r (${RECORD})
     order by "ebpCode", "ebcCode", "orderNo"
     on conflict do nothing
     returning guid`,
    [zoneCode, JSON.stringify(await sealRecords(tx, rows, ['body', 'earlier'])), now],
  );
  return inserted.length;
}

/** Replaces locked receipts of payment. */
export async function replaceExportPayments(
  tx: Tx,
  zoneCode: string,
  { rows, now }: { rows: readonly StoredExportPayment[]; now: number },
): Promise<void> {
  await tx.query(
    `update financial_services.export_payment as p
     set guid = r.guid, app_type = r."appType", app_time = r."appTime",
       app_status = r."appStatus", deleted = r.deleted, pay_code = r."payCode",
       charge = r.charge, currency = r.currency, body = r.body, earlier = r.earlier,
       exchange_id = r."exchangeId", recorded_at = to_timestamp($3::float8 / 1000)
     from jsonb_to_recordset($2::jsonb) as r (${RECORD})
     where p.zone_code = $1 and p.ebp_code = r."ebpCode" and p.ebc_code = r."ebcCode"
     and p.order_no = r."orderNo"`,
    [zoneCode, JSON.stringify(await sealRecords(tx, rows, ['body', 'earlier'])), now],
  );
}
