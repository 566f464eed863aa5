import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Taxes } from '../model/ledger.ts';
import { moneyOf, numericOf, timestamp } from './amounts.ts';
import { sumByDay, type DueKey, type TaxPayment } from './tax-dues.ts';

/** A payment book (缴款书) as customs' bills tell it, and how it was paid. */
export type PaymentBook = {
  readonly entDutyNo: string;
  readonly guarantorCode: string;
  readonly lists: number;
  readonly total: Money;
  readonly paidOn: PlainDate | null;
};

/** Payment books in order of their number, behind `after`; of one guarantor or of all. */
export async function selectPaymentBooks(
  q: Queryable,
  zoneCode: string,
  filter: { guarantorCode: string | undefined; after: string; limit: number },
): Promise<PaymentBook[]> {
  const rows = await q.query<{
    ent_duty_no: string;
    guarantor_code: string;
    lists: number;
    total: string;
    paid_on: PlainDate | null;
  }>(
    `select b.ent_duty_no, b.guarantor_code, count(distinct b.invt_no) as lists,
       sum(b.tariff + b.consumption_tax + b.value_added_tax) as total, max(p.paid_on) as paid_on
     from financial_services.tax_bill b
     left join financial_services.tax_payment p
       on p.zone_code = b.zone_code
      and p.guarantor_code = b.guarantor_code
      and p.reference = b.ent_duty_no
     where b.zone_code = $1
       and b.ent_duty_no > $3
       and b.status = '2'
       and b.has_lines
       and ($2::text is null or b.guarantor_code = $2)
     group by b.ent_duty_no, b.guarantor_code
     order by b.ent_duty_no, b.guarantor_code
     limit $4`,
    [zoneCode, filter.guarantorCode ?? null, filter.after, filter.limit],
  );
  return rows.map((row) => ({
    ...{ entDutyNo: row.ent_duty_no, guarantorCode: row.guarantor_code, lists: row.lists },
    ...{ total: moneyOf(row.total), paidOn: row.paid_on },
  }));
}

/** What a payment book collects of one list. */
export type BookedList = Taxes & {
  readonly invtNo: string;
  readonly guarantorCode: string;
  readonly taxNos: readonly string[];
};

/** The lists of a payment book, in order of their number. */
export async function selectBookLists(
  q: Queryable,
  zoneCode: string,
  entDutyNo: string,
): Promise<BookedList[]> {
  const rows = await q.query<{
    invt_no: string;
    guarantor_code: string;
    tax_nos: string[];
    tariff: string;
    ct: string;
    vat: string;
  }>(
    `select invt_no, max(guarantor_code) as guarantor_code,
       array_agg(tax_no order by tax_no) as tax_nos,
       sum(tariff) as tariff, sum(consumption_tax) as ct, sum(value_added_tax) as vat
     from financial_services.tax_bill
     where zone_code = $1
       and ent_duty_no = $2
       and ent_duty_no <> ''
       and status = '2'
       and has_lines
     group by invt_no
     order by invt_no`,
    [zoneCode, entDutyNo],
  );
  return rows.map((row) => ({
    ...{ invtNo: row.invt_no, guarantorCode: row.guarantor_code, taxNos: row.tax_nos },
    ...taxesOf(row),
  }));
}

function taxesOf(row: { tariff: string; ct: string; vat: string }): Taxes {
  const { tariff, ct, vat } = row;
  return {
    tariff: moneyOf(tariff),
    consumptionTax: moneyOf(ct),
    valueAddedTax: moneyOf(vat),
  };
}

/** A due that is open, with its list and what the guarantee covers of it. */
export type OpenDue = DueKey & Taxes & { readonly invtNo: string; readonly guaranteed: Money };

/** Open dues of a guarantor for these lists, locked until commit. */
export async function lockOpenDues(
  tx: Tx,
  zoneCode: string,
  of: { guarantorCode: string; invtNos: readonly string[] },
): Promise<OpenDue[]> {
  const rows = await tx.query<{
    released_on: PlainDate;
    declaration_id: string;
    sequence: number;
    invt_no: string;
    guaranteed: string;
    tariff: string;
    ct: string;
    vat: string;
  }>(
    `select d.released_on, d.declaration_id, d.sequence, e.invt_no, d.guaranteed, d.tariff,
       d.consumption_tax as ct, d.value_added_tax as vat
     from financial_services.tax_due d
     join financial_services.guarantee_entry e
       on e.zone_code = d.zone_code
      and e.declaration_id = d.declaration_id
      and e.sequence = d.sequence
     where d.zone_code = $1
       and d.guarantor_code = $2
       and d.status = 'due'
       and e.invt_no = any($3::text[])
     order by d.released_on, d.declaration_id
     for no key update of d`,
    [zoneCode, of.guarantorCode, of.invtNos],
  );
  return rows.map((row) => ({
    ...{ guarantorCode: of.guarantorCode, releasedOn: row.released_on, invtNo: row.invt_no },
    ...{ declarationId: row.declaration_id, sequence: row.sequence, ...taxesOf(row) },
    guaranteed: moneyOf(row.guaranteed),
  }));
}

/** Settles these dues, with an entry for each, and moves them in the calendar from open to paid. */
export async function settleOpenDues(
  tx: Tx,
  { payment, dues }: { payment: TaxPayment; dues: readonly OpenDue[] },
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  await tx.query(
    `with paid as (
       update financial_services.tax_due d
       set status = 'paid', settled_by = $3
       from unnest($5::date[], $6::uuid[], $7::smallint[])
         k (released_on, declaration_id, sequence)
       where d.zone_code = $1
         and d.guarantor_code = $4
         and d.released_on = k.released_on
         and d.declaration_id = k.declaration_id
         and d.sequence = k.sequence
         and d.status = 'due'
       returning d.declaration_id, d.sequence, d.guaranteed
     )
     insert into financial_services.guarantee_entry (zone_code, declaration_id, sequence, kind,
       guarantor_code, amount, day, recorded_at, invt_no)
     select $1, p.declaration_id, last.sequence + 1, 'pay', $4, p.guaranteed, $8::date,
       ${timestamp(2)}, r.invt_no
     from paid p
     join financial_services.guarantee_entry r
       on r.zone_code = $1
      and r.declaration_id = p.declaration_id
      and r.sequence = p.sequence
     cross join lateral (
       select max(e.sequence) as sequence
       from financial_services.guarantee_entry e
       where e.zone_code = $1
         and e.declaration_id = p.declaration_id
     ) last`,
    [
      ...[at.zoneCode, at.now, payment.taxPaymentId, payment.guarantorCode],
      dues.map((due) => due.releasedOn),
      dues.map((due) => due.declarationId),
      dues.map((due) => due.sequence),
      payment.paidOn,
    ],
  );
  await moveInCalendar(tx, at.zoneCode, dues);
}

async function moveInCalendar(tx: Tx, zoneCode: string, dues: readonly OpenDue[]): Promise<void> {
  const days = sumByDay(dues, 1);
  await tx.query(
    `update financial_services.tax_day t
     set open_count = t.open_count - k.lists,
       open_tariff = t.open_tariff - k.tariff,
       open_consumption_tax = t.open_consumption_tax - k.ct,
       open_value_added_tax = t.open_value_added_tax - k.vat,
       paid_count = t.paid_count + k.lists,
       paid_total = t.paid_total + k.tariff + k.ct + k.vat
     from unnest($2::date[], $3::text[], $4::int[], $5::numeric[], $6::numeric[], $7::numeric[])
       k (released_on, guarantor_code, lists, tariff, ct, vat)
     where t.zone_code = $1
       and t.released_on = k.released_on
       and t.guarantor_code = k.guarantor_code`,
    [
      zoneCode,
      days.map((day) => day.releasedOn),
      days.map((day) => day.guarantorCode),
      days.map((day) => day.count),
      days.map((day) => numericOf(day.tariff)),
      days.map((day) => numericOf(day.consumptionTax)),
      days.map((day) => numericOf(day.valueAddedTax)),
    ],
  );
}
