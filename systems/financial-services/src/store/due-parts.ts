import type { Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Taxes } from '../model/ledger.ts';
import { numericOf } from './amounts.ts';
import { addToCalendar, sumByDay } from './tax-dues.ts';
import type { DueKey } from './tax-dues.ts';

/** A part of a due that came back: its key, taxes, and what of the guarantee it freed. */
export type DuePart = DueKey & Taxes & { readonly freed: Money };

/**
 * Takes parts off dues: of open ones the amounts shrink, in the calendar too; of paid ones nothing
 * changes here, because customs owes that part back. Each due at most once in `parts`.
 */
export async function reduceDues(
  tx: Tx,
  zoneCode: string,
  parts: readonly DuePart[],
): Promise<void> {
  if (parts.length === 0) return;
  await tx.query(
    `update financial_services.tax_due d
     set tariff = d.tariff - k.tariff,
       consumption_tax = d.consumption_tax - k.consumption_tax,
       value_added_tax = d.value_added_tax - k.value_added_tax,
       guaranteed = d.guaranteed - k.freed
     from unnest($2::text[], $3::date[], $4::uuid[], $5::smallint[], $6::numeric[], $7::numeric[],
       $8::numeric[], $9::numeric[])
       k (guarantor_code, released_on, declaration_id, sequence, tariff, consumption_tax,
         value_added_tax, freed)
     where d.zone_code = $1
       and d.guarantor_code = k.guarantor_code
       and d.released_on = k.released_on
       and d.declaration_id = k.declaration_id
       and d.sequence = k.sequence
       and d.status = 'due'`,
    [
      zoneCode,
      parts.map((part) => part.guarantorCode),
      parts.map((part) => part.releasedOn),
      parts.map((part) => part.declarationId),
      parts.map((part) => part.sequence),
      parts.map((part) => numericOf(part.tariff)),
      parts.map((part) => numericOf(part.consumptionTax)),
      parts.map((part) => numericOf(part.valueAddedTax)),
      parts.map((part) => numericOf(part.freed)),
    ],
  );
  // The lists stay in the calendar; only their amounts shrink.
  await addToCalendar(
    tx,
    zoneCode,
    sumByDay(parts, -1).map((delta) => ({ ...delta, count: 0 })),
  );
}
