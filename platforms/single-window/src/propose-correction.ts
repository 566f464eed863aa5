import { PilotError } from '@pilotzone/kernel/errors';
import { dayOf } from '@pilotzone/kernel/time';
import type { ClearingNeeds } from './clearing-needs.ts';
import { DRAFT_IMPOSSIBLE } from './contract.ts';
import { findVisible, loadSet } from './get-declaration.ts';
import { judgeDeclaration } from './model/judge.ts';
import type { DeclarationRow } from './model/declaration.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { correctList } from './model/list-correction.ts';
import { maskDocument, personalFields } from './model/mask-document.ts';

/** Whose declarations may be seen; `undefined`: all of the zone. */
export type Reach = { readonly reach: string | undefined };

/** States in which a list may be filed again, and as what: anew, or as a change. */
const FILED_AGAIN: Readonly<Partial<Record<DeclarationStatus, '1' | '2'>>> = {
  ...{ rejected: '1', cancelled: '1', staged: '1', waiting: '2', filed: '2' },
};

/** How a list in this state is filed again. Throws DRAFT_IMPOSSIBLE where it may not be. */
export function appTypeFor({ status, orderNo }: DeclarationRow): '1' | '2' {
  const appType = FILED_AGAIN[status];
  if (appType) return appType;
  const text =
    `the list for order ${orderNo} is ${status}: before release ask to cancel it, ` +
    'after release to return its goods; then it can be declared anew';
  throw new PilotError(DRAFT_IMPOSSIBLE, text);
}

/**
 * A declaration as it should be filed again: the fixes that follow from its papers applied. Throws
 * DECLARATION_NOT_FOUND and DRAFT_IMPOSSIBLE.
 */
export async function proposeCorrection(needs: ClearingNeeds, declarationId: string, by: Reach) {
  const row = await findVisible(needs, declarationId, { participantCode: by.reach });
  appTypeFor(row);
  const { draft } = await correct(needs, row);
  return { draft, title: row.orderNo };
}

/**
 * Why a declaration was not released, at the fields of its correction; `null` where it cannot be
 * seen any more.
 */
export async function explainCorrection(needs: ClearingNeeds, declarationId: string, by: Reach) {
  const row = await findVisible(needs, declarationId, { participantCode: by.reach });
  const { findings, marks, elsewhere, list, order } = await correct(needs, row);
  const masked = maskDocument({ head: personalFields(list.head), lines: [] }).head;
  const ordered = maskDocument({ head: personalFields(order?.head ?? {}), lines: [] }).head;
  return {
    findings: [...findings],
    // A personal value that comes from the order is shown as masked as it stands there.
    marks: marks.map((mark) => ({
      ...mark,
      from: mark.line === null ? String(masked[mark.field] ?? mark.from) : mark.from,
      to: mark.to === '' ? String(ordered[mark.field] ?? '') : mark.to,
    })),
    elsewhere: [...elsewhere],
    masked: Object.fromEntries(Object.entries(masked).map(([name, text]) => [name, String(text)])),
  };
}

async function correct(needs: ClearingNeeds, row: DeclarationRow) {
  const set = await needs.db.transaction((tx) => loadSet(needs, tx, row));
  const today = dayOf(needs.clock.now());
  const judgement = judgeDeclaration(set, {
    on: today,
    tariff: needs.tariff(),
    zoneCode: needs.zoneCode,
    supervisionModes: needs.supervisionModes(),
  });
  // What stands in the way now; what was said then, where judging again says nothing of it.
  const now = [...judgement.findings];
  const codes = new Set(now.map(({ code, field }) => `${code} ${field}`));
  const then = (row.reasons ?? []).filter(({ code, field }) => !codes.has(`${code} ${field}`));
  const findings = [...now, ...then];
  const corrected = correctList(set, findings, today.replaceAll('-', ''));
  return { ...corrected, findings, list: set.list, order: set.order };
}
