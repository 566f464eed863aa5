import type { Queryable } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ParsedFile } from '@pilotzone/tariff/csv-table';
import { createDemoTariff, demoSupervisionModes } from '@pilotzone/tariff/demo';
import { positiveListOf } from '@pilotzone/tariff/positive-list';
import { parsePositiveListFile } from '@pilotzone/tariff/positive-list-file';
import { createTariff } from '@pilotzone/tariff/rates';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { SupervisionModeRow } from '@pilotzone/tariff/supervision-modes';
import { parseSupervisionModesFile } from '@pilotzone/tariff/supervision-modes-file';
import { parseTariffFile } from '@pilotzone/tariff/tariff-file';
import { exportReferencesOf } from './export-references.ts';
import type { ExportReferences } from './model/export-references.ts';
import type { ReferenceVersion } from './store/tariff.ts';
import { loadVersions, versionsMark } from './store/tariff.ts';

/** The reference data that judges, and which imports it is made of. */
export type TariffInForce = {
  readonly tariff: Tariff;
  readonly supervisionModes: readonly SupervisionModeRow[];
  readonly exportReferences: ExportReferences;
  /** For people: "demo" when nothing was imported. */
  readonly versions: string;
  /** Changes with every import; what `tariffMark` tells. */
  readonly mark: string;
};

/**
 * Builds the reference data from the newest imports. Without any the demo's counts; with rates
 * alone every code of the rates counts as on the positive list.
 */
export async function loadTariff(runtime: Runtime, q: Queryable): Promise<TariffInForce> {
  const mark = await versionsMark(q, runtime.zoneCode);
  const versions = await loadVersions(q, runtime.zoneCode);
  const find = (kind: ReferenceVersion['kind']) => versions.find((one) => one.kind === kind);
  const modes = find('supervision-modes');
  const supervisionModes = modes
    ? rowsOf(parseSupervisionModesFile(modes.content))
    : demoSupervisionModes(runtime.zoneCode);
  const { tariff, name } = tariffOf(find('tariff'), find('positive-list'));
  const text = modes ? `${name}, supervision modes ${modes.version}` : name;
  const exportReferences = exportReferencesOf((kind) => find(kind)?.content);
  return { tariff, supervisionModes, exportReferences, versions: text, mark };
}

/** Which imports are the newest; compare with the `mark` of what is loaded. */
export function tariffMark(runtime: Runtime): Promise<string> {
  return versionsMark(runtime.db, runtime.zoneCode);
}

function tariffOf(
  rates: ReferenceVersion | undefined,
  list: ReferenceVersion | undefined,
): { tariff: Tariff; name: string } {
  if (!rates) return { tariff: createDemoTariff(), name: 'demo' };
  const rows = rowsOf(parseTariffFile(rates.content));
  const entries = list ? rowsOf(parsePositiveListFile(list.content)) : positiveListOf(rows);
  const name = `tariff ${rates.version}, positive list ${list ? list.version : 'of the tariff'}`;
  return { tariff: createTariff(rows, entries), name };
}

function rowsOf<T>(file: ParsedFile<T>): readonly T[] {
  assert(file.kind === 'parsed', 'an imported file was checked before it was kept');
  return file.rows;
}
