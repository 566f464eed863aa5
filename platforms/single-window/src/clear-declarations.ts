import type { PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { SupervisionModeRow } from '@pilotzone/tariff/supervision-modes';
import { assessRisk } from './assess-risk.ts';
import type { RiskFacts } from './model/risk-facts.ts';
import type { Case } from './model/case.ts';
import { judgeDeclaration } from './model/judge.ts';
import type { Assessment, Verdict } from './model/verdict.ts';
import { NOTHING_ARRIVED } from './model/arrived.ts';
import type { Arrived } from './model/arrived.ts';
import { begin, isOpen } from './model/verdict.ts';
import { reserveMeans } from './reserve-means.ts';
import { sendToCustoms } from './send-to-customs.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import { writeVerdicts } from './write-verdicts.ts';
import { gatherDocuments } from './gather-documents.ts';
import type { OrderKey } from './store/orders.ts';

/** Answer of the tax guarantee (税款担保) to one request. */
export type EarmarkResult =
  | { readonly kind: 'earmarked'; readonly guaranteeLow: boolean }
  | { readonly kind: 'exhausted' | 'unknown'; readonly available: Money };

/** What clearing asks of its neighbours; each line is one arrow in apps/server/src/compose.ts. */
export type ClearingNeeds = Runtime &
  SendingNeeds & {
    findPayments(
      tx: Tx,
      orders: readonly OrderKey[],
    ): Promise<readonly (readonly PaymentDocument[])[]>;
    findWaybills(
      tx: Tx,
      keys: readonly { logisticsCode: string; logisticsNo: string }[],
    ): Promise<readonly (WaybillDocument | undefined)[]>;
    earmarkGuarantees(
      tx: Tx,
      requests: readonly { declarationId: string; guarantorCode: string; amount: Money }[],
    ): Promise<readonly EarmarkResult[]>;
    /** What is left of each guarantor's guarantee, locked until commit; unknown ones are absent. */
    lockCover(tx: Tx, guarantorCodes: readonly string[]): Promise<ReadonlyMap<string, Money>>;
    releaseEarmarks(tx: Tx, declarationIds: readonly string[]): Promise<void>;
    assessRisk(tx: Tx, facts: readonly RiskFacts[], on: PlainDate): Promise<readonly Assessment[]>;
    openHolds(
      tx: Tx,
      holds: readonly { declarationId: string; attempt: number; assessment: Assessment }[],
    ): Promise<void>;
    /** Grades of enterprises by code; absent is unknown. */
    gradesOf(tx: Tx, codes: readonly string[]): Promise<ReadonlyMap<string, { grade: string }>>;
    publish(tx: Tx, kind: string, payload: object): Promise<void>;
    /** The tariff in force; loaded once and swapped when an import takes effect. */
    tariff(): Tariff;
    /** Which import modes the zone may use from when; 1239 by a dated local rule. */
    readonly supervisionModes: readonly SupervisionModeRow[];
    /** True: a red lane holds the list until a person decides. False: lanes are only computed. */
    readonly holdRed: boolean;
    /** Keyed hash of a buyer's id number, as a UUID text. */
    buyerKey(idNumber: string): string;
  };

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

/** Lists to be cleared, and the documents that came with them in the same transaction. */
export type Clearing = { readonly cases: readonly Case[]; readonly arrived?: Arrived };

/** matched, taxed: asks the owners for the documents and lets the pure rules speak. */
export async function judgeCases(
  needs: ClearingNeeds,
  tx: Tx,
  { cases, arrived = NOTHING_ARRIVED }: Clearing,
): Promise<Verdict[]> {
  const on = dayOf(needs.clock.now());
  const sets = await gatherDocuments(needs, tx, { cases, arrived });
  const { zoneCode, supervisionModes } = needs;
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
