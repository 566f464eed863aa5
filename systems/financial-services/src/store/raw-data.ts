import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { RawData } from '@pilotzone/rules/payment-raw-data';
import type { PaymentOnFile, RawDataVersion } from '../model/raw-data.ts';
import { timestamp, unitsOf } from './amounts.ts';

type Transaction = { readonly payCode: string; readonly payTransactionId: string };

/** What the body of a version is bound to. */
function rawDataOf(of: Transaction & { readonly version: number }): string {
  return `raw data ${of.payCode} ${of.payTransactionId} ${of.version}`;
}

/** The latest version of a transaction; nobody else adds one until commit. */
export async function lockTransaction(
  tx: Tx,
  zoneCode: string,
  key: Transaction,
): Promise<{ version: number; body: string; keepUntil: PlainDate } | undefined> {
  // A transaction without a version has no row to lock.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 179))', [
    `${zoneCode}|${key.payCode}|${key.payTransactionId}`,
  ]);
  const rows = await tx.query<{ version: number; body: string; keepUntil: PlainDate }>(
    `select version, body, keep_until as "keepUntil"
     from financial_services.raw_data
     where zone_code = $1
       and pay_code = $2
       and pay_transaction_id = $3
     order by version desc
     limit 1`,
    [zoneCode, key.payCode, key.payTransactionId],
    {
      body: {
        as: 'text',
        boundTo: ({ version }: { version: number }) => rawDataOf({ ...key, version }),
      },
    },
  );
  return rows[0];
}

/** What the payment (411) of a transaction says; `undefined` when none that counts is on file. */
export async function selectPaymentOnFile(
  q: Queryable,
  zoneCode: string,
  key: Transaction,
): Promise<PaymentOnFile | undefined> {
  const rows = await q.query<Record<'ebp_code' | 'order_no' | 'amount_paid' | 'currency', string>>(
    `select ebp_code, order_no, amount_paid, currency
     from financial_services.payment
     where zone_code = $1
       and pay_code = $2
       and pay_transaction_id = $3
       and status = 'live'
       and app_status = '2'`,
    [zoneCode, key.payCode, key.payTransactionId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { ebp_code: ebpCode, order_no: orderNo, currency } = row;
  return { ebpCode, orderNo, currency, amountPaid: unitsOf(row.amount_paid) };
}

/** Adds a version with the orders that it is about. */
export async function insertRawData(
  tx: Tx,
  row: Transaction & {
    readonly version: number;
    readonly ebpCode: string;
    readonly body: string;
    readonly deliveredBy: string;
    readonly keepUntil: PlainDate;
    readonly orders: readonly string[];
  },
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  const key = [at.zoneCode, row.payCode, row.payTransactionId, row.version, row.ebpCode];
  await tx.query(
    `insert into financial_services.raw_data (zone_code, pay_code, pay_transaction_id, version,
       ebp_code, body, delivered_by, keep_until, delivered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${timestamp(9)})`,
    [...key, await sealOne(tx, row.body, rawDataOf(row)), row.deliveredBy, row.keepUntil, at.now],
  );
  await tx.query(
    `insert into financial_services.raw_data_order (zone_code, pay_code, pay_transaction_id,
       version, ebp_code, order_no)
     select $1, $2, $3, $4, $5, unnest($6::text[])`,
    [...key, row.orders],
  );
}

/** Who was paid for an order as far as anything here knows, and whether its raw data are kept. */
export async function findOrder(
  q: Queryable,
  zoneCode: string,
  key: { ebpCode: string; orderNo: string },
): Promise<{ payCode: string; hasRawData: boolean } | undefined> {
  const rows = await q.query<{ payCode: string; hasRawData: boolean }>(
    `select pay_code as "payCode", has as "hasRawData"
     from (
       select o.pay_code, true as has
       from financial_services.raw_data_order o
       where o.zone_code = $1
         and o.ebp_code = $2
         and o.order_no = $3
       union all
       select p.pay_code, false
       from financial_services.payment p
       where p.zone_code = $1
         and p.ebp_code = $2
         and p.order_no = $3
         and p.status = 'live'
         and p.app_status = '2'
     ) known
     order by has desc, pay_code
     limit 1`,
    [zoneCode, key.ebpCode, key.orderNo],
  );
  return rows[0];
}

type VersionRow = {
  pay_code: string;
  pay_transaction_id: string;
  version: number;
  ebp_code: string;
  body: string;
  delivered_by: string;
  delivered_at: Instant;
  keep_until: PlainDate;
};

/** Versions that hold an order, the one delivered last first; only the owner's own. */
export async function selectVersionsOfOrder(
  q: Queryable,
  zoneCode: string,
  key: { ebpCode: string; orderNo: string; owner?: string | undefined },
): Promise<RawDataVersion[]> {
  const rows = await q.query<VersionRow>(
    `select d.pay_code, d.pay_transaction_id, d.version, d.ebp_code, d.body, d.delivered_by,
       d.delivered_at, d.keep_until
     from financial_services.raw_data_order o
     join financial_services.raw_data d using (zone_code, pay_code, pay_transaction_id, version)
     where o.zone_code = $1
       and o.ebp_code = $2
       and o.order_no = $3
       and ($4::text is null or $4 in (o.ebp_code, o.pay_code))
     order by d.delivered_at desc, d.version desc, d.pay_code, d.pay_transaction_id
     limit 100`,
    [zoneCode, key.ebpCode, key.orderNo, key.owner ?? null],
    {
      body: {
        as: 'text',
        boundTo: (row: VersionRow) =>
          rawDataOf({
            payCode: row.pay_code,
            payTransactionId: row.pay_transaction_id,
            version: row.version,
          }),
      },
    },
  );
  return rows.map((row) => ({
    payCode: row.pay_code,
    payTransactionId: row.pay_transaction_id,
    version: row.version,
    ebpCode: row.ebp_code,
    // Written by `bodyOf`.
    data: JSON.parse(row.body) as RawData,
    deliveredBy: row.delivered_by,
    deliveredAt: row.delivered_at,
    keepUntil: row.keep_until,
  }));
}

/** What customs gets for an order: the version delivered last. */
export async function selectLatestOfOrder(
  q: Queryable,
  zoneCode: string,
  { ebpCode, orderNo }: { ebpCode: string; orderNo: string },
): Promise<RawDataVersion | undefined> {
  return (await selectVersionsOfOrder(q, zoneCode, { ebpCode, orderNo }))[0];
}

/** Deletes what had to be kept until before `today`, unless customs still waits for it. */
export async function deleteRawData(
  q: Queryable,
  zoneCode: string,
  today: PlainDate,
): Promise<number> {
  const rows = await q.query(
    `delete from financial_services.raw_data d
     where d.zone_code = $1
       and d.keep_until < least($2::date, (now() at time zone 'Asia/Shanghai')::date)
       and not exists (
         select 1
         from financial_services.raw_data_order o
         join financial_services.raw_data_request r using (zone_code, ebp_code, order_no)
         where o.zone_code = d.zone_code
           and o.pay_code = d.pay_code
           and o.pay_transaction_id = d.pay_transaction_id
           and o.version = d.version
           and r.state = 'due')
     returning 1`,
    [zoneCode, today],
  );
  return rows.length;
}
