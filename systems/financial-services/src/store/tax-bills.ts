import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { BilledList, TaxBillLine, TaxBillMessage } from '../model/tax-bill.ts';
import { moneyOf, timestamp } from './amounts.ts';

const MESSAGE_STAGE = defineStage<TaxBillMessage>('stage_tax_bill', [
  ['tax_no', 'text', (row) => row.taxNo],
  ['invt_no', 'text', (row) => row.invtNo],
  ['status', 'text', (row) => row.status],
  ['tariff', 'numeric', (row) => row.taxes?.tariff.units ?? 0n],
  ['consumption_tax', 'numeric', (row) => row.taxes?.consumptionTax.units ?? 0n],
  ['value_added_tax', 'numeric', (row) => row.taxes?.valueAddedTax.units ?? 0n],
  ['guarantor_code', 'text', (row) => row.guarantorCode],
  ['ent_duty_no', 'text', (row) => row.entDutyNo],
  ['return_time', 'text', (row) => row.returnTime],
  ['has_lines', 'bool', (row) => row.taxes !== undefined],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
]);

const LINE_STAGE = defineStage<TaxBillLine>('stage_tax_bill_line', [
  ['tax_no', 'text', (row) => row.taxNo],
  ['gnum', 'int4', (row) => row.gnum],
  ['gcode', 'text', (row) => row.gcode],
  ['tax_price', 'numeric', (row) => row.taxPrice.units],
  ['tariff', 'numeric', (row) => row.tariff.units],
  ['consumption_tax', 'numeric', (row) => row.consumptionTax.units],
  ['value_added_tax', 'numeric', (row) => row.valueAddedTax.units],
]);

/**
 * Keeps messages about tax bills, at most one per bill: the later returnTime decides its state, and
 * amounts stay as the bill itself gave them. Repeats change nothing.
 */
export async function saveTaxBills(
  tx: Tx,
  messages: readonly TaxBillMessage[],
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  if (messages.length === 0) return;
  await tx.stage(MESSAGE_STAGE, messages);
  await tx.query(
    `insert into financial_services.tax_bill_message (zone_code, tax_no, return_time, status,
       ent_duty_no, exchange_id, received_at)
     select $1, tax_no, return_time, status, ent_duty_no, exchange_id, ${timestamp(2)}
     from stage_tax_bill
     on conflict do nothing`,
    [at.zoneCode, at.now],
  );
  await tx.query(
    `insert into financial_services.tax_bill as b (zone_code, tax_no, invt_no, status, tariff,
       consumption_tax, value_added_tax, guarantor_code, ent_duty_no, return_time, has_lines,
       exchange_id, received_at)
     select $1, tax_no, invt_no, status, tariff, consumption_tax, value_added_tax, guarantor_code,
       ent_duty_no, return_time, has_lines, exchange_id, ${timestamp(2)}
     from stage_tax_bill
     order by tax_no
     on conflict (zone_code, tax_no) do update
     set status = case when excluded.return_time >= b.return_time then excluded.status
           else b.status end,
       ent_duty_no = case when excluded.return_time >= b.return_time
           then coalesce(nullif(excluded.ent_duty_no, ''), b.ent_duty_no) else b.ent_duty_no end,
       return_time = greatest(b.return_time, excluded.return_time),
       tariff = case when excluded.has_lines then excluded.tariff else b.tariff end,
       consumption_tax = case when excluded.has_lines then excluded.consumption_tax
           else b.consumption_tax end,
       value_added_tax = case when excluded.has_lines then excluded.value_added_tax
           else b.value_added_tax end,
       guarantor_code = coalesce(nullif(b.guarantor_code, ''), excluded.guarantor_code),
       has_lines = b.has_lines or excluded.has_lines`,
    [at.zoneCode, at.now],
  );
  await tx.stage(
    LINE_STAGE,
    messages.flatMap(({ lines }) => lines),
  );
  await tx.query(
    `insert into financial_services.tax_bill_line (zone_code, tax_no, gnum, gcode, tax_price,
       tariff, consumption_tax, value_added_tax)
     select $1, tax_no, gnum, gcode, tax_price, tariff, consumption_tax, value_added_tax
     from stage_tax_bill_line
     on conflict do nothing`,
    [at.zoneCode],
  );
}

/** Which lists to compare: by day of release, and one guarantor or all. */
export type BilledRange = {
  readonly releasedFrom: PlainDate;
  readonly releasedUntil: PlainDate;
  readonly guarantorCode: string | undefined;
  readonly limit: number;
};

/**
 * Lists released in a range with what customs billed and what the books hold for them, and bills
 * for lists that the books do not know at all. In order of invtNo; at most `limit`.
 */
export async function selectBilledLists(
  q: Queryable,
  zoneCode: string,
  range: BilledRange,
): Promise<BilledList[]> {
  const rows = await q.query<Record<string, string | string[] | null>>(
    `with due as (
       select e.invt_no, d.guarantor_code,
         sum(case when d.status in ('due', 'paid') then d.tariff else 0 end) as tariff,
         sum(case when d.status in ('due', 'paid') then d.consumption_tax else 0 end) as ct,
         sum(case when d.status in ('due', 'paid') then d.value_added_tax else 0 end) as vat
       from financial_services.tax_due d
       join financial_services.guarantee_entry e
         on e.zone_code = d.zone_code
        and e.declaration_id = d.declaration_id
        and e.sequence = d.sequence
       where d.zone_code = $1
         and d.released_on between $2::date and $3::date
         and ($4::text is null or d.guarantor_code = $4)
       group by e.invt_no, d.guarantor_code
     ), bill as (
       select b.invt_no, max(b.guarantor_code) as guarantor_code,
         array_agg(b.tax_no order by b.tax_no) as tax_nos,
         sum(b.tariff) as tariff, sum(b.consumption_tax) as ct, sum(b.value_added_tax) as vat
       from financial_services.tax_bill b
       where b.zone_code = $1
         and b.status <> '3'
         and b.has_lines
         and ($4::text is null or b.guarantor_code = $4)
         and (b.invt_no in (select invt_no from due)
           or not exists (
             select 1
             from financial_services.guarantee_entry e
             where e.zone_code = $1
               and e.invt_no = b.invt_no))
       group by b.invt_no
     )
     select coalesce(due.invt_no, bill.invt_no) as invt_no,
       coalesce(due.guarantor_code, bill.guarantor_code) as guarantor_code,
       bill.tax_nos, bill.tariff as billed_tariff, bill.ct as billed_ct, bill.vat as billed_vat,
       due.tariff as booked_tariff, due.ct as booked_ct, due.vat as booked_vat
     from due
     full join bill using (invt_no)
     order by 1
     limit $5`,
    [zoneCode, range.releasedFrom, range.releasedUntil, range.guarantorCode ?? null, range.limit],
  );
  return rows.map((row) => {
    const taxes = (side: 'billed' | 'booked') => {
      const money = (name: string) => moneyOf((row[`${side}_${name}`] as string | null) ?? '0');
      if (row[`${side}_tariff`] === null) return undefined;
      return { tariff: money('tariff'), consumptionTax: money('ct'), valueAddedTax: money('vat') };
    };
    return {
      invtNo: row['invt_no'] as string,
      guarantorCode: row['guarantor_code'] as string,
      taxNos: (row['tax_nos'] as string[] | null) ?? [],
      billed: taxes('billed'),
      booked: taxes('booked'),
    };
  });
}
