import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportPayment } from '@pilotzone/rules/export/documents';
import { FILING_CODES, partsOf, planFiling } from '@pilotzone/rules/filing';
import type { FilingOutcome, FilingWrite, IncomingFiling } from '@pilotzone/rules/filing';
import {
  insertExportPayments,
  lockExportPayments,
  readExportPayments,
  replaceExportPayments,
} from './store/export-payments.ts';
import type { ExportPaymentKey, StoredExportPayment } from './store/export-payments.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock'>;

type Filed = { readonly document: ExportPayment; readonly exchangeId: string };

type Incoming = IncomingFiling & { readonly filed: Filed };

type Batch = {
  readonly payments: readonly Filed[];
  readonly isDeclared: (key: ExportPaymentKey) => boolean;
};

// Another batch may take a key between planning and inserting; the next round finds it on file.
const ROUNDS_MAX = 5;

/**
 * Files receipts of payment (收款单, CEB403) under their order and says what became of each, in
 * order, by the rules of import payments. Repeats change nothing.
 */
export async function recordExportPayments(
  needs: Needs,
  tx: Tx,
  { payments, isDeclared }: Batch,
): Promise<FilingOutcome[]> {
  const incoming = payments.map(toIncoming);
  const outcomes = new Map<Incoming, FilingOutcome>();
  for (const part of partsOf(incoming)) {
    const filed = await recordPart(needs, tx, { part, isDeclared });
    part.forEach((payment, i) => {
      const outcome = filed[i];
      if (outcome) outcomes.set(payment, outcome);
    });
  }
  return incoming.map((payment) => {
    const outcome = outcomes.get(payment);
    assert(outcome, `receipt of payment ${payment.key} was filed without an outcome`);
    return outcome;
  });
}

async function recordPart(
  needs: Needs,
  tx: Tx,
  { part, isDeclared }: { part: readonly Incoming[]; isDeclared: Batch['isDeclared'] },
): Promise<readonly FilingOutcome[]> {
  const { zoneCode } = needs;
  const heads = new Map(part.map(({ key, filed }) => [key, filed.document.head]));
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const stored = await lockExportPayments(tx, zoneCode, [...heads.values()]);
    const existing = new Map(stored.map((payment) => [keyText(payment), payment]));
    const plan = planFiling({
      existing,
      incoming: part,
      codes: FILING_CODES.CEB411Message,
      isDeclared: (key) => {
        const head = heads.get(key);
        return head !== undefined && isDeclared(head);
      },
    });
    const rows = plan.writes.map((write) => toStored(write, existing.get(write.incoming.key)));
    const added = rows.filter((row) => !existing.has(keyText(row)));
    const now = needs.clock.now();
    const inserted = await insertExportPayments(tx, zoneCode, { rows: added, now });
    if (inserted < added.length) continue;
    const changed = rows.filter((row) => existing.has(keyText(row)));
    await replaceExportPayments(tx, zoneCode, { rows: changed, now });
    return plan.outcomes;
  }
  assert(false, `receipts of payment still unsettled after ${ROUNDS_MAX} rounds`);
}

function keyText({ ebpCode, ebcCode, orderNo }: ExportPaymentKey): string {
  return `${ebpCode}|${ebcCode}|${orderNo}`;
}

function toIncoming(filed: Filed): Incoming {
  const { head } = filed.document;
  const { appType, appTime, appStatus } = head;
  const body = packDocument('CEB403Message', filed.document);
  return { key: keyText(head), body, appType, appTime, appStatus, filed };
}

function toStored(
  { kind, incoming }: FilingWrite<Incoming>,
  before: StoredExportPayment | undefined,
): StoredExportPayment {
  const { document, exchangeId } = incoming.filed;
  const { ebpCode, ebcCode, orderNo, guid, appType, appTime, appStatus } = document.head;
  const past = before ? [{ body: before.body, deleted: before.deleted }] : [];
  return {
    ...{ ebpCode, ebcCode, orderNo, guid, appType, appTime, appStatus, exchangeId },
    deleted: kind === 'delete',
    payCode: document.head.payCode ?? '',
    charge: formatUnits(document.head.charge),
    currency: document.head.currency,
    body: kind === 'delete' && before ? before.body : incoming.body,
    earlier: [...(before?.earlier ?? []), ...past],
  };
}

/** The declared receipts of payment of these orders, in their order. */
export async function findExportPayments(
  needs: Pick<Runtime, 'zoneCode'>,
  q: Queryable,
  keys: readonly ExportPaymentKey[],
): Promise<(ExportPayment | undefined)[]> {
  const found = new Map<string, ExportPayment>();
  for (const row of await readExportPayments(q, needs.zoneCode, keys)) {
    if (row.deleted || row.appStatus === '1') continue;
    found.set(keyText(row), unpackDocument('CEB403Message', row.body, row));
  }
  return keys.map((key) => found.get(keyText(key)));
}
