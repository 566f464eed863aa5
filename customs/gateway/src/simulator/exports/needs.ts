import type { PlainDate } from '@pilotzone/kernel/time';
import type { ExportContext } from '@pilotzone/rules/export/judge-export';
import { DEMO_EXCHANGE_RATES, DEMO_EXPORT_GOODS } from '@pilotzone/tariff/demo-exports';
import { createExchangeRates } from '@pilotzone/tariff/exchange-rates';
import { createExportGoods } from '@pilotzone/tariff/export-goods';
import type { Numbers } from '../numbers.ts';
import type { SimulatorNeeds } from '../options.ts';

/** What the export side of the simulator needs. */
export type ExportAnsweringNeeds = SimulatorNeeds & { readonly numbers: Numbers };

/** The data that judge exports at the simulator; the demo's where none were handed in. */
export function exportContextOf(needs: SimulatorNeeds, on: PlainDate): ExportContext {
  if (needs.exportContext) return needs.exportContext(on);
  const rates = createExchangeRates(DEMO_EXCHANGE_RATES);
  const goods = createExportGoods(DEMO_EXPORT_GOODS);
  return {
    on,
    toCny: (amount, day) => rates.toCny(amount, day),
    demandsOf: (hsCode, day) => goods.demandsOf(hsCode, day),
    hasWarehouseFiling: () => false,
  };
}
