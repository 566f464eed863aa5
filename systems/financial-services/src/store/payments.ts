import { appendNew } from '@pilotzone/kernel/append-new';
import { compareTexts } from '@pilotzone/kernel/compare';
import { defineStage, type Column, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { EarlierFiling } from '@pilotzone/rules/filing';
import type { IncomingPayment, OrderKey, StoredPayment } from '../model/payment.ts';
import { timestamp } from './amounts.ts';

type StoredRow = {
  pay_code: string;
  pay_transaction_id: string;
  ebp_code: string;
  order_no: string;
  guid: string;
  app_type: string;
  app_time: string;
  app_status: string;
  deleted: boolean;
  revision: number;
  body: string;
};

type PaymentKey = { readonly payCode: string; readonly payTransactionId: string };

/** What the body of a payment is bound to, also where it is kept after it was replaced. */
function boundTo({ payCode, payTransactionId }: PaymentKey): string {
  return `payment ${payCode} ${payTransactionId}`;
}

type KeyColumns = Pick<StoredRow, 'pay_code' | 'pay_transaction_id'>;

const BODY = {
  body: {
    as: 'text',
    boundTo: (row: KeyColumns) =>
      boundTo({ payCode: row.pay_code, payTransactionId: row.pay_transaction_id }),
  },
} as const;
const REPLACED_BODY = { body: { as: 'text', boundTo } } as const;

const STORED_COLUMNS = `p.pay_code, p.pay_transaction_id, p.ebp_code, p.order_no, p.guid,
  p.app_type, p.app_time, p.app_status, p.status = 'deleted' as deleted, p.revision, p.body`;

/**
 * Reads the payments on file among `keys` and locks them, in key order, until the transaction ends.
 */
export async function lockPayments(
  tx: Tx,
  zoneCode: string,
  keys: readonly PaymentKey[],
): Promise<StoredPayment[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<StoredRow>(
    `select p.*
     from (
       select pay_code, pay_transaction_id
       from unnest($2::text[], $3::text[]) u (pay_code, pay_transaction_id)
       order by pay_code, pay_transaction_id
     ) k
     cross join lateral (
       select ${STORED_COLUMNS}
       from financial_services.payment p
       where p.zone_code = $1
         and p.pay_code = k.pay_code
         and p.pay_transaction_id = k.pay_transaction_id
       for no key update
     ) p`,
    [zoneCode, keys.map((key) => key.payCode), keys.map((key) => key.payTransactionId)],
    BODY,
  );
  return rows.map(storedPayment);
}

/** Versions of payments that were replaced, each with its key, in no order. */
export async function readReplaced(
  tx: Tx,
  zoneCode: string,
  keys: readonly PaymentKey[],
): Promise<(EarlierFiling & { payCode: string; payTransactionId: string })[]> {
  return tx.query(
    `select c.pay_code as "payCode", c.pay_transaction_id as "payTransactionId",
       c.replaced_body as body, c.replaced_status = 'deleted' as deleted
     from unnest($2::text[], $3::text[]) k (pay_code, pay_transaction_id)
     cross join lateral (
       select *
       from financial_services.payment_change c
       where c.zone_code = $1
         and c.pay_code = k.pay_code
         and c.pay_transaction_id = k.pay_transaction_id
       offset 0
     ) c`,
    [zoneCode, keys.map((key) => key.payCode), keys.map((key) => key.payTransactionId)],
    REPLACED_BODY,
  );
}

/** One payment to write, with the revision it will have; `deleted`: it becomes a grave. */
export type PaymentWrite = {
  readonly incoming: IncomingPayment;
  readonly revision: number;
  readonly deleted: boolean;
};

const paymentStage = defineStage<PaymentWrite>('stage_payment', [
  ['pay_code', 'text', (w) => w.incoming.document.head.payCode],
  ['pay_transaction_id', 'text', (w) => w.incoming.document.head.payTransactionId],
  ['ebp_code', 'text', (w) => w.incoming.document.head.ebpCode],
  ['order_no', 'text', (w) => w.incoming.document.head.orderNo],
  ['guid', 'text', (w) => w.incoming.document.head.guid],
  ['app_type', 'text', (w) => w.incoming.appType],
  ['app_time', 'text', (w) => w.incoming.appTime],
  ['app_status', 'text', (w) => w.incoming.appStatus],
  ['amount_paid', 'numeric', (w) => w.incoming.document.head.amountPaid],
  ['currency', 'text', (w) => w.incoming.document.head.currency],
  ['exchange_id', 'uuid', (w) => w.incoming.exchangeId],
  ['body', 'sealed', (w) => w.incoming.body, (w) => boundTo(keyOf(w))],
  ['revision', 'int4', (w) => w.revision],
  ['status', 'text', (w) => (w.deleted ? 'deleted' : 'live')],
]);

/**
 * Inserts payments with keys that were not on file. Returns the keys of those inserted: a missing
 * one was inserted by someone else in the meantime and must be planned again.
 */
export async function insertPayments(
  tx: Tx,
  writes: readonly PaymentWrite[],
  at: { zoneCode: string; now: Instant },
): Promise<{ payCode: string; payTransactionId: string }[]> {
  if (writes.length === 0) return [];
  const columns: readonly Column<PaymentWrite>[] = [
    ['zone_code', 'text', () => at.zoneCode],
    ['recorded_at', 'timestamptz', () => at.now],
    ...paymentStage.columns,
  ];
  const into = { table: 'financial_services.payment', columns };
  if (await appendNew(tx, into, writes.toSorted(byKey))) return writes.map(keyOf);
  await tx.stage(paymentStage, writes);
  const rows = await tx.query<{ pay_code: string; pay_transaction_id: string }>(
    `insert into financial_services.payment (zone_code, pay_code, pay_transaction_id, ebp_code,
       order_no, guid, app_type, app_time, app_status, status, amount_paid, currency, exchange_id,
       recorded_at, body)
     select $1, pay_code, pay_transaction_id, ebp_code, order_no,
       guid, app_type, app_time, app_status, status, amount_paid, currency, exchange_id,
       ${timestamp(2)}, body
     from stage_payment
     order by pay_code, pay_transaction_id
     on conflict on constraint payment_pkey do nothing
     returning pay_code, pay_transaction_id`,
    [at.zoneCode, at.now],
  );
  return rows.map((row) => ({ payCode: row.pay_code, payTransactionId: row.pay_transaction_id }));
}

function keyOf({ incoming }: PaymentWrite): PaymentKey {
  const { payCode, payTransactionId } = incoming.document.head;
  return { payCode, payTransactionId };
}

function byKey(one: PaymentWrite, other: PaymentWrite): number {
  const [a, b] = [keyOf(one), keyOf(other)];
  return compareTexts(a.payCode, b.payCode) || compareTexts(a.payTransactionId, b.payTransactionId);
}

/**
 * Changes (`update`) or deletes (`delete`) payments that were locked before, and keeps what they
 * replace.
 */
export async function replacePayments(
  tx: Tx,
  kind: 'update' | 'delete',
  change: { writes: readonly PaymentWrite[]; zoneCode: string; now: Instant },
): Promise<void> {
  if (change.writes.length === 0) return;
  await tx.stage(paymentStage, change.writes);
  await keepReplaced(tx, kind, change);
  // A deletion's own fields say nothing but which payment: a grave keeps what was deleted.
  const fields =
    kind === 'delete'
      ? `status = 'deleted'`
      : `status = 'live', app_status = s.app_status, ebp_code = s.ebp_code, order_no = s.order_no,
         amount_paid = s.amount_paid, currency = s.currency, body = s.body`;
  await tx.query(
    `update financial_services.payment p
     set ${fields}, guid = s.guid, app_type = s.app_type, app_time = s.app_time,
       revision = s.revision, exchange_id = s.exchange_id, recorded_at = ${timestamp(2)}
     from stage_payment s
     ${PROBE}
     where p.ctid = old.ctid`,
    [change.zoneCode, change.now],
  );
}

// The row on file of each staged payment, already locked. `offset 0` keeps this one index probe a
// row: flattened into a join, a table without statistics (a fresh database) is read whole for each
// row.
const PROBE = `cross join lateral (
       select p.*, p.ctid
       from financial_services.payment p
       where p.zone_code = $1
         and p.pay_code = s.pay_code
         and p.pay_transaction_id = s.pay_transaction_id
       offset 0
     ) old`;

async function keepReplaced(
  tx: Tx,
  kind: 'update' | 'delete',
  change: { zoneCode: string; now: Instant },
): Promise<void> {
  await tx.query(
    `insert into financial_services.payment_change (zone_code, pay_code, pay_transaction_id,
       revision, kind, app_time, exchange_id, recorded_at,
       replaced_guid, replaced_app_type, replaced_app_time, replaced_app_status, replaced_status,
       replaced_exchange_id, replaced_recorded_at, replaced_body)
     select $1, old.pay_code, old.pay_transaction_id, s.revision, $3,
       s.app_time, s.exchange_id, ${timestamp(2)}, old.guid, old.app_type, old.app_time,
       old.app_status, old.status, old.exchange_id, old.recorded_at, old.body
     from stage_payment s
     ${PROBE}`,
    [change.zoneCode, change.now, kind],
  );
}

/**
 * Declared, live payments of each order, newest first; `order` is the position in `orders`, from 0.
 */
export async function selectPaymentsOfOrders(
  q: Queryable,
  zoneCode: string,
  orders: readonly OrderKey[],
): Promise<(Pick<StoredPayment, 'guid' | 'appType' | 'appTime' | 'body'> & { order: number })[]> {
  const rows = await q.query<
    {
      order: number;
      guid: string;
      app_type: string;
      app_time: string;
      body: string;
    } & KeyColumns
  >(
    `select k.position - 1 as "order", p.guid, p.app_type, p.app_time, p.body, p.pay_code,
       p.pay_transaction_id
     from unnest($2::text[], $3::text[]) with ordinality k (ebp_code, order_no, position)
     cross join lateral (
       select *
       from financial_services.payment p
       where p.zone_code = $1
         and p.ebp_code = k.ebp_code
         and p.order_no = k.order_no
       offset 0
     ) p
     where p.status = 'live'
       and p.app_status = '2'
     order by k.position, p.app_time desc, p.pay_code, p.pay_transaction_id`,
    [zoneCode, orders.map((order) => order.ebpCode), orders.map((order) => order.orderNo)],
    BODY,
  );
  return rows.map((row) => ({
    order: row.order,
    guid: row.guid,
    appType: row.app_type,
    appTime: row.app_time,
    body: row.body,
  }));
}

/** One payment by its key; `undefined` when there is none on file. */
export async function selectPayment(
  q: Queryable,
  zoneCode: string,
  key: { payCode: string; payTransactionId: string },
): Promise<StoredPayment | undefined> {
  const rows = await q.query<StoredRow>(
    `select ${STORED_COLUMNS}
     from financial_services.payment p
     where p.zone_code = $1
       and p.pay_code = $2
       and p.pay_transaction_id = $3`,
    [zoneCode, key.payCode, key.payTransactionId],
    BODY,
  );
  return rows[0] && storedPayment(rows[0]);
}

function storedPayment(row: StoredRow): StoredPayment {
  return {
    payCode: row.pay_code,
    payTransactionId: row.pay_transaction_id,
    ebpCode: row.ebp_code,
    orderNo: row.order_no,
    guid: row.guid,
    appType: row.app_type,
    appTime: row.app_time,
    appStatus: row.app_status,
    deleted: row.deleted,
    revision: row.revision,
    body: row.body,
  };
}
