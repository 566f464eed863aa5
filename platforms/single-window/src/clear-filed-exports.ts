import type { ExportNeeds } from './export-needs.ts';
import { judgeExportApplications } from './judge-export-applications.ts';
import { outboundOf, sendExports } from './send-exports.ts';
import { lockCasesById, lockFiledApplications } from './store/export-cases.ts';

/**
 * Judges applications that were only recorded, oldest first, `batch` at a time; for `clear`, once
 * customs has answered the lists they speak of. Returns how many.
 */
export async function clearFiledExports(
  needs: ExportNeeds,
  { batch }: { batch: number },
): Promise<number> {
  let count = 0;
  for (;;) {
    const judged = await needs.db.transaction(async (tx) => {
      const rows = await lockFiledApplications(tx, needs.zoneCode, batch);
      await judgeExportApplications(
        needs,
        tx,
        rows.map((row) => ({ known: row, row })),
      );
      return rows.length;
    });
    if (judged === 0) return count;
    count += judged;
  }
}

/** Sends export cases again that went to customs and have no answer; repeating is safe. */
export async function resendUnansweredExports(
  needs: ExportNeeds,
  caseIds: readonly string[],
): Promise<void> {
  if (caseIds.length === 0) return;
  await needs.db.transaction(async (tx) => {
    const rows = await lockCasesById(tx, needs.zoneCode, caseIds);
    const open = rows.filter(({ status }) => status === 'sent');
    await sendExports(needs, tx, open.map(outboundOf));
  });
}
