import type { PlainDate } from '@pilotzone/kernel/time';
import type { ExportContext } from '@pilotzone/rules/export/judge-export';
import type { ExchangeRates } from '@pilotzone/tariff/exchange-rates';
import type { ExportGoods } from '@pilotzone/tariff/export-goods';
import { hasWarehouseFiling } from '@pilotzone/tariff/overseas-warehouses';
import type { WarehouseFiling } from '@pilotzone/tariff/overseas-warehouses';

/** The operator's dated data about exports. */
export type ExportReferences = {
  readonly rates: ExchangeRates;
  readonly goods: ExportGoods;
  readonly warehouses: readonly WarehouseFiling[];
};

/** What judges an export list on a day. */
export function exportContext(references: ExportReferences, on: PlainDate): ExportContext {
  const { rates, goods, warehouses } = references;
  return {
    on,
    toCny: (amount, day) => rates.toCny(amount, day),
    demandsOf: (hsCode, day) => goods.demandsOf(hsCode, day),
    hasWarehouseFiling: (merchant, day) => hasWarehouseFiling(warehouses, merchant, day),
  };
}
