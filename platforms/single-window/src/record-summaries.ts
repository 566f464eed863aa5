import type { Tx } from '@pilotzone/kernel/db';
import { formatUnits } from '@pilotzone/kernel/money';
import type { ExportNeeds } from './export-needs.ts';
import type { ArrivedExportReceipt } from './model/export-receipt.ts';
import { findBySumNo, lockListsByNumber } from './store/export-cases.ts';
import { saveSummaries } from './store/export-effects.ts';
import type { SummaryLineRow, SummaryRow } from './store/export-effects.ts';

/**
 * Keeps the declaration forms that customs made of lists (792). Lines of lists that are not ours
 * are left out; reports on one form may be repeated and come in parts. `unknown` are reports that
 * name neither an application nor a list of ours.
 */
export async function recordSummaries(
  needs: ExportNeeds,
  tx: Tx,
  arrived: readonly ArrivedExportReceipt[],
): Promise<{ unknown: number }> {
  const results = arrived.filter((item) => item.type === 'CEB792Message');
  if (results.length === 0) return { unknown: 0 };
  const { zoneCode } = needs;
  const invtNos = results.flatMap(({ document }) => document.lines.map(({ invtNo }) => invtNo));
  const lists = await lockListsByNumber(tx, zoneCode, [...new Set(invtNos)]);
  const idOf = new Map(lists.map((list) => [list.customsNo, list.caseId]));
  const sumNos = [...new Set(results.map(({ document }) => document.head.sumNo))];
  const applicationOf = await findBySumNo(tx, zoneCode, sumNos);
  const forms = new Map<string, SummaryRow>();
  const lines: SummaryLineRow[] = [];
  for (const { document, exchangeId } of results) {
    const { head } = document;
    const applicationId = applicationOf.get(head.sumNo) ?? null;
    const known = forms.get(head.declSeqNo);
    if (!known || known.opDate <= head.opDate)
      forms.set(head.declSeqNo, formOf(head, { applicationId, exchangeId }));
    for (const { invtNo, gnum, gseqno, gcode } of document.lines) {
      const listId = idOf.get(invtNo);
      const { declSeqNo } = head;
      // The version of 2018 tells no line of the form.
      const formLineNo = gseqno ?? 0;
      if (listId) lines.push({ declSeqNo, listId, lineNo: gnum, formLineNo, hsCode: gcode });
    }
  }
  const now = needs.clock.now();
  await saveSummaries(tx, zoneCode, { forms: [...forms.values()], lines, now });
  const strange = results.filter(
    ({ document: { head, lines: own } }) =>
      !applicationOf.has(head.sumNo) && !own.some(({ invtNo }) => idOf.has(invtNo)),
  );
  return { unknown: strange.length };
}

type Result = Extract<ArrivedExportReceipt, { type: 'CEB792Message' }>;

function formOf(
  head: Result['document']['head'],
  about: { applicationId: string | null; exchangeId: string },
): SummaryRow {
  return {
    ...about,
    declSeqNo: head.declSeqNo,
    sumNo: head.sumNo,
    entryId: head.entryId || null,
    declState: head.decState,
    opDate: head.opDate,
    grossWeight: formatUnits(head.grossWeight),
    netWeight: formatUnits(head.netWeight),
  };
}
