import { packDocument } from '@pilotzone/ceb/pack';
import type { WaybillStatusDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { FILING_CODES } from '@pilotzone/rules/filing';
import type { FilingOutcome } from '@pilotzone/rules/filing';
import type { FiledDocument } from './contract.ts';
import type { NumberedFiling, Uses } from './model/plan-filings.ts';
import { checkStatus, refuseWithoutWaybill } from './model/waybill-status.ts';
import { waybillKeyText } from './model/waybill-numbers.ts';
import { recordFilings } from './record-filings.ts';
import type { IncomingDocument, RecordNeeds } from './record-filings.ts';
import { readFilings } from './store/filings.ts';

/**
 * Files waybill statuses (513): that a parcel was signed for. Outcomes in the order of
 * `statuses`. Refused: any status but S (-505011), a status without its waybill (-505014), and
 * what the rules of filing refuse. A status belongs to the present use of its number.
 */
export async function recordWaybillStatuses(
  tx: Tx,
  statuses: readonly FiledDocument<WaybillStatusDocument>[],
  needs: RecordNeeds,
): Promise<FilingOutcome[]> {
  const outcomes: (FilingOutcome | undefined)[] = statuses.map(({ document }) => {
    const finding = checkStatus(document);
    return finding && { kind: 'refused', finding };
  });
  const sound = statuses.flatMap((filed, i) => (outcomes[i] ? [] : [{ ...incomingOf(filed), i }]));
  const generations = await readGenerations(tx, sound, needs);
  const known = sound.filter(({ key }) => generations.has(key));
  const law = {
    codes: FILING_CODES.CEB513Message,
    // A status follows the release of its list; nothing declared depends on it.
    isDeclared: () => false,
    splitUses: (stored: NumberedFiling | undefined, now: readonly IncomingDocument[]) =>
      presentUse(stored, { now, generation: generations.get(now[0]?.key ?? '') ?? 1 }),
  };
  const filed = await recordFilings(tx, { table: 'waybill_status', incoming: known, law }, needs);
  for (const document of known) outcomes[document.i] = filed.get(document);
  return statuses.map(({ document }, i) => {
    const outcome = outcomes[i];
    if (outcome) return outcome;
    assert(!generations.has(waybillKeyText(document.head)), 'a status has no outcome');
    return { kind: 'refused', finding: refuseWithoutWaybill(document) };
  });
}

/**
 * Everything belongs to the present use of the number; what is on file for an earlier one gives
 * way.
 */
function presentUse(
  stored: NumberedFiling | undefined,
  present: { now: readonly IncomingDocument[]; generation: number },
): Uses<IncomingDocument> {
  const renews = stored !== undefined && stored.generation < present.generation;
  return { ...present, later: [], renews };
}

async function readGenerations(
  tx: Tx,
  documents: readonly IncomingDocument[],
  needs: RecordNeeds,
): Promise<Map<string, number>> {
  if (documents.length === 0) return new Map();
  const keys = [...new Map(documents.map((document) => [document.key, document])).values()];
  const rows = await readFilings(tx, needs.zoneCode, { table: 'waybill', keys });
  const standing = rows.filter((row) => !row.isDeleted);
  return new Map(standing.map((row) => [waybillKeyText(row), row.generation]));
}

function incomingOf(filed: FiledDocument<WaybillStatusDocument>): IncomingDocument {
  const { document, exchangeId } = filed;
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
    body: packDocument('CEB513Message', document),
  };
}
