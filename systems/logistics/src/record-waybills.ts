import { packDocument } from '@pilotzone/ceb/pack';
import type { WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { FILING_CODES } from '@pilotzone/rules/filing';
import type { FilingOutcome } from '@pilotzone/rules/filing';
import type { FiledDocument } from './contract.ts';
import { splitWaybillUses } from './model/plan-filings.ts';
import { waybillKeyText } from './model/waybill-numbers.ts';
import { recordFilings } from './record-filings.ts';
import type { IncomingDocument, RecordNeeds } from './record-filings.ts';

/** Whether a list with this waybill is declared to customs, so that the waybill may not change. */
export type IsWaybillDeclared = (logisticsCode: string, logisticsNo: string) => boolean;

/**
 * Files waybills (511); outcomes in the order of `waybills`. The same waybill again changes
 * nothing. A number may be used again six months after its last filing and then begins a new
 * generation.
 */
export async function recordWaybills(
  tx: Tx,
  waybills: readonly FiledDocument<WaybillDocument>[],
  { isDeclared, needs }: { isDeclared: IsWaybillDeclared; needs: RecordNeeds },
): Promise<FilingOutcome[]> {
  const incoming = waybills.map(incomingOf);
  const byKey = new Map(incoming.map((document) => [document.key, document]));
  const law = {
    codes: FILING_CODES.CEB511Message,
    isDeclared: (key: string) => {
      const document = byKey.get(key);
      return document !== undefined && isDeclared(document.logisticsCode, document.logisticsNo);
    },
    splitUses: splitWaybillUses<IncomingDocument>,
  };
  const outcomes = await recordFilings(tx, { table: 'waybill', incoming, law }, needs);
  return incoming.map((document) => {
    const outcome = outcomes.get(document);
    assert(outcome, `waybill ${document.key} was filed without an outcome`);
    return outcome;
  });
}

function incomingOf({ document, exchangeId }: FiledDocument<WaybillDocument>): IncomingDocument {
  const { logisticsCode, logisticsNo, guid, appType, appTime, appStatus } = document.head;
  return {
    key: waybillKeyText({ logisticsCode, logisticsNo }),
    logisticsCode,
    logisticsNo,
    guid,
    appType,
    appTime,
    appStatus,
    exchangeId,
    body: packDocument('CEB511Message', document),
  };
}
