import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatReturnTime } from '@pilotzone/kernel/time';
import { DECLARATION_NOT_HELD } from './contract.ts';
import { jointDecision, type HoldDecision, type HoldNeeds } from './decide-hold.ts';
import type { ExportNeeds } from './export-needs.ts';
import { gatherExports, papersOf, tellRejected } from './judge-exports.ts';
import { isDeclarationId } from './model/declaration.ts';
import type { ExportCase } from './model/export-case.ts';
import { catalogued } from './model/findings.ts';
import { causeOfDecision } from './model/public-cause.ts';
import { saveMovedExports } from './save-export-cases.ts';
import { sendExports } from './send-exports.ts';
import { lockCasesById } from './store/export-cases.ts';

/** What deciding on a held export list needs. */
export type ExportHoldNeeds = ExportNeeds & Pick<HoldNeeds, 'recordHoldDecision'>;

/**
 * Lets a held export list go on to customs with its papers, or refuses it; both with the officer
 * and the note on record. `undefined` when the id is that of no export list. Throws
 * DECLARATION_NOT_HELD, or what the risk system says of a second decision.
 */
export async function decideExportHold(
  needs: ExportHoldNeeds,
  asked: HoldDecision,
): Promise<{ readonly row: ExportCase; readonly isFinal: boolean } | undefined> {
  return needs.db.transaction(async (tx) => {
    const ids = [asked.declarationId].filter(isDeclarationId);
    const [row] = await lockCasesById(tx, needs.zoneCode, ids);
    if (row?.kind !== 'list') return undefined;
    const recorded = await needs.recordHoldDecision(tx, asked);
    const { repeated, isFinal } = recorded;
    if (repeated) return { row, isFinal };
    if (row.status !== 'held') {
      const state = `export list ${row.caseId} is ${row.status}, not held`;
      throw new PilotError(DECLARATION_NOT_HELD, `${state}; only a held one can be decided`);
    }
    if (!isFinal) return { row, isFinal };
    const decision = jointDecision(asked, recorded);
    const decided =
      decision.decision === 'release'
        ? await letGo(needs, tx, row)
        : await refuse(needs, tx, { row, note: decision.note });
    const cause = causeOfDecision(decision.decision, decision.note);
    const moved = { known: row, row: decided, cause, actor: decision.officer };
    await saveMovedExports(needs, tx, [moved]);
    return { row: decided, isFinal };
  });
}

async function letGo(needs: ExportHoldNeeds, tx: Tx, row: ExportCase): Promise<ExportCase> {
  const next: ExportCase = { ...row, version: row.version + 1, status: 'sent', reasons: null };
  const [set] = await gatherExports(needs, tx, [row]);
  if (set) await sendExports(needs, tx, papersOf(next, set));
  return next;
}

async function refuse(
  needs: ExportHoldNeeds,
  tx: Tx,
  { row, note }: { row: ExportCase; note: string },
): Promise<ExportCase> {
  const now = needs.clock.now();
  const next: ExportCase = {
    ...row,
    version: row.version + 1,
    status: 'rejected',
    returnStatus: '100',
    returnTime: formatReturnTime(now),
    reasons: [...(row.reasons ?? []), catalogued('PZ-HOLD-REJECTED', [note])],
    decidedAt: now,
  };
  await tellRejected(needs, tx, [next]);
  return next;
}
