import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { dayOf, formatReturnTime } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { exportApplicationRules as rules } from '@pilotzone/rules/catalogue/export';
import {
  judgeCancellation,
  judgeReturn,
  judgeSummary,
} from '@pilotzone/rules/export/judge-application';
import { errorsOf, findingOf, warningsOf } from '@pilotzone/rules/rule';
import type { RuleFinding } from '@pilotzone/rules/rule';
import { joinParts, judgePartNumber } from '@pilotzone/rules/export/summary-parts';
import type { ExportNeeds } from './export-needs.ts';
import { gatherParts, summaryIn } from './gather-summary-parts.ts';
import type { ApplicationUnit } from './gather-summary-parts.ts';
import { loadAffectedLists } from './load-affected-lists.ts';
import type { AffectedLists } from './load-affected-lists.ts';
import { tellRejected } from './judge-exports.ts';
import type { OpenExport } from './judge-exports.ts';
import type { ExportCase } from './model/export-case.ts';
import { saveMovedExports } from './save-export-cases.ts';
import { outboundOf, sendExports } from './send-exports.ts';
import { saveReturnedLines } from './store/export-effects.ts';

/**
 * Judges applications about export lists by the state of the lists they name: each is sent to
 * customs or rejected with every reason. Rows in the order given.
 */
export async function judgeExportApplications(
  needs: ExportNeeds,
  tx: Tx,
  open: readonly OpenExport[],
): Promise<ExportCase[]> {
  if (open.length === 0) return [];
  const on = dayOf(needs.clock.now());
  const units = await gatherParts(needs, tx, open);
  const all = units.flatMap(({ items }) => items);
  const lists = await loadAffectedLists(
    needs,
    tx,
    all.map(({ row }) => row),
  );
  const judged = units.flatMap((unit) => judgeUnit(needs, unit, { lists, on }));
  const sent = judged.filter(({ row }) => row.status === 'sent');
  await saveReturnedLines(
    tx,
    needs.zoneCode,
    sent.flatMap(({ row }) => lists.returnedBy(row)),
  );
  await sendExports(
    needs,
    tx,
    sent.map(({ row }) => outboundOf(row)),
  );
  await saveMovedExports(
    needs,
    tx,
    judged.map(({ known, row }) => ({ known, row, cause: causeOf(row), actor: null })),
  );
  await tellRejected(
    needs,
    tx,
    judged.map(({ row }) => row).filter((row) => row.status === 'rejected'),
  );
  const byId = new Map(judged.map(({ row }) => [row.caseId, row]));
  return open.map(({ row }) => byId.get(row.caseId) ?? row);
}

function causeOf({ status, returnStatus, reasons }: ExportCase): string {
  if (status === 'waiting') return (reasons ?? []).map(({ code }) => code).join(' ');
  return status === 'sent' ? 'sent to customs' : `receipt ${returnStatus ?? ''}`;
}

/** One application, or all parts of one: they go to customs together, or none of them does. */
function judgeUnit(
  needs: ExportNeeds,
  { items, missing }: ApplicationUnit,
  judging: Judging,
): OpenExport[] {
  const rows = items.map(({ row }) => row) as [ExportCase, ...ExportCase[]];
  if (missing.length > 0) {
    const values = [rows[0].copNo, missing.join(', ')];
    const finding = findingOf(rules.partMissing, 'SummaryApplyHead.msgSeqNo', values);
    return items.map(({ known, row }) => ({ known, row: waits(row, errorsOf([finding])) }));
  }
  const findings = findingsOf(rows, judging);
  return items.map(({ known, row }) => {
    const next = decided(needs, row, findings);
    // What one application of a batch takes is not there for the next one.
    if (next.status === 'sent') judging.lists.take(next);
    return { known, row: next };
  });
}

function waits(row: ExportCase, reasons: ReturnType<typeof errorsOf>): ExportCase {
  return { ...row, version: row.version + 1, status: 'waiting', reasons };
}

function decided(
  needs: ExportNeeds,
  row: ExportCase,
  findings: readonly RuleFinding[],
): ExportCase {
  const version = row.version + 1;
  const errors = errorsOf(findings);
  // A warning goes along until customs has answered.
  if (errors.length === 0) return { ...row, version, status: 'sent', reasons: noted(findings) };
  const now = needs.clock.now();
  const refusal = errors.find((finding) => finding.code.startsWith('-'));
  return {
    ...row,
    version,
    status: 'rejected',
    reasons: errors,
    returnStatus: refusal?.code ?? '100',
    returnTime: formatReturnTime(now),
    decidedAt: now,
  };
}

function noted(findings: readonly RuleFinding[]): ExportCase['reasons'] {
  const warnings = warningsOf(findings);
  return warnings.length > 0 ? warnings : null;
}

type Judging = { readonly lists: AffectedLists; readonly on: PlainDate };

function findingsOf(
  parts: readonly [ExportCase, ...ExportCase[]],
  { lists, on }: Judging,
): RuleFinding[] {
  const [row] = parts;
  switch (row.kind) {
    case 'cancellation': {
      const document = unpackDocument('CEB605Message', row.body, row);
      return judgeCancellation(document, lists.byNumber(row.subjectKey));
    }
    case 'return': {
      const document = unpackDocument('CEB213Message', row.body, row);
      return judgeReturn(document, lists.byNumber(row.subjectKey), on);
    }
    case 'summary': {
      const [first, ...others] = parts.map(summaryIn);
      if (!first) return [];
      const { application, findings } = joinParts([first, ...others]);
      const own = [...judgePartNumber(first), ...findings];
      return [...own, ...judgeSummary(application, lists.ofSummary(parts), on)];
    }
    case 'manifest':
      return judgeManifest(row, lists);
    case 'tally': {
      const { head } = unpackDocument('CEB215Message', row.body, row);
      if (lists.hasReturn(head)) return [];
      return [findingOf(rules.tallyUnknown, 'InvtRefundDetail.logisticsNo', [head.logisticsNo])];
    }
    case 'list':
      throw new Error('bug: a list is no application');
  }
}

/** Each waybill of a manifest must belong to a list that customs has examined. */
function judgeManifest(row: ExportCase, lists: AffectedLists): RuleFinding[] {
  const { head, lines } = unpackDocument('CEB607Message', row.body, row);
  return lines.flatMap(({ gnum, logisticsNo }, index) => {
    if (lists.mayTravel({ logisticsCode: head.logisticsCode, logisticsNo })) return [];
    const values = [String(gnum), logisticsNo];
    return [findingOf(rules.manifestUnknown, `WayBillList[${index}].logisticsNo`, values)];
  });
}
