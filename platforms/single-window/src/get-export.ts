import { PilotError } from '@pilotzone/kernel/errors';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { returnDeadlines } from '@pilotzone/rules/export/judge-application';
import { judgeExport } from '@pilotzone/rules/export/judge-export';
import { EXPORT_NOT_FOUND } from './contract.ts';
import type { ExportNeeds } from './export-needs.ts';
import type { Viewer } from './get-declaration.ts';
import { gatherExports } from './judge-exports.ts';
import { isDeclarationId } from './model/declaration.ts';
import type { ExportCase } from './model/export-case.ts';
import { exportContext } from './model/export-references.ts';
import { toExportSummary } from './model/export-summary.ts';
import { maskDocument } from './model/mask-document.ts';
import { publicActor, publicCause } from './model/public-cause.ts';
import { findExportRow } from './store/export-cases.ts';
import { listApplicationsOf, listFormsOf, listReturnedLines } from './store/export-effects.ts';
import { listExportReceipts, listExportSteps } from './store/export-receipts.ts';

/**
 * One export list with everything known of it: its documents, what matching says, receipts,
 * timeline, applications about it, declaration forms, and what came back. Throws EXPORT_NOT_FOUND,
 * also for one the viewer may not see.
 */
export async function getExport(needs: ExportNeeds, exportId: string, viewer: Viewer) {
  const row = await findVisible(needs, exportId, viewer);
  const { db, zoneCode } = needs;
  const [set] = await db.transaction((tx) => gatherExports(needs, tx, [row]));
  if (!set) throw notFound(exportId);
  const on = dayOf(row.filedAt as Instant);
  const judgement = judgeExport(set, exportContext(needs.exportReferences(), on));
  const forms = await listFormsOf(db, zoneCode, exportId);
  const steps = await listExportSteps(db, zoneCode, exportId);
  const isZone = viewer.participantCode === undefined;
  return {
    ...toExportSummary(row),
    documents: {
      list: maskDocument(set.list),
      order: set.order ? maskDocument(set.order) : null,
      waybill: set.waybill ? maskDocument(set.waybill) : null,
      payment: set.payment ? maskDocument(set.payment) : null,
    },
    match: { findings: judgement.findings, missing: judgement.missing },
    returns: {
      ...deadlinesOf(row, dayOf(needs.clock.now())),
      lines: await listReturnedLines(db, zoneCode, [exportId]),
    },
    summaries: forms,
    applications: await listApplicationsOf(db, zoneCode, {
      invtNo: row.customsNo,
      billNo: row.billNo,
      declSeqNos: [...new Set(forms.map(({ declSeqNo }) => declSeqNo))],
    }),
    receipts: await listExportReceipts(db, zoneCode, exportId),
    timeline: steps.map((step) => ({
      ...step,
      at: formatInstant(step.at as Instant),
      cause: isZone ? step.cause : publicCause(step.cause),
      actor: isZone ? step.actor : publicActor(step.actor),
    })),
  };
}

async function findVisible(
  needs: ExportNeeds,
  exportId: string,
  viewer: Viewer,
): Promise<ExportCase> {
  const isId = isDeclarationId(exportId);
  const row = isId ? await findExportRow(needs.db, needs.zoneCode, exportId) : undefined;
  if (row?.kind !== 'list' || !maySeeExport(viewer, row)) throw notFound(exportId);
  return row;
}

/** Whether the viewer takes part in an export list or in an application about lists. */
export function maySeeExport({ participantCode }: Viewer, row: ExportCase): boolean {
  const parties = [row.ebpCode, row.ebcCode, row.declarantCode, row.logisticsCode];
  return participantCode === undefined || parties.includes(participantCode);
}

function notFound(exportId: string): PilotError {
  return new PilotError(EXPORT_NOT_FOUND, `there is no export list ${exportId} that you may see`);
}

/** Until when the goods may come back, and until when free of tax; empty before release. */
function deadlinesOf({ releasedOn }: ExportCase, today: Parameters<typeof returnDeadlines>[1]) {
  if (releasedOn === null) return { returnUntil: '', taxFreeUntil: '' };
  return returnDeadlines(releasedOn, today);
}
