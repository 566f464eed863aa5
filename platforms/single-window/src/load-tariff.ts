import type { Queryable } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ParsedFile } from '@pilotzone/tariff/csv-table';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { positiveListOf } from '@pilotzone/tariff/positive-list';
import { parsePositiveListFile } from '@pilotzone/tariff/positive-list-file';
import { createTariff } from '@pilotzone/tariff/rates';
import type { Tariff } from '@pilotzone/tariff/rates';
import { parseTariffFile } from '@pilotzone/tariff/tariff-file';
import { loadVersions } from './store/tariff.ts';

/** The tariff that judges, and which imports it is made of ("demo" when nothing was imported). */
export type TariffInForce = { readonly tariff: Tariff; readonly versions: string };

/**
 * Builds the tariff from the newest imports. Without any the demo tariff counts; with rates alone
 * every code of the rates counts as on the positive list.
 */
export async function loadTariff(runtime: Runtime, q: Queryable): Promise<TariffInForce> {
  const versions = await loadVersions(q, runtime.zoneCode);
  const rates = versions.find((version) => version.kind === 'tariff');
  const list = versions.find((version) => version.kind === 'positive-list');
  if (!rates) return { tariff: createDemoTariff(), versions: 'demo' };
  const rows = rowsOf(parseTariffFile(rates.content));
  const entries = list ? rowsOf(parsePositiveListFile(list.content)) : positiveListOf(rows);
  const name = `tariff ${rates.version}, positive list ${list ? list.version : 'of the tariff'}`;
  return { tariff: createTariff(rows, entries), versions: name };
}

function rowsOf<T>(file: ParsedFile<T>): readonly T[] {
  assert(file.kind === 'parsed', 'an imported file was checked before it was kept');
  return file.rows;
}
