import { packDocument } from '@pilotzone/ceb/pack';
import type { PaymentDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import {
  FILING_CODES,
  keysInDoubt,
  partsOf,
  planFiling,
  type FilingPlan,
  type StoredFiling,
} from '@pilotzone/rules/filing';
import { paymentKey } from './model/payment.ts';
import type {
  FiledDocument,
  IncomingPayment,
  RecordOutcome,
  StoredPayment,
} from './model/payment.ts';
import {
  insertPayments,
  lockPayments,
  readReplaced,
  replacePayments,
  type PaymentWrite,
} from './store/payments.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock'>;

// A round is repeated only for keys that another batch inserted at the same moment; after that they
// are on file and locked, so a second round settles them unless they are inserted by yet another
// batch that then rolls back.
const ROUNDS_MAX = 5;

/**
 * Files payments (支付单, CEB411) under payCode and payTransactionId and says what became of each, in
 * order. Repeats change nothing. `isDeclared` tells whether an order's list is declared already,
 * which locks its payment.
 */
export async function recordPayments(
  needs: Needs,
  tx: Tx,
  filing: {
    payments: readonly FiledDocument<PaymentDocument>[];
    isDeclared: (ebpCode: string, orderNo: string) => boolean;
  },
): Promise<RecordOutcome[]> {
  const outcomes = new Map<IncomingPayment, RecordOutcome>();
  const incoming = filing.payments.map(incomingOf);
  for (const part of partsOf(incoming)) {
    await recordPart(needs, tx, { part, isDeclared: filing.isDeclared, outcomes });
  }
  return incoming.map((payment) => {
    const outcome = outcomes.get(payment);
    assert(outcome, `payment ${payment.key} was filed without an outcome`);
    return outcome;
  });
}

/** Files payments of different keys. */
async function recordPart(
  needs: Needs,
  tx: Tx,
  filing: {
    part: readonly IncomingPayment[];
    isDeclared: (ebpCode: string, orderNo: string) => boolean;
    outcomes: Map<IncomingPayment, RecordOutcome>;
  },
): Promise<void> {
  let left = filing.part;
  for (let round = 1; left.length > 0; round += 1) {
    assert(round <= ROUNDS_MAX, `payments still unsettled after ${ROUNDS_MAX} rounds`);
    // Additions are new as a rule: a look at what is on file is taken once one turns out not to be.
    const areNew = round === 1 && left.every(({ appType }) => appType === '1');
    const { existing, plan } = await planRound(needs, tx, {
      left,
      isDeclared: filing.isDeclared,
      areNew,
    });
    const lost = await writePlan(needs, tx, { existing, plan });
    left.forEach((payment, i) => {
      const outcome = plan.outcomes[i];
      if (outcome && !lost.has(payment.key)) filing.outcomes.set(payment, outcome);
    });
    left = left.filter(({ key }) => lost.has(key));
  }
}

function incomingOf(payment: FiledDocument<PaymentDocument>): IncomingPayment {
  const { document, exchangeId } = payment;
  const { payCode, payTransactionId, appType, appTime, appStatus } = document.head;
  const body = packDocument('CEB411Message', document);
  const key = paymentKey(payCode, payTransactionId);
  return { key, document, exchangeId, body, appType, appTime, appStatus };
}

type Round = { existing: ReadonlyMap<string, StoredPayment>; plan: FilingPlan<IncomingPayment> };

async function planRound(
  needs: Needs,
  tx: Tx,
  round: {
    left: readonly IncomingPayment[];
    isDeclared: (ebpCode: string, orderNo: string) => boolean;
    areNew: boolean;
  },
): Promise<Round> {
  const heads = new Map(round.left.map(({ key, document }) => [key, document.head]));
  const existing = new Map<string, StoredPayment>();
  const asked = round.areNew ? [] : [...heads.values()];
  for (const stored of await lockPayments(tx, needs.zoneCode, asked)) {
    existing.set(paymentKey(stored.payCode, stored.payTransactionId), stored);
  }
  await addReplaced(needs, tx, { existing, left: round.left });
  const plan = planFiling<string, IncomingPayment>({
    existing: existing satisfies ReadonlyMap<string, StoredFiling>,
    incoming: round.left,
    codes: FILING_CODES.CEB411Message,
    // What is on file decides: a change may name another order.
    isDeclared: (key) => {
      const order = existing.get(key) ?? heads.get(key);
      return order !== undefined && round.isDeclared(order.ebpCode, order.orderNo);
    },
  });
  return { existing, plan };
}

/** Adds to what is on file what it replaced, where something older arrives. */
async function addReplaced(
  needs: Needs,
  tx: Tx,
  round: { existing: Map<string, StoredPayment>; left: readonly IncomingPayment[] },
): Promise<void> {
  const { existing, left } = round;
  const doubted = [...keysInDoubt(existing, left)].flatMap((key) => existing.get(key) ?? []);
  if (doubted.length === 0) return;
  for (const replaced of await readReplaced(tx, needs.zoneCode, doubted)) {
    const key = paymentKey(replaced.payCode, replaced.payTransactionId);
    const stored = existing.get(key);
    if (stored) existing.set(key, { ...stored, earlier: [...(stored.earlier ?? []), replaced] });
  }
}

/** Writes the plan; returns the keys that someone else inserted first. */
async function writePlan(needs: Needs, tx: Tx, { existing, plan }: Round): Promise<Set<string>> {
  const now = needs.clock.now();
  const at = { zoneCode: needs.zoneCode, now };
  const byKind = { insert: [], update: [], delete: [] } as Record<string, PaymentWrite[]>;
  for (const { kind, incoming } of plan.writes) {
    const before = existing.get(incoming.key);
    const write = { incoming, revision: (before?.revision ?? 0) + 1, deleted: kind === 'delete' };
    byKind[before ? kind : 'insert']?.push(write);
  }
  const { insert = [], update = [], delete: remove = [] } = byKind;
  await replacePayments(tx, 'update', { writes: update, ...at });
  await replacePayments(tx, 'delete', { writes: remove, ...at });
  const inserted = await insertPayments(tx, insert, at);
  const lost = new Set(insert.map(({ incoming }) => incoming.key));
  for (const { payCode, payTransactionId } of inserted) {
    lost.delete(paymentKey(payCode, payTransactionId));
  }
  return lost;
}
