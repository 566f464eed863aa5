import type { ListDocument } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { clearDeclarations } from './clear-declarations.ts';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { FilingOptions } from './model/filing.ts';
import { loadCases } from './load-cases.ts';
import type { Arrived } from './model/arrived.ts';
import { accepted, judged, kept } from './model/filing-result.ts';
import type { FilingResult } from './model/filing-result.ts';
import { planLists } from './plan-lists.ts';
import type { Arriving, Planned } from './plan-lists.ts';
import { orderKeyText } from './record-orders.ts';
import { saveCases } from './save-cases.ts';
import type { SavedCase } from './save-cases.ts';
import type { OrderKey } from './store/orders.ts';
import { removeWaiting } from './store/waiting.ts';

/** A list as it arrives, with the exchange record it came in. */
export type FiledList = { readonly document: ListDocument; readonly exchangeId: string };

/** Lists to be filed, and the orders of waiting lists that other documents have woken. */
export type ListBatch = {
  readonly lists: readonly FiledList[];
  readonly woken: readonly OrderKey[];
  readonly arrived: Arrived;
  readonly options: FilingOptions;
};

/**
 * Files a batch of lists: declares, stages, cancels or refuses each, and judges the woken ones with
 * them. Lists of the same numbers are taken one after the other, by appTime, because what the
 * second means depends on what became of the first.
 */
export async function fileLists(
  needs: ClearingNeeds,
  tx: Tx,
  { lists, woken, arrived, options }: ListBatch,
): Promise<FilingResult[]> {
  const results = new Array<FilingResult>(lists.length);
  let rest: Arriving[] = lists.map(({ document, exchangeId }, position) => ({
    document,
    exchangeId,
    position,
    key: orderKeyText(document.head),
    body: packDocument('CEB621Message', document),
  }));
  rest.sort(
    (a, b) => compare(a.document.head.appTime, b.document.head.appTime) || a.position - b.position,
  );
  let wokenNow = woken;
  while (rest.length + wokenNow.length > 0) {
    const { round, later } = firstOfEach(rest);
    await fileRound(needs, tx, { round, woken: wokenNow, arrived, options, results });
    rest = later;
    wokenNow = [];
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

type Round = {
  readonly round: readonly Arriving[];
  readonly woken: readonly OrderKey[];
  readonly arrived: Arrived;
  readonly options: FilingOptions;
  readonly results: FilingResult[];
};

async function fileRound(
  needs: ClearingNeeds,
  tx: Tx,
  { round, woken, arrived, options, results }: Round,
): Promise<void> {
  const plan = await planLists(needs, tx, { round, woken });
  for (const { position, result } of plan.answered) results[position] = result;
  await store(needs, tx, plan.stored.map(toSaved));
  for (const { arriving, case: item } of plan.stored) {
    results[arriving.position] = kept(arriving.document, item.row);
  }
  const wokenCases = await loadCases(needs, tx, plan.woken);
  if (options.judge) {
    const declared = plan.declared.map((planned) => planned.case);
    const verdicts = await clearDeclarations(needs, tx, {
      cases: [...declared, ...wokenCases],
      arrived,
    });
    plan.declared.forEach(({ arriving }, index) => {
      const verdict = verdicts[index];
      if (verdict) results[arriving.position] = judged(verdict);
    });
    return;
  }
  const recorded = wokenCases.map((item) => ({
    ...item,
    row: { ...item.row, status: 'filed' as const, reasons: null },
    ...UNJUDGED,
    cause: 'a document arrived',
  }));
  await store(needs, tx, [...plan.declared.map(toSaved), ...recorded]);
  for (const { arriving } of plan.declared) {
    results[arriving.position] = accepted(arriving.document);
  }
}

const UNJUDGED = { facts: null, actor: null } as const;

function toSaved({ arriving, case: item }: Planned): SavedCase {
  return { ...item, ...UNJUDGED, cause: `appType ${arriving.document.head.appType}` };
}

/** Writes lists that are not judged now; those that waited wait no longer. */
async function store(needs: ClearingNeeds, tx: Tx, cases: readonly SavedCase[]): Promise<void> {
  if (cases.length === 0) return;
  await saveCases(
    needs,
    tx,
    cases.map((item) => ({ ...item, row: { ...item.row, version: item.row.version + 1 } })),
  );
  const left = cases.filter(({ known }) => known?.status === 'waiting');
  await removeWaiting(
    tx,
    needs.zoneCode,
    left.map(({ row }) => row),
  );
}
