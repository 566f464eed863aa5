import { unpackDocument } from '@pilotzone/ceb/pack';
import type { WaybillDocument } from '@pilotzone/ceb/message';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { waybillKeyText } from './model/waybill-numbers.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { readFilings } from './store/filings.ts';

/**
 * The declared waybills under `keys`, in their order; `undefined` where there is none, or where
 * it is only staged (appStatus 1) or deleted. One index probe for the batch.
 */
export async function findWaybills(
  q: Queryable,
  keys: readonly WaybillKey[],
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<(WaybillDocument | undefined)[]> {
  if (keys.length === 0) return [];
  const distinct = [...new Map(keys.map((key) => [waybillKeyText(key), key])).values()];
  const rows = await readFilings(q, needs.zoneCode, { table: 'waybill', keys: distinct });
  const found = new Map<string, WaybillDocument>();
  for (const row of rows) {
    if (row.isDeleted || row.appStatus === '1') continue;
    found.set(waybillKeyText(row), unpackDocument('CEB511Message', row.body, row));
  }
  return keys.map((key) => found.get(waybillKeyText(key)));
}
