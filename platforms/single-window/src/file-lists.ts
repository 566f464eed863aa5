import type { ListDocument } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { clearDeclarations } from './clear-declarations.ts';
import type { ClearingNeeds } from './clear-declarations.ts';
import type { FilingOptions } from './file-documents.ts';
import type { Case } from './model/case.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { planListFiling } from './model/file-list.ts';
import type { ListFiling } from './model/file-list.ts';
import { accepted, judged, kept, refused, unchanged } from './model/filing-result.ts';
import type { FilingResult } from './model/filing-result.ts';
import { catalogued } from './model/findings.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { orderKeyText } from './record-orders.ts';
import { saveCases } from './save-cases.ts';
import { loadDocuments } from './store/declaration-documents.ts';
import { findCopNos, lockByOrder } from './store/declarations.ts';
import { removeWaiting } from './store/waiting.ts';

/** A list as it arrives, with the exchange record it came in. */
export type FiledList = { readonly document: ListDocument; readonly exchangeId: string };

type Arriving = FiledList & {
  readonly position: number;
  readonly key: string;
  readonly body: string;
};
type Planned = { readonly arriving: Arriving; readonly case: Case };

/**
 * Files a batch of lists: declares, stages, cancels or refuses each. Lists of the same numbers are
 * taken one after the other, by appTime, because what the second means depends on what became of
 * the first.
 */
export async function fileLists(
  needs: ClearingNeeds,
  tx: Tx,
  { lists, options }: { lists: readonly FiledList[]; options: FilingOptions },
): Promise<FilingResult[]> {
  const results = new Array<FilingResult>(lists.length);
  let rest: Arriving[] = lists.map((filed, position) => ({
    ...filed,
    position,
    key: orderKeyText(filed.document.head),
    body: packDocument('CEB621Message', filed.document),
  }));
  rest.sort(
    (a, b) => compare(a.document.head.appTime, b.document.head.appTime) || a.position - b.position,
  );
  while (rest.length > 0) {
    const { round, later } = firstOfEach(rest);
    await fileRound(needs, tx, { round, options, results });
    rest = later;
  }
  return results;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function firstOfEach(lists: readonly Arriving[]): { round: Arriving[]; later: Arriving[] } {
  const seen = new Set<string>();
  const round: Arriving[] = [];
  const later: Arriving[] = [];
  for (const list of lists) {
    (seen.has(list.key) ? later : round).push(list);
    seen.add(list.key);
  }
  return { round, later };
}

type Round = { round: readonly Arriving[]; options: FilingOptions; results: FilingResult[] };

/** Files lists of different numbers. */
async function fileRound(
  needs: ClearingNeeds,
  tx: Tx,
  { round, options, results }: Round,
): Promise<void> {
  const known = await lockByOrder(
    tx,
    needs.zoneCode,
    round.map(({ document }) => document.head),
  );
  const rows = new Map(known.map((row) => [orderKeyText(row), row]));
  const bodies = await loadDocuments(tx, needs.zoneCode, known);
  const copNos = await findCopNos(
    tx,
    needs.zoneCode,
    round.map(({ document }) => copNoOf(document)),
  );
  const declared: Planned[] = [];
  const stored: Planned[] = [];
  for (const arriving of round) {
    const row = rows.get(arriving.key);
    const plan = planOne(arriving, {
      row,
      body: row && bodies.get(row.declarationId)?.body,
      copNos,
    });
    if (plan.kind === 'refused') results[arriving.position] = refused(plan.finding);
    else if (plan.kind === 'unchanged')
      results[arriving.position] = unchanged(arriving.document, row);
    else {
      const planned = {
        arriving,
        case: toCase(needs, arriving, { row, status: STATUS_BY_PLAN[plan.kind] }),
      };
      (plan.kind === 'declare' ? declared : stored).push(planned);
    }
  }
  await store(needs, tx, stored);
  for (const { arriving, case: item } of stored)
    results[arriving.position] = kept(arriving.document, item.row);
  await declare(needs, tx, { declared, options, results });
}

const STATUS_BY_PLAN = {
  declare: 'filed',
  stage: 'staged',
  cancel: 'cancelled',
} as const satisfies Record<
  Exclude<ListFiling['kind'], 'refused' | 'unchanged'>,
  DeclarationStatus
>;

async function declare(
  needs: ClearingNeeds,
  tx: Tx,
  {
    declared,
    options,
    results,
  }: { declared: readonly Planned[]; options: FilingOptions; results: FilingResult[] },
): Promise<void> {
  if (!options.judge) {
    await store(needs, tx, declared);
    for (const { arriving } of declared) results[arriving.position] = accepted(arriving.document);
    return;
  }
  const verdicts = await clearDeclarations(
    needs,
    tx,
    declared.map((item) => item.case),
  );
  declared.forEach(({ arriving }, index) => {
    const verdict = verdicts[index];
    if (verdict) results[arriving.position] = judged(verdict);
  });
}

function planOne(
  arriving: Arriving,
  known: {
    row: DeclarationRow | undefined;
    body: string | undefined;
    copNos: ReadonlyMap<string, string>;
  },
): ListFiling {
  const { head } = arriving.document;
  const { copNo, agentCode } = copNoOf(arriving.document);
  const owner = copNo === '' ? undefined : known.copNos.get(`${copNo}|${agentCode}`);
  if (owner && owner !== known.row?.declarationId) {
    return { kind: 'refused', finding: catalogued('PZ-COP-NO-USED', [copNo, agentCode]) };
  }
  const stored = known.row && {
    status: known.row.status,
    appTime: known.row.appTime,
    body: known.body ?? '',
  };
  return planListFiling(stored, {
    appType: head.appType,
    appStatus: head.appStatus,
    appTime: head.appTime,
    body: arriving.body,
    orderNo: head.orderNo,
  });
}

function copNoOf({ head }: ListDocument): { copNo: string; agentCode: string } {
  return { copNo: head.copNo ?? '', agentCode: head.agentCode };
}

/** The declaration that an arriving list makes or changes, before it is judged. */
function toCase(
  needs: ClearingNeeds,
  arriving: Arriving,
  { row, status }: { row: DeclarationRow | undefined; status: DeclarationStatus },
): Case {
  const { head } = arriving.document;
  const declarationId = row?.declarationId ?? needs.ids.newId();
  const filedAt = needs.clock.now();
  return {
    known: row,
    list: arriving.document,
    body: arriving.body,
    exchangeId: arriving.exchangeId,
    filedAt,
    row: {
      declarationId,
      ebpCode: head.ebpCode,
      orderNo: head.orderNo,
      agentCode: head.agentCode,
      copNo: head.copNo || ownCopNo(declarationId),
      ebcCode: head.ebcCode,
      assureCode: head.assureCode,
      logisticsCode: head.logisticsCode,
      logisticsNo: head.logisticsNo,
      tradeMode: head.tradeMode,
      guid: head.guid,
      appTime: head.appTime,
      appStatus: Number(head.appStatus) || 2,
      attempt: status === 'cancelled' ? (row?.attempt ?? 1) : (row?.attempt ?? 0) + 1,
      version: status === 'filed' ? (row?.version ?? 0) : (row?.version ?? 0) + 1,
      status,
      returnStatus: status === 'staged' ? '1' : null,
      returnTime: null,
      preNo: null,
      invtNo: null,
      lane: null,
      reasons: null,
      buyerKey: needs.buyerKey(head.buyerIdNumber),
      allowanceYear: null,
      amounts: null,
      filedAt,
      decidedAt: null,
      releasedOn: null,
    },
  };
}

/**
 * A number for a list whose sender gave none: receipts come back by it. 20 characters, unique like
 * the id.
 */
function ownCopNo(declarationId: string): string {
  return 'PZ' + declarationId.replaceAll('-', '').slice(-18).toUpperCase();
}

/** Writes lists that are not judged now. */
async function store(needs: ClearingNeeds, tx: Tx, stored: readonly Planned[]): Promise<void> {
  if (stored.length === 0) return;
  const cases = stored.map(({ case: item, arriving }) => ({
    ...item,
    row: item.row.status === 'filed' ? { ...item.row, version: item.row.version + 1 } : item.row,
    facts: null,
    cause: `appType ${arriving.document.head.appType}`,
    actor: null,
  }));
  await saveCases(needs, tx, cases);
  const left = cases.filter(
    ({ known, row }) => known?.status === 'waiting' && row.status !== 'waiting',
  );
  await removeWaiting(
    tx,
    needs.zoneCode,
    left.map(({ row }) => row),
  );
}
