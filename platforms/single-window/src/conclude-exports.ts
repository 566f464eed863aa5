import type { Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import { sum } from '@pilotzone/rules/export/judge-application';
import type { ReturnedQuantity } from '@pilotzone/rules/export/judge-application';
import { EXPORTS_EXAMINED, EXPORTS_RELEASED } from './contract.ts';
import type { ExportFacts, ExportsUndone } from './contract.ts';
import type { ExportNeeds } from './export-needs.ts';
import { quantitiesOf, waybillsOf } from './load-affected-lists.ts';
import type { ExportCase } from './model/export-case.ts';
import { mayFollowExport } from './model/export-lifecycle.ts';
import { returnedFacts } from './model/export-facts.ts';
import type { ReturnedPart } from './model/export-facts.ts';
import { quantityOf } from './model/list-standing.ts';
import { saveMovedExports } from './save-export-cases.ts';
import type { MovedExport } from './save-export-cases.ts';
import { lockListsByNumber, lockListsByWaybill } from './store/export-cases.ts';
import { dropReturnedLines, listAcceptedReturns } from './store/export-effects.ts';
import {
  factsOfExport,
  publishExports,
  publishExportsConcluded,
  publishExportsUndone,
} from './tell-exports.ts';

/** A case that changed its state by receipts of customs. */
type Moved = { readonly known: ExportCase; readonly row: ExportCase };

/**
 * What follows from customs' answers about exports, in the same transaction: lists are told of,
 * cancellations end their list, returns take back what they name, manifests give their lists a bill
 * of lading.
 */
export async function concludeExports(
  needs: ExportNeeds,
  tx: Tx,
  moved: readonly Moved[],
): Promise<void> {
  const lists = moved.filter(({ row }) => row.kind === 'list');
  await tellLists(needs, tx, lists);
  const rowsOf = (kind: ExportCase['kind'], status: ExportCase['status']) =>
    moved.flatMap(({ row }) => (row.kind === kind && row.status === status ? [row] : []));
  await cancelLists(needs, tx, rowsOf('cancellation', 'accepted'));
  await setBills(needs, tx, rowsOf('manifest', 'accepted'));
  await takeBack(needs, tx, rowsOf('return', 'accepted'));
  await dropReturnedLines(
    tx,
    needs.zoneCode,
    rowsOf('return', 'rejected').map((row) => row.caseId),
  );
}

async function tellLists(needs: ExportNeeds, tx: Tx, lists: readonly Moved[]): Promise<void> {
  const isOut = ({ status }: ExportCase) => status === 'released' || status === 'closed';
  const wasIn = ({ status }: ExportCase) => status === 'sent' || status === 'customs-held';
  // A list that customs releases at once was examined on the way.
  const examined = lists.filter(
    ({ known, row }) => wasIn(known) && (row.status === 'examined' || isOut(row)),
  );
  const released = lists.filter(({ known, row }) => isOut(row) && !isOut(known));
  const concluded = lists.filter(
    ({ known, row }) =>
      row.status === 'rejected' || row.status === 'customs-held' || (isOut(row) && !isOut(known)),
  );
  const rows = (moved: readonly Moved[]) => moved.map(({ row }) => row);
  await publishExports(needs, tx, { kind: EXPORTS_EXAMINED, rows: rows(examined) });
  await publishExports(needs, tx, { kind: EXPORTS_RELEASED, rows: rows(released) });
  await publishExportsConcluded(needs, tx, rows(concluded));
}

/** Customs took a cancellation: the list ends, and its release is taken back. */
async function cancelLists(
  needs: ExportNeeds,
  tx: Tx,
  cancellations: readonly ExportCase[],
): Promise<void> {
  if (cancellations.length === 0) return;
  const numbers = cancellations.map(({ subjectKey }) => subjectKey);
  const lists = await lockListsByNumber(tx, needs.zoneCode, numbers);
  const moved = lists
    .filter((list) => mayFollowExport('list', list.status, 'cancelled'))
    .map((known) => moveList(needs, known, { status: 'cancelled', cause: 'cancellation 605' }));
  await saveMovedExports(needs, tx, moved);
  const undone = moved.map(({ known, row }) => ({
    ...factsOfExport(row),
    releasedOn: known?.releasedOn ?? '',
  }));
  await publishExportsUndone(needs, tx, { cause: 'cancelled', declarations: undone });
}

function moveList(
  needs: ExportNeeds,
  known: ExportCase,
  to: { status: ExportCase['status']; cause: string },
): MovedExport {
  const row = {
    ...known,
    status: to.status,
    version: known.version + 1,
    decidedAt: needs.clock.now(),
  };
  return { known, row, cause: to.cause, actor: 'customs' };
}

/** Customs took a manifest: its lists travel under its bill of lading. */
async function setBills(
  needs: ExportNeeds,
  tx: Tx,
  manifests: readonly ExportCase[],
): Promise<void> {
  const billOf = new Map<string, string>();
  const keys = manifests.flatMap((manifest) =>
    waybillsOf(manifest).map((key) => {
      billOf.set(`${key.logisticsCode}|${key.logisticsNo}`, manifest.subjectKey);
      return key;
    }),
  );
  const lists = await lockListsByWaybill(tx, needs.zoneCode, keys);
  const moved = lists.map((known) => ({
    known,
    row: {
      ...known,
      billNo: billOf.get(`${known.logisticsCode}|${known.logisticsNo}`) ?? known.billNo,
      version: known.version + 1,
    },
    cause: 'manifest 607',
    actor: 'customs',
  }));
  await saveMovedExports(needs, tx, moved);
}

/** Customs let goods back in: what came back is taken out of the numbers; a list may end by it. */
async function takeBack(needs: ExportNeeds, tx: Tx, returns: readonly ExportCase[]): Promise<void> {
  if (returns.length === 0) return;
  const numbers = [...new Set(returns.map(({ subjectKey }) => subjectKey))];
  const lists = await lockListsByNumber(tx, needs.zoneCode, numbers);
  const ids = lists.map((list) => list.caseId);
  const accepted = await listAcceptedReturns(tx, needs.zoneCode, ids);
  const undone: ExportsUndone['declarations'][number][] = [];
  const ended: MovedExport[] = [];
  for (const list of lists) {
    const own = returns.filter(({ subjectKey }) => subjectKey === list.customsNo);
    const fresh = new Set(own.map(({ caseId }) => caseId));
    const before = new Map<number, ReturnedQuantity>();
    for (const line of accepted) {
      if (line.listId === list.caseId && !fresh.has(line.returnId))
        before.set(line.lineNo, sum(before.get(line.lineNo), quantityOf(line)));
    }
    const facts = factsOfExport(list);
    const parts = partsOf(own, before);
    const isLast = isWhole(facts, parts);
    const releasedOn = list.releasedOn ?? '';
    undone.push({ ...returnedFacts(facts, parts, isLast), releasedOn });
    if (isLast) ended.push(moveList(needs, list, { status: 'returned', cause: 'return 213' }));
  }
  await saveMovedExports(needs, tx, ended);
  await publishExportsUndone(needs, tx, { cause: 'returned', declarations: undone });
}

/** What these returns take back of each line, beside what came back before; all lines of either. */
function partsOf(
  returns: readonly ExportCase[],
  before: ReadonlyMap<number, ReturnedQuantity>,
): Map<number, ReturnedPart> {
  const now = new Map<number, ReturnedQuantity>();
  for (const row of returns)
    for (const [lineNo, part] of quantitiesOf(row)) now.set(lineNo, sum(now.get(lineNo), part));
  const lineNos = new Set([...now.keys(), ...before.keys()]);
  return new Map(
    [...lineNos].map((lineNo) => [
      lineNo,
      { now: sum(now.get(lineNo), undefined), before: sum(before.get(lineNo), undefined) },
    ]),
  );
}

function isWhole(facts: ExportFacts, parts: ReadonlyMap<number, ReturnedPart>): boolean {
  return facts.lines.every((line) => {
    const part = parts.get(line.lineNo);
    const back = (part?.now.qty ?? 0n) + (part?.before.qty ?? 0n);
    return back >= (parseUnits(line.quantity) ?? 0n);
  });
}
