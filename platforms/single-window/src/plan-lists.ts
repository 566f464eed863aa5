import type { ListDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { ClearingNeeds } from './clearing-needs.ts';
import { toCase } from './model/arriving-case.ts';
import type { Case } from './model/case.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { planListFiling } from './model/file-list.ts';
import type { ListFiling } from './model/file-list.ts';
import { refused, unchanged } from './model/filing-result.ts';
import type { FilingResult } from './model/filing-result.ts';
import { catalogued } from './model/findings.ts';
import { orderKeyText } from './record-orders.ts';
import { RetryTransaction } from './retry-transaction.ts';
import { loadDocuments, loadEarlierBodies } from './store/declaration-documents.ts';
import { findCopNos, lockByOrder } from './store/declarations.ts';
import type { CopNoOwner } from './store/declarations.ts';
import type { OrderKey } from './store/orders.ts';

/** A list as it arrives; `position` is its place in the batch, `key` and `body` compare it. */
export type Arriving = {
  readonly document: ListDocument;
  readonly exchangeId: string;
  readonly position: number;
  readonly key: string;
  readonly body: string;
};

/** What is to be done with lists of different numbers. */
export type ListPlan = {
  /** To be judged. */
  readonly declared: readonly Planned[];
  /** To be kept: staged or cancelled. */
  readonly stored: readonly Planned[];
  /** Refused or unchanged: nothing to be done. */
  readonly answered: readonly { readonly position: number; readonly result: FilingResult }[];
  /** Waiting lists that a document has woken and that no list of this batch replaces. */
  readonly woken: readonly DeclarationRow[];
};

export type Planned = { readonly arriving: Arriving; readonly case: Case };

/**
 * Locks the declarations of these lists and those that a document has woken, all in one order, and
 * plans each list beside what is known of it. The lists are of different numbers.
 */
export async function planLists(
  needs: ClearingNeeds,
  tx: Tx,
  { round, woken }: { round: readonly Arriving[]; woken: readonly OrderKey[] },
): Promise<ListPlan> {
  const heads = round.map(({ document }) => document.head);
  const locked = await lockByOrder(tx, needs.zoneCode, [...heads, ...woken]);
  const rows = new Map(locked.map((row) => [orderKeyText(row), row]));
  const known = await loadKnown(
    needs,
    tx,
    round.flatMap(({ key }) => rows.get(key) ?? []),
  );
  const copNos = await findCopNos(tx, needs.zoneCode, heads.map(copNoOf));
  const plan = { declared: [] as Planned[], stored: [] as Planned[] };
  const answered: { position: number; result: FilingResult }[] = [];
  const taken = new Set<string>();
  for (const arriving of round) {
    const row = rows.get(arriving.key);
    const filing = planOne(arriving, { row, known, copNos });
    const { position } = arriving;
    if (filing.kind === 'refused') answered.push({ position, result: refused(filing.finding) });
    else if (filing.kind === 'unchanged') {
      answered.push({ position, result: unchanged(arriving.document, row) });
    } else {
      const planned = { arriving, case: begin(needs, arriving, { row, filing }) };
      plan[filing.kind === 'declare' ? 'declared' : 'stored'].push(planned);
      taken.add(arriving.key);
      copNos.set(copNoKey(arriving.document.head), planned.case.row);
    }
  }
  const wokenKeys = new Set(woken.map(orderKeyText));
  const isWoken = (row: DeclarationRow) =>
    row.status === 'waiting' && wokenKeys.has(orderKeyText(row)) && !taken.has(orderKeyText(row));
  return { ...plan, answered, woken: locked.filter(isWoken) };
}

type Bodies = { readonly body: string; readonly earlier: readonly string[] };

async function loadKnown(
  needs: ClearingNeeds,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<Map<string, Bodies>> {
  const documents = await loadDocuments(tx, needs.zoneCode, rows);
  const again = rows.filter((row) => row.attempt > 1);
  const earlier = await loadEarlierBodies(tx, needs.zoneCode, again);
  return new Map(
    rows.map(({ declarationId }) => [
      declarationId,
      {
        body: documents.get(declarationId)?.body ?? '',
        earlier: earlier.get(declarationId) ?? [],
      },
    ]),
  );
}

function planOne(
  { document: { head }, body, key }: Arriving,
  by: {
    row: DeclarationRow | undefined;
    known: ReadonlyMap<string, Bodies>;
    copNos: ReadonlyMap<string, CopNoOwner>;
  },
): ListFiling {
  const { copNo, agentCode } = copNoOf(head);
  const owner = copNo === '' ? undefined : by.copNos.get(copNoKey(head));
  // Nothing was locked, so this very list was filed by somebody else since then.
  if (owner && !by.row && orderKeyText(owner) === key)
    throw new RetryTransaction('a list was filed meanwhile');
  if (owner && owner.declarationId !== by.row?.declarationId) {
    return { kind: 'refused', finding: catalogued('PZ-COP-NO-USED', [copNo, agentCode]) };
  }
  const { appType, appStatus, appTime, orderNo } = head;
  const bodies = by.row && by.known.get(by.row.declarationId);
  return planListFiling(
    by.row && { status: by.row.status, appTime: by.row.appTime, body: '', earlier: [], ...bodies },
    { appType, appStatus, appTime, orderNo, body },
  );
}

const STATUS_BY_PLAN = { declare: 'filed', stage: 'staged', cancel: 'cancelled' } as const;

function begin(
  needs: ClearingNeeds,
  { document, body, exchangeId }: Arriving,
  {
    row,
    filing,
  }: {
    row: DeclarationRow | undefined;
    filing: { readonly kind: keyof typeof STATUS_BY_PLAN };
  },
): Case {
  return toCase({
    document,
    body,
    exchangeId,
    known: row,
    newId: needs.ids.newId(),
    status: STATUS_BY_PLAN[filing.kind],
    buyerKey: needs.buyerKey(document.head.buyerIdNumber),
    now: needs.clock.now(),
  });
}

type ListHead = ListDocument['head'];

function copNoOf(head: ListHead): { copNo: string; agentCode: string } {
  return { copNo: head.copNo ?? '', agentCode: head.agentCode };
}

function copNoKey(head: ListHead): string {
  return `${head.copNo ?? ''}|${head.agentCode}`;
}
