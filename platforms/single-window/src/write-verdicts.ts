import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { dayOf, formatInstant, formatReturnTime } from '@pilotzone/kernel/time';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import { DECLARATIONS_CONCLUDED } from './contract.ts';
import type { DeclarationFacts, DeclarationsConcluded } from './contract.ts';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { toFacts } from './model/facts.ts';
import { catalogued } from './model/findings.ts';
import type { Verdict } from './model/verdict.ts';
import { amountsOf } from './model/verdict.ts';
import { yearOf } from './model/allowance-year.ts';
import { saveCases } from './save-cases.ts';
import { saveReceipts } from './store/receipts.ts';
import { addWaiting, releaseWaybills, removeWaiting } from './store/waiting.ts';

/**
 * Writes what clearing decided: states, steps, documents, receipts of the platform's own, and the
 * event for credit.
 */
export async function writeVerdicts(
  needs: ClearingNeeds,
  tx: Tx,
  verdicts: readonly Verdict[],
): Promise<void> {
  const written = verdicts.map((verdict) => ({ verdict, row: toRow(needs, verdict) }));
  await saveCases(
    needs,
    tx,
    // Plain literals here and on the way: spread ones cost several times as much.
    written.map(({ verdict, verdict: { case: item }, row }) => ({
      known: item.known,
      list: item.list,
      body: item.body,
      exchangeId: item.exchangeId,
      filedAt: item.filedAt,
      row,
      facts: factsText(needs, verdict, row),
      cause: causeOf(verdict, row),
      actor: null,
    })),
  );
  const rejected = written.filter(({ verdict }) => verdict.step === 'rejected');
  await releaseWaybills(
    tx,
    needs.zoneCode,
    rejected.map(({ row }) => row),
  );
  await saveReceipts(
    tx,
    needs.zoneCode,
    rejected.map(({ row }) => ({
      declarationId: row.declarationId,
      attempt: row.attempt,
      returnStatus: row.returnStatus ?? '100',
      returnTime: row.returnTime ?? '',
      returnInfo: returnInfoOf(row.reasons ?? []),
      preNo: null,
      invtNo: null,
      source: 'platform' as const,
      exchangeId: null,
      receivedAt: needs.clock.now(),
    })),
  );
  await writeWaiting(
    needs,
    tx,
    written.map(({ row, verdict }) => ({ row, known: verdict.case.known })),
  );
  await publishConcluded(
    needs,
    tx,
    written.map(({ row }) => row),
  );
}

function factsText(needs: ClearingNeeds, verdict: Verdict, row: DeclarationRow): string | null {
  if (verdict.step !== 'sent' && verdict.step !== 'held') return null;
  const facts = toFacts(verdict);
  const text = JSON.stringify(facts);
  if (verdict.step === 'sent' && !verdict.case.known) needs.sentMemory.put({ row, facts, text });
  return text;
}

/**
 * The declaration's new state. Only the version counts on when the list stays where it was: waiting
 * again.
 */
function toRow(needs: ClearingNeeds, verdict: Verdict): DeclarationRow {
  const { row } = verdict.case;
  const now = needs.clock.now();
  const rejected = verdict.step === 'rejected';
  return {
    ...row,
    version: row.version + 1,
    status: verdict.step === 'open' ? 'sent' : verdict.step,
    returnStatus: rejected ? returnStatusOf(verdict.findings) : null,
    returnTime: rejected ? formatReturnTime(now) : null,
    lane: verdict.assessment?.lane ?? null,
    reasons: reasonsOf(verdict),
    allowanceYear: verdict.spends ? yearOf(dayOf(now)) : null,
    amounts: amountsOf(verdict),
    decidedAt: rejected ? now : null,
  };
}

function reasonsOf(verdict: Verdict): readonly Finding[] {
  if (verdict.step !== 'held') return verdict.findings;
  const risk = verdict.assessment?.findings ?? [];
  return risk.length > 0 ? risk : [catalogued('PZ-HOLD', [''])];
}

function causeOf(verdict: Verdict, row: DeclarationRow): string {
  if (verdict.step === 'waiting') return verdict.findings.map((finding) => finding.code).join(' ');
  if (verdict.step === 'held') return `risk lane ${row.lane ?? ''}`;
  return verdict.step === 'rejected' ? `receipt ${row.returnStatus ?? ''}` : 'sent to customs';
}

async function writeWaiting(
  needs: ClearingNeeds,
  tx: Tx,
  written: readonly { row: DeclarationRow; known: DeclarationRow | undefined }[],
): Promise<void> {
  const waits = written.filter(({ row }) => row.status === 'waiting');
  await addWaiting(
    tx,
    needs.zoneCode,
    waits.map(({ row }) => ({ ...row, since: row.filedAt })),
  );
  const done = written.filter(
    ({ row, known }) => known?.status === 'waiting' && row.status !== 'waiting',
  );
  await removeWaiting(
    tx,
    needs.zoneCode,
    done.map(({ row }) => row),
  );
}

/**
 * Tells what came to an end, or to a stop, here; what customs decides is told when its receipt
 * comes.
 */
async function publishConcluded(
  needs: ClearingNeeds,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<void> {
  const ended = rows.filter((row) => row.status === 'rejected' || row.status === 'held');
  if (ended.length > 0)
    await needs.publish(tx, DECLARATIONS_CONCLUDED, concludedEvent(needs, ended));
}

const CONCLUSIONS: Partial<
  Record<DeclarationRow['status'], DeclarationsConcluded['declarations'][number]['outcome']>
> = { released: 'released', rejected: 'rejected', cancelled: 'cancelled' };

type PartiesInFacts = Pick<DeclarationFacts, 'payCode' | 'areaCode'>;

/** The codes of findings, each once; a released list has none. */
function codesIn(reasons: readonly Finding[] | null): string[] {
  return reasons ? [...new Set(reasons.map((reason) => reason.code))] : [];
}

/** The event that credit keeps as evidence, for lists released, rejected, held or cancelled. */
export function concludedEvent(
  needs: Pick<ClearingNeeds, 'clock' | 'ids'>,
  rows: readonly DeclarationRow[],
  facts: ReadonlyMap<string, PartiesInFacts> = new Map(),
): DeclarationsConcluded {
  const now = needs.clock.now();
  return {
    eventId: needs.ids.newId(),
    day: dayOf(now),
    at: formatInstant(now),
    declarations: rows.map((row) => ({
      declarationId: row.declarationId,
      ebpCode: row.ebpCode,
      ebcCode: row.ebcCode,
      agentCode: row.agentCode,
      assureCode: row.assureCode,
      payCode: facts.get(row.declarationId)?.payCode ?? '',
      logisticsCode: row.logisticsCode,
      areaCode: facts.get(row.declarationId)?.areaCode ?? '',
      outcome: CONCLUSIONS[row.status] ?? 'held',
      returnStatus: row.returnStatus ?? '',
      reasonCodes: codesIn(row.reasons),
    })),
  };
}
