import type { PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { explainTax } from '@pilotzone/tariff/explain-tax';
import { DECLARATION_NOT_FOUND } from './contract.ts';
import type { ClearingNeeds } from './clearing-needs.ts';
import { loadCases } from './load-cases.ts';
import { isDeclarationId } from './model/declaration.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { judgeDeclaration } from './model/judge.ts';
import { maskDocument } from './model/mask-document.ts';
import { publicActor, publicCause } from './model/public-cause.ts';
import { toSummary } from './model/summary.ts';
import { listWithdrawals } from './list-withdrawals.ts';
import { findOrder, orderDocument } from './store/orders.ts';
import {
  findDeclarationRow,
  listAllowanceEffects,
  listListMessages,
  listTransitions,
} from './store/read.ts';
import { listReceipts } from './store/receipts.ts';

/** Who asks: an enterprise sees its own declarations, somebody with the zone's right sees all. */
export type Viewer = { readonly participantCode: string | undefined };

/** Whether the viewer takes part in the declaration. */
export function maySee(viewer: Viewer, row: DeclarationRow): boolean {
  const { participantCode } = viewer;
  if (participantCode === undefined) return true;
  return [row.ebpCode, row.ebcCode, row.agentCode, row.logisticsCode, row.assureCode].includes(
    participantCode,
  );
}

/**
 * One declaration with everything known of it: the four documents (personal data masked), what
 * matching and taxing say step by step, receipts, and its life so far. Throws
 * DECLARATION_NOT_FOUND, also for one the viewer may not see.
 */
export async function getDeclaration(needs: ClearingNeeds, declarationId: string, viewer: Viewer) {
  const row = await findVisible(needs, declarationId, viewer);
  const set = await needs.db.transaction((tx) => loadSet(needs, tx, row));
  const receipts = await listReceipts(needs.db, needs.zoneCode, [declarationId]);
  const transitions = await listTransitions(needs.db, needs.zoneCode, declarationId);
  const judgement = judgeDeclaration(set, {
    on: dayOf(judgedAt(row, transitions)),
    tariff: needs.tariff(),
    zoneCode: needs.zoneCode,
    supervisionModes: needs.supervisionModes(),
  });
  return {
    ...toSummary(row),
    documents: {
      list: maskDocument(set.list),
      order: set.order ? maskDocument(set.order) : null,
      payment: judgement.payment ? maskDocument(judgement.payment) : null,
      waybill: set.waybill ? maskDocument(set.waybill) : null,
    },
    match: { findings: judgement.findings, missing: judgement.missing },
    taxSteps: judgement.tax.kind === 'assessed' ? explainTax(judgement.tax) : null,
    receipts: receipts.map((receipt) => ({
      attempt: receipt.attempt,
      returnStatus: receipt.return_status,
      returnTime: receipt.return_time,
      returnInfo: receipt.return_info,
      source: receipt.source,
      exchangeId: receipt.exchange_id,
    })),
    withdrawals: await listWithdrawals(needs, declarationId),
    allowance: await allowanceOf(needs, declarationId),
    messages: await messagesOf(needs, declarationId),
    timeline: transitions.map((step) => toEvent(step, viewer)),
  };
}

/** What the list took of its buyer's year, and gave back; `null` when nothing. */
async function allowanceOf({ db }: ClearingNeeds, declarationId: string) {
  const effects = await listAllowanceEffects(db, declarationId);
  const [first] = effects;
  if (!first) return null;
  const entries = effects.map(({ attempt, kind, amount, at }) => ({
    ...{ attempt, kind, amount: formatMoney(cny(parseUnits(amount) ?? 0n)) },
    at: formatInstant(at as Instant),
  }));
  return { year: first.year, entries };
}

async function messagesOf({ db, zoneCode }: ClearingNeeds, declarationId: string) {
  const rows = await listListMessages(db, zoneCode, declarationId);
  return rows.map((row) => ({ ...row, filedAt: formatInstant(row.filedAt as Instant) }));
}

type Step = Awaited<ReturnType<typeof listTransitions>>[number];

/** A step as the viewer may know it: what an officer wrote, and who it was, is the zone's. */
function toEvent(step: Step, viewer: Viewer) {
  const isZone = viewer.participantCode === undefined;
  return {
    version: step.version,
    attempt: step.attempt,
    from: step.from_status,
    to: step.to_status,
    at: formatInstant(step.at as Instant),
    cause: isZone ? step.cause : publicCause(step.cause),
    actor: isZone ? step.actor : publicActor(step.actor),
  };
}

const JUDGED: ReadonlySet<string> = new Set(['waiting', 'held', 'sent', 'rejected']);

/**
 * When the platform last judged the list: its day decides rates and limits. A list that waited was
 * filed before that; one not judged yet would be judged by its day of filing.
 */
function judgedAt(row: DeclarationRow, transitions: readonly Step[]): Instant {
  const own = transitions.filter(
    (step) => step.attempt === row.attempt && step.actor === null && JUDGED.has(step.to_status),
  );
  return (own.at(-1)?.at ?? row.filedAt) as Instant;
}

/** A declaration that the viewer may see. Throws DECLARATION_NOT_FOUND, also for another's. */
export async function findVisible(
  needs: ClearingNeeds,
  declarationId: string,
  viewer: Viewer,
): Promise<DeclarationRow> {
  const row = isDeclarationId(declarationId)
    ? await findDeclarationRow(needs.db, needs.zoneCode, declarationId)
    : undefined;
  if (row && maySee(viewer, row)) return row;
  const text = `there is no declaration ${declarationId} that you may see`;
  throw new PilotError(DECLARATION_NOT_FOUND, text);
}

/** The documents of a declaration as they are on file, personal data and all. */
export async function loadSet(needs: ClearingNeeds, tx: Tx, row: DeclarationRow) {
  const key = { ebpCode: row.ebpCode, orderNo: row.orderNo };
  const [item] = await loadCases(needs, tx, [row]);
  const order = await findOrder(tx, needs.zoneCode, key);
  const [payments]: readonly (readonly PaymentDocument[])[] = await needs.findPayments(tx, [key]);
  const [waybill]: readonly (WaybillDocument | undefined)[] = await needs.findWaybills(tx, [row]);
  if (!item)
    throw new PilotError(DECLARATION_NOT_FOUND, `declaration ${row.declarationId} has no document`);
  const declared = order && order.appStatus !== 1 ? orderDocument(order) : undefined;
  return { list: item.list, order: declared, payments: payments ?? [], waybill };
}
