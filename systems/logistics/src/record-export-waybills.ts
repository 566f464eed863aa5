import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportWaybill } from '@pilotzone/rules/export/documents';
import { FILING_CODES } from '@pilotzone/rules/filing';
import type { FilingOutcome } from '@pilotzone/rules/filing';
import type { FiledDocument } from './contract.ts';
import { splitWaybillUses } from './model/plan-filings.ts';
import { waybillKeyText } from './model/waybill-numbers.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { recordFilings } from './record-filings.ts';
import type { IncomingDocument, RecordNeeds } from './record-filings.ts';
import type { IsWaybillDeclared } from './record-waybills.ts';
import { readFilings } from './store/filings.ts';

/**
 * Files export waybills (505) by the rules of import waybills; outcomes in the order of `waybills`.
 * Table 7-2 has one set of codes for both.
 */
export async function recordExportWaybills(
  tx: Tx,
  waybills: readonly FiledDocument<ExportWaybill>[],
  { isDeclared, needs }: { isDeclared: IsWaybillDeclared; needs: RecordNeeds },
): Promise<FilingOutcome[]> {
  const incoming = waybills.map(incomingOf);
  const keys = new Map<string, WaybillKey>(incoming.map((document) => [document.key, document]));
  const law = {
    codes: FILING_CODES.CEB511Message,
    isDeclared: (key: string) => {
      const own = keys.get(key);
      return own !== undefined && isDeclared(own.logisticsCode, own.logisticsNo);
    },
    splitUses: splitWaybillUses<IncomingDocument>,
  };
  const outcomes = await recordFilings(tx, { table: 'export_waybill', incoming, law }, needs);
  return incoming.map((document) => {
    const outcome = outcomes.get(document);
    assert(outcome, `export waybill ${document.key} was filed without an outcome`);
    return outcome;
  });
}

function incomingOf({ document, exchangeId }: FiledDocument<ExportWaybill>): IncomingDocument {
  const { logisticsCode, logisticsNo, guid, appType, appTime, appStatus } = document.head;
  const key = waybillKeyText({ logisticsCode, logisticsNo });
  const body = packDocument('CEB505Message', document);
  return {
    ...{ key, logisticsCode, logisticsNo, guid, appType, appTime, appStatus, exchangeId, body },
  };
}

/** The declared export waybills under `keys`, in their order; `undefined` where there is none. */
export async function findExportWaybills(
  q: Queryable,
  keys: readonly WaybillKey[],
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<(ExportWaybill | undefined)[]> {
  if (keys.length === 0) return [];
  const distinct = [...new Map(keys.map((key) => [waybillKeyText(key), key])).values()];
  const from = { table: 'export_waybill' as const, keys: distinct };
  const found = new Map<string, ExportWaybill>();
  for (const row of await readFilings(q, needs.zoneCode, from)) {
    if (row.isDeleted || row.appStatus === '1') continue;
    found.set(waybillKeyText(row), unpackDocument('CEB505Message', row.body, row));
  }
  return keys.map((key) => found.get(waybillKeyText(key)));
}
