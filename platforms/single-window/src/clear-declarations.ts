import type { Tx } from '@pilotzone/kernel/db';
import { dayOf } from '@pilotzone/kernel/time';
import { assessRisk } from './assess-risk.ts';
import type { Clearing, ClearingNeeds } from './clearing-needs.ts';
import { gatherDocuments } from './gather-documents.ts';
import { NOTHING_ARRIVED } from './model/arrived.ts';
import { judgeDeclaration } from './model/judge.ts';
import { begin, isOpen } from './model/verdict.ts';
import type { Verdict } from './model/verdict.ts';
import { reserveMeans } from './reserve-means.ts';
import { sendToCustoms } from './send-to-customs.ts';
import { writeVerdicts } from './write-verdicts.ts';

/**
 * The one orchestrator (docs/flows/clearance.md): takes lists with whatever documents have arrived
 * and brings each as far as it comes: matched, taxed, limited, scored, sent to customs; or waiting,
 * held, rejected. One transaction, set-based, verdicts in the order of `cases`. The rows of known
 * declarations must be locked by `tx`.
 */
export async function clearDeclarations(
  needs: ClearingNeeds,
  tx: Tx,
  { cases, arrived = NOTHING_ARRIVED }: Clearing,
): Promise<readonly Verdict[]> {
  if (cases.length === 0) return [];
  const on = dayOf(needs.clock.now());
  const verdicts = await judgeCases(needs, tx, { cases, arrived });
  const inOrder = [...verdicts].sort(byAllowanceOrder);
  await reserveMeans(needs, tx, { open: inOrder.filter(isOpen), on });
  await assessRisk(needs, tx, {
    verdicts: inOrder.filter((verdict) => verdict.step !== 'waiting'),
    on,
  });
  await sendToCustoms(
    needs,
    tx,
    inOrder.flatMap(({ step, case: { list, row } }) => (step === 'sent' ? [{ list, row }] : [])),
  );
  await writeVerdicts(needs, tx, verdicts);
  return verdicts;
}

/** matched, taxed: asks the owners for the documents and lets the pure rules speak. */
export async function judgeCases(
  needs: ClearingNeeds,
  tx: Tx,
  { cases, arrived = NOTHING_ARRIVED }: Clearing,
): Promise<Verdict[]> {
  const on = dayOf(needs.clock.now());
  const sets = await gatherDocuments(needs, tx, { cases, arrived });
  const { zoneCode } = needs;
  const supervisionModes = needs.supervisionModes();
  const context = { on, tariff: needs.tariff(), zoneCode, supervisionModes };
  return sets.map(({ item, order, payments, waybill }) => {
    const judgement = judgeDeclaration({ list: item.list, order, payments, waybill }, context);
    return begin({ case: item, order, waybill, judgement });
  });
}

function byAllowanceOrder(a: Verdict, b: Verdict): number {
  return (
    compare(a.case.row.appTime, b.case.row.appTime) ||
    compare(a.case.row.ebpCode, b.case.row.ebpCode) ||
    compare(a.case.row.orderNo, b.case.row.orderNo)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
