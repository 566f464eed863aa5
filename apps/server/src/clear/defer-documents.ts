import type { Platform } from '../compose.ts';
import type { FilingFilter } from '../filing-filter.ts';
import type { Filing, FilingResult } from '../filing-types.ts';
import { keyOfFiling } from './competing-keys.ts';
import type { CompetingKeys } from './competing-keys.ts';
import type { RefusedDocument } from './refused-documents.ts';
import { refusedDocument } from './refused-documents.ts';

type Tell = (document: RefusedDocument) => void;

/**
 * Documents kept back, because others have the same number and their order must not be that of the
 * files.
 */
export type Deferral = {
  readonly filter: FilingFilter;
  /**
   * Files the competing orders, payments, waybills and statuses, all versions of a number together.
   */
  fileCompeting(platform: Platform, tell: Tell): Promise<void>;
  /** Files the next version of each list that has one, by appTime; false when none is left. */
  fileNextLists(platform: Platform, tell: Tell): Promise<boolean>;
};

// Export lists and applications: what a later one means depends on what became of the earlier one.
const EXPORT_CASES: ReadonlySet<string> = new Set([
  'CEB603Message',
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
]);

const KEPT_BACK: FilingResult = {
  kind: 'accepted',
  returnStatus: '2',
  returnInfo: '待处理',
  findings: [],
};
// In one transaction, so that all versions of a number meet in one plan; competing documents are
// few.
const DOCUMENTS_PER_BATCH = 5_000;

/**
 * Keeps back what competes. Of lists the earliest goes ahead, because what a later one means
 * depends on what became of it; of other documents all versions wait and are then planned together,
 * which is independent of their order.
 */
export function createDeferral(keys: CompetingKeys): Deferral {
  const documents: Filing[] = [];
  let lists: Filing[] = [];
  const ahead = new Set<string>();
  return { filter, fileCompeting, fileNextLists };

  async function filter(
    filings: readonly Filing[],
    file: (wanted: readonly Filing[]) => Promise<FilingResult[]>,
  ): Promise<FilingResult[]> {
    const wanted = filings.filter((filing) => !keepBack(filing));
    const filed = await file(wanted);
    const results = new Map(wanted.map((filing, index) => [filing, filed[index]]));
    return filings.map((filing) => results.get(filing) ?? KEPT_BACK);
  }

  function keepBack(filing: Filing): boolean {
    const key = keyOfFiling(filing);
    if (!keys.isCompeting(key)) return false;
    if (!isAboutList(filing) && !EXPORT_CASES.has(filing.type)) {
      documents.push(filing);
      return true;
    }
    if (filing.document.head.appTime === keys.firstAppTime(key) && !ahead.has(key)) {
      ahead.add(key);
      return false;
    }
    lists.push(filing);
    return true;
  }

  async function fileCompeting(platform: Platform, tell: Tell): Promise<void> {
    documents.sort((a, b) => compare(keyOfFiling(a), keyOfFiling(b)));
    for (let from = 0; from < documents.length;) {
      let until = Math.min(from + DOCUMENTS_PER_BATCH, documents.length);
      while (until < documents.length && sameKey(documents[until - 1], documents[until]))
        until += 1;
      await file(platform, documents.slice(from, until), tell);
      from = until;
    }
  }

  async function fileNextLists(platform: Platform, tell: Tell): Promise<boolean> {
    if (lists.length === 0) return false;
    lists.sort(
      (a, b) =>
        compare(a.document.head.appTime, b.document.head.appTime) ||
        compare(contentOf(a), contentOf(b)),
    );
    const seen = new Set<string>();
    const round = lists.filter(
      (list) => !seen.has(keyOfFiling(list)) && seen.add(keyOfFiling(list)),
    );
    const inRound = new Set(round);
    lists = lists.filter((list) => !inRound.has(list));
    await file(platform, round, tell);
    return true;
  }
}

/** Files documents past the filter, to be judged afterwards. */
async function file(platform: Platform, filings: readonly Filing[], tell: Tell): Promise<void> {
  const results = await platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(tx, filings, { judge: false }),
  );
  filings.forEach((filing, index) => {
    const result = results[index];
    if (result?.kind === 'refused') tell(refusedDocument(filing, result.findings));
  });
}

/** Lists and the requests about them, which are taken one after the other. */
function isAboutList({ type }: Filing): boolean {
  return type === 'CEB621Message' || type === 'CEB623Message' || type === 'CEB625Message';
}

function sameKey(a: Filing | undefined, b: Filing | undefined): boolean {
  return a !== undefined && b !== undefined && keyOfFiling(a) === keyOfFiling(b);
}

/**
 * Lists of one appTime and number are told apart by what they say, not by the file they came in.
 */
function contentOf({ document: { head, lines } }: Filing): string {
  return JSON.stringify({ head, lines }, (name, value: unknown) =>
    name === 'guid' ? undefined : typeof value === 'bigint' ? value.toString() : value,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
