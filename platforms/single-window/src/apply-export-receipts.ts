import type { Tx } from '@pilotzone/kernel/db';
import { dayOf } from '@pilotzone/kernel/time';
import { concludeExports } from './conclude-exports.ts';
import type { ExportNeeds, MovementReceipt } from './export-needs.ts';
import { advanceExport } from './model/advance-export.ts';
import type { ExportReceipt } from './model/advance-export.ts';
import type { ExportCase, ExportKind } from './model/export-case.ts';
import type { ArrivedExportReceipt } from './model/export-receipt.ts';
import { recordSummaries } from './record-summaries.ts';
import { saveMovedExports } from './save-export-cases.ts';
import { lockCasesByNumber } from './store/export-cases.ts';
import type { CaseNumber } from './store/export-cases.ts';
import { saveExportReceipts } from './store/export-receipts.ts';

type Addressed = {
  readonly kind: ExportKind;
  readonly number: CaseNumber;
  readonly receipt: ExportReceipt;
  readonly exchangeId: string;
};

/**
 * Applies a batch of customs' messages about exports in the caller's transaction, in any order and
 * any number of times. Receipts of papers (304, 404, 506) only confirm what was sent with a list
 * and stand in the exchange log. Returns how many receipts are about nothing of ours.
 */
export async function applyExportReceipts(
  needs: ExportNeeds,
  tx: Tx,
  arrived: readonly ArrivedExportReceipt[],
): Promise<{ unknown: number }> {
  const movements = arrived.flatMap(movementOf);
  const moved = movements.length > 0 ? await needs.noteMovementReceipts(tx, movements) : NONE;
  const addressed = arrived.flatMap(addressOf);
  const rows = await lockAddressed(needs, tx, addressed);
  const perRow = new Map<ExportCase, Addressed[]>();
  let { unknown } = moved;
  for (const item of addressed) {
    const row = rows.get(keyOf(item.kind, item.number));
    if (row) perRow.set(row, [...(perRow.get(row) ?? []), item]);
    else unknown += 1;
  }
  await advanceAll(needs, tx, perRow);
  unknown += (await recordSummaries(needs, tx, arrived)).unknown;
  return { unknown };
}

const NONE = { unknown: 0 };

async function advanceAll(
  needs: ExportNeeds,
  tx: Tx,
  perRow: ReadonlyMap<ExportCase, readonly Addressed[]>,
): Promise<void> {
  const now = needs.clock.now();
  const at = { now, today: dayOf(now) };
  await saveExportReceipts(
    tx,
    needs.zoneCode,
    [...perRow].flatMap(([row, items]) =>
      items.map(({ receipt, exchangeId }) => ({
        caseId: row.caseId,
        returnStatus: receipt.returnStatus,
        returnTime: receipt.returnTime,
        returnInfo: receipt.returnInfo,
        // E-port's own statuses are negative or below 100.
        source: Number(receipt.returnStatus) < 100 ? ('eport' as const) : ('customs' as const),
        exchangeId,
        receivedAt: now,
      })),
    ),
  );
  const advanced = [...perRow].flatMap(([known, items]) => {
    const receipts = items.map(({ receipt }) => receipt);
    const row = advanceExport(known, receipts, at);
    return row
      ? [{ known, row, cause: `receipt ${row.returnStatus ?? ''}`, actor: 'customs' }]
      : [];
  });
  await saveMovedExports(needs, tx, advanced);
  await concludeExports(
    needs,
    tx,
    advanced.filter(({ known, row }) => known.status !== row.status),
  );
}

async function lockAddressed(
  needs: ExportNeeds,
  tx: Tx,
  addressed: readonly Addressed[],
): Promise<Map<string, ExportCase>> {
  const rows = new Map<string, ExportCase>();
  for (const kind of new Set(addressed.map((item) => item.kind))) {
    const own = addressed.filter((item) => item.kind === kind);
    const numbers = new Map(own.map(({ number }) => [keyOf(kind, number), number]));
    const batch = { kind, numbers: [...numbers.values()] };
    for (const row of await lockCasesByNumber(tx, needs.zoneCode, batch))
      rows.set(keyOf(kind, row), row);
  }
  return rows;
}

function keyOf(kind: ExportKind, { declarantCode, copNo, part }: CaseNumber): string {
  return [kind, declarantCode, copNo, part].join('|');
}

/** Which case a receipt is about; empty for papers and movements. */
export function addressOf({ type, document, exchangeId }: ArrivedExportReceipt): Addressed[] {
  const about = (
    kind: ExportKind,
    [declarantCode, copNo, part]: readonly [string, string, number],
    customsNo?: string,
  ): Addressed[] => {
    // Only receipts with these three reach here.
    const head = document.head as unknown as ExportReceipt;
    const { returnStatus, returnTime, returnInfo, preNo } = head;
    const receipt = { returnStatus, returnTime, returnInfo, preNo, customsNo };
    return [{ kind, number: { declarantCode, copNo, part }, receipt, exchangeId }];
  };
  switch (type) {
    case 'CEB604Message': {
      const { agentCode, copNo, invtNo } = document.head;
      return about('list', [agentCode, copNo, 1], invtNo);
    }
    case 'CEB606Message':
      return about('cancellation', [document.head.agentCode, document.head.copNo, 1]);
    case 'CEB608Message': {
      const { agentCode, copNo, msgSeqNo } = document.head;
      return about('manifest', [agentCode, copNo, msgSeqNo]);
    }
    case 'CEB702Message': {
      const { agentCode, copNo, msgSeqNo, sumNo } = document.head;
      return about('summary', [agentCode, copNo, msgSeqNo], sumNo);
    }
    case 'CEB214Message':
      return about('return', [document.head.agentCode, document.head.coElNo, 1]);
    case 'CEB216Message':
      return about('tally', [document.head.operatorCode, document.head.coElNo, 1]);
    default:
      return [];
  }
}

function movementOf({ type, document }: ArrivedExportReceipt): MovementReceipt[] {
  if (type !== 'CEB508Message' && type !== 'CEB510Message') return [];
  const { logisticsCode, copNo, msgSeqNo, returnStatus, returnTime, returnInfo } = document.head;
  const kind = type === 'CEB508Message' ? 'arrival' : 'departure';
  return [{ kind, logisticsCode, copNo, part: msgSeqNo, returnStatus, returnTime, returnInfo }];
}
