import { assert } from '@pilotzone/kernel/errors';
import type { ParsedFile } from '@pilotzone/tariff/csv-table';
import { DEMO_EXCHANGE_RATES, DEMO_EXPORT_GOODS } from '@pilotzone/tariff/demo-exports';
import { createExchangeRates, parseExchangeRateFile } from '@pilotzone/tariff/exchange-rates';
import { createExportGoods, parseExportGoodsFile } from '@pilotzone/tariff/export-goods';
import { parseWarehouseFile } from '@pilotzone/tariff/overseas-warehouses';
import type { ExportReferences } from './model/export-references.ts';
import type { ReferenceKind } from './store/tariff.ts';

/**
 * The data that judge exports, out of the newest import of each kind; the demo's where nothing was
 * imported.
 */
export function exportReferencesOf(
  contentOf: (kind: ReferenceKind) => string | undefined,
): ExportReferences {
  const rates = contentOf('exchange-rates');
  const goods = contentOf('export-goods');
  const warehouses = contentOf('overseas-warehouses');
  return {
    rates: createExchangeRates(
      rates === undefined ? DEMO_EXCHANGE_RATES : rowsOf(parseExchangeRateFile(rates)),
    ),
    goods: createExportGoods(
      goods === undefined ? DEMO_EXPORT_GOODS : rowsOf(parseExportGoodsFile(goods)),
    ),
    warehouses: warehouses === undefined ? [] : rowsOf(parseWarehouseFile(warehouses)),
  };
}

function rowsOf<T>(file: ParsedFile<T>): readonly T[] {
  assert(file.kind === 'parsed', 'an imported file was checked before it was kept');
  return file.rows;
}
