import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import { addMoney, subtractMoney, ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Taxes } from '../model/ledger.ts';
import type { TaxDue } from '../model/tax-due.ts';
import { moneyOf, numericOf, timestamp } from './amounts.ts';

/** Adds dues and counts them in the calendar. */
export async function appendDues(tx: Tx, zoneCode: string, dues: readonly TaxDue[]): Promise<void> {
  if (dues.length === 0) return;
  const columns: Column<TaxDue>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['guarantor_code', 'text', (due) => due.guarantorCode],
    ['released_on', 'date', (due) => due.releasedOn],
    ['declaration_id', 'uuid', (due) => due.declarationId],
    ['sequence', 'int2', (due) => due.sequence],
    ['tariff', 'numeric', (due) => due.tariff.units],
    ['consumption_tax', 'numeric', (due) => due.consumptionTax.units],
    ['value_added_tax', 'numeric', (due) => due.valueAddedTax.units],
    ['guaranteed', 'numeric', (due) => due.guaranteed.units],
  ];
  await tx.append('financial_services.tax_due', columns, dues);
  await addToCalendar(tx, zoneCode, sumByDay(dues, 1));
}

/** Which due: its full key. */
export type DueKey = Pick<TaxDue, 'guarantorCode' | 'releasedOn' | 'declarationId' | 'sequence'>;

/**
 * Marks dues that were taken back: open ones become `undone` and leave the calendar, paid ones
 * `refundable`. Returns the dues with their taxes.
 */
export async function undoDues(
  tx: Tx,
  zoneCode: string,
  keys: readonly DueKey[],
): Promise<(DueKey & Taxes & { readonly kind: 'undone' | 'refundable' })[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<DueRow & { status: 'undone' | 'refundable' }>(
    `update financial_services.tax_due d
     set status = case when d.status = 'paid' then 'refundable' else 'undone' end
     from unnest($2::text[], $3::date[], $4::uuid[], $5::smallint[])
       k (guarantor_code, released_on, declaration_id, sequence)
     cross join lateral (
       select x.ctid
       from financial_services.tax_due x
       where x.zone_code = $1
         and x.guarantor_code = k.guarantor_code
         and x.released_on = k.released_on
         and x.declaration_id = k.declaration_id
         and x.sequence = k.sequence
       for no key update
     ) old
     where d.ctid = old.ctid
       and d.status in ('due', 'paid')
     returning d.guarantor_code, d.released_on, d.declaration_id, d.sequence, d.status,
       d.tariff, d.consumption_tax, d.value_added_tax`,
    [
      zoneCode,
      keys.map((key) => key.guarantorCode),
      keys.map((key) => key.releasedOn),
      keys.map((key) => key.declarationId),
      keys.map((key) => key.sequence),
    ],
  );
  const undone = rows.map((row) => ({ ...dueOf(row), kind: row.status }));
  await addToCalendar(
    tx,
    zoneCode,
    sumByDay(
      undone.filter((due) => due.kind === 'undone'),
      -1,
    ),
  );
  return undone;
}

type DueRow = {
  guarantor_code: string;
  released_on: string;
  declaration_id: string;
  sequence: number;
  tariff: string;
  consumption_tax: string;
  value_added_tax: string;
};

function dueOf(row: DueRow): DueKey & Taxes {
  return {
    guarantorCode: row.guarantor_code,
    releasedOn: row.released_on as PlainDate,
    declarationId: row.declaration_id,
    sequence: row.sequence,
    tariff: moneyOf(row.tariff),
    consumptionTax: moneyOf(row.consumption_tax),
    valueAddedTax: moneyOf(row.value_added_tax),
  };
}

type DayDelta = Taxes & { guarantorCode: string; releasedOn: PlainDate; count: number };

/** Dues summed by day of release and guarantor, with a sign. */
export function sumByDay(
  dues: readonly (Taxes & Pick<TaxDue, 'guarantorCode' | 'releasedOn'>)[],
  sign: 1 | -1,
): DayDelta[] {
  const byDay = new Map<string, DayDelta>();
  const add = sign === 1 ? addMoney : subtractMoney;
  for (const due of dues) {
    const { guarantorCode, releasedOn } = due;
    const key = `${releasedOn} ${guarantorCode}`;
    const sum = byDay.get(key) ?? { guarantorCode, releasedOn, count: 0, ...NO_TAXES };
    byDay.set(key, {
      guarantorCode,
      releasedOn,
      count: sum.count + sign,
      tariff: add(sum.tariff, due.tariff),
      consumptionTax: add(sum.consumptionTax, due.consumptionTax),
      valueAddedTax: add(sum.valueAddedTax, due.valueAddedTax),
    });
  }
  return [...byDay.values()];
}

const NO_TAXES: Taxes = { tariff: ZERO_CNY, consumptionTax: ZERO_CNY, valueAddedTax: ZERO_CNY };

/** Adds to the calendar; days that are new begin at nothing. */
export async function addToCalendar(
  tx: Tx,
  zoneCode: string,
  deltas: readonly DayDelta[],
): Promise<void> {
  if (deltas.length === 0) return;
  // Inserting first and adding afterwards lets the not-negative check see the sum, not the
  // difference.
  await tx.query(
    `insert into financial_services.tax_day (zone_code, released_on, guarantor_code)
     select $1, released_on, guarantor_code
     from unnest($2::date[], $3::text[]) k (released_on, guarantor_code)
     order by released_on, guarantor_code
     on conflict on constraint tax_day_pkey do nothing`,
    [zoneCode, deltas.map((delta) => delta.releasedOn), deltas.map((delta) => delta.guarantorCode)],
  );
  await tx.query(
    `update financial_services.tax_day t
     set open_count = t.open_count + k.open_count,
       open_tariff = t.open_tariff + k.tariff,
       open_consumption_tax = t.open_consumption_tax + k.consumption_tax,
       open_value_added_tax = t.open_value_added_tax + k.value_added_tax
     from unnest($2::date[], $3::text[], $4::int[], $5::numeric[], $6::numeric[], $7::numeric[])
       k (released_on, guarantor_code, open_count, tariff, consumption_tax, value_added_tax)
     where t.zone_code = $1
       and t.released_on = k.released_on
       and t.guarantor_code = k.guarantor_code`,
    [
      zoneCode,
      deltas.map((delta) => delta.releasedOn),
      deltas.map((delta) => delta.guarantorCode),
      deltas.map((delta) => delta.count),
      deltas.map((delta) => numericOf(delta.tariff)),
      deltas.map((delta) => numericOf(delta.consumptionTax)),
      deltas.map((delta) => numericOf(delta.valueAddedTax)),
    ],
  );
}

/** A day of release of one guarantor: what is open and what is paid. */
export type TaxDay = Taxes & {
  readonly guarantorCode: string;
  readonly releasedOn: PlainDate;
  readonly openCount: number;
  readonly paidCount: number;
  readonly paidTotal: Money;
};

/** Which days of release; without `guarantorCode` of all guarantors. */
export type DayRange = {
  readonly guarantorCode?: string | undefined;
  readonly releasedFrom: PlainDate;
  readonly releasedUntil: PlainDate;
};

/** The calendar of a range; with `lock` the days stay as they are until the transaction ends. */
export async function selectTaxDays(
  q: Queryable,
  zoneCode: string,
  range: DayRange & { readonly limit: number; readonly lock?: boolean },
): Promise<TaxDay[]> {
  const rows = await q.query<{
    guarantor_code: string;
    released_on: string;
    open_count: number;
    open_tariff: string;
    open_consumption_tax: string;
    open_value_added_tax: string;
    paid_count: number;
    paid_total: string;
  }>(
    `select guarantor_code, released_on, open_count, open_tariff, open_consumption_tax,
       open_value_added_tax, paid_count, paid_total
     from financial_services.tax_day
     where zone_code = $1
       and released_on between $2::date and $3::date
       and ($4::text is null or guarantor_code = $4)
     order by released_on, guarantor_code
     limit $5
     ${range.lock === true ? 'for no key update' : ''}`,
    [zoneCode, range.releasedFrom, range.releasedUntil, range.guarantorCode ?? null, range.limit],
  );
  return rows.map((row) => ({
    guarantorCode: row.guarantor_code,
    releasedOn: row.released_on as PlainDate,
    openCount: row.open_count,
    tariff: moneyOf(row.open_tariff),
    consumptionTax: moneyOf(row.open_consumption_tax),
    valueAddedTax: moneyOf(row.open_value_added_tax),
    paidCount: row.paid_count,
    paidTotal: moneyOf(row.paid_total),
  }));
}

/** A payment of collected tax, as kept. */
export type TaxPayment = {
  readonly guarantorCode: string;
  readonly reference: string;
  readonly taxPaymentId: string;
  readonly releasedFrom: PlainDate;
  readonly releasedUntil: PlainDate;
  readonly declarations: number;
  readonly amount: Money;
  readonly paidOn: PlainDate;
};

/** The payment with this reference, if there was one. */
export async function selectTaxPayment(
  q: Queryable,
  zoneCode: string,
  key: { guarantorCode: string; reference: string },
): Promise<TaxPayment | undefined> {
  const rows = await q.query<{
    tax_payment_id: string;
    released_from: string;
    released_until: string;
    declarations: number;
    amount: string;
    paid_on: string;
  }>(
    `select tax_payment_id, released_from, released_until, declarations, amount, paid_on
     from financial_services.tax_payment
     where zone_code = $1
       and guarantor_code = $2
       and reference = $3`,
    [zoneCode, key.guarantorCode, key.reference],
  );
  const row = rows[0];
  return (
    row && {
      guarantorCode: key.guarantorCode,
      reference: key.reference,
      taxPaymentId: row.tax_payment_id,
      releasedFrom: row.released_from as PlainDate,
      releasedUntil: row.released_until as PlainDate,
      declarations: row.declarations,
      amount: moneyOf(row.amount),
      paidOn: row.paid_on as PlainDate,
    }
  );
}

/** Records a payment; `false` when another transaction recorded the same reference first. */
export async function insertTaxPayment(
  tx: Tx,
  payment: TaxPayment & { readonly recordedBy: string },
  at: { zoneCode: string; now: Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into financial_services.tax_payment (zone_code, guarantor_code, reference,
       tax_payment_id, released_from, released_until, declarations, amount, paid_on, recorded_by,
       recorded_at)
     values ($1, $3, $4, $5, $6::date, $7::date, $8, $9, $10::date, $11, ${timestamp(2)})
     on conflict on constraint tax_payment_pkey do nothing
     returning 1`,
    [
      at.zoneCode,
      at.now,
      payment.guarantorCode,
      payment.reference,
      payment.taxPaymentId,
      payment.releasedFrom,
      payment.releasedUntil,
      payment.declarations,
      numericOf(payment.amount),
      payment.paidOn,
      payment.recordedBy,
    ],
  );
  return rows.length === 1;
}

/**
 * Settles all open dues of a guarantor's days, with an entry for each; returns how many and what of
 * it the guarantee covered. The days must be locked, so that the sums read before are those settled
 * here.
 */
export async function settleDues(
  tx: Tx,
  payment: TaxPayment,
  at: { zoneCode: string; now: Instant },
): Promise<{ count: number; guaranteed: Money }> {
  const rows = await tx.query<{ count: number; guaranteed: string }>(
    `with paid as (
       update financial_services.tax_due
       set status = 'paid', settled_by = $3
       where zone_code = $1
         and guarantor_code = $4
         and released_on between $5::date and $6::date
         and status = 'due'
       returning declaration_id, sequence, guaranteed
     ), entered as (
       insert into financial_services.guarantee_entry (zone_code, declaration_id, sequence, kind,
         guarantor_code, amount, day, recorded_at, invt_no)
       select $1, p.declaration_id, last.sequence + 1, 'pay', $4, p.guaranteed, $7::date,
         ${timestamp(2)}, r.invt_no
       from paid p
       cross join lateral (
         select r.invt_no
         from financial_services.guarantee_entry r
         where r.zone_code = $1
           and r.declaration_id = p.declaration_id
           and r.sequence = p.sequence
         offset 0
       ) r
       cross join lateral (
         select max(e.sequence) as sequence
         from financial_services.guarantee_entry e
         where e.zone_code = $1
           and e.declaration_id = p.declaration_id
       ) last
     )
     select count(*) as count, coalesce(sum(guaranteed), 0) as guaranteed
     from paid`,
    [
      at.zoneCode,
      at.now,
      payment.taxPaymentId,
      payment.guarantorCode,
      payment.releasedFrom,
      payment.releasedUntil,
      payment.paidOn,
    ],
  );
  await closeDays(tx, payment, at.zoneCode);
  const [row] = rows;
  return { count: row?.count ?? 0, guaranteed: moneyOf(row?.guaranteed ?? '0') };
}

async function closeDays(tx: Tx, payment: TaxPayment, zoneCode: string): Promise<void> {
  await tx.query(
    `update financial_services.tax_day
     set paid_count = paid_count + open_count,
       paid_total = paid_total + open_tariff + open_consumption_tax + open_value_added_tax,
       open_count = 0,
       open_tariff = 0,
       open_consumption_tax = 0,
       open_value_added_tax = 0
     where zone_code = $1
       and guarantor_code = $2
       and released_on between $3::date and $4::date
       and open_count > 0`,
    [zoneCode, payment.guarantorCode, payment.releasedFrom, payment.releasedUntil],
  );
}
