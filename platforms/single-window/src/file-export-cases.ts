import type { Tx } from '@pilotzone/kernel/db';
import type { ExportNeeds } from './export-needs.ts';
import { judgeExportApplications } from './judge-export-applications.ts';
import { judgeExports } from './judge-exports.ts';
import type { OpenExport } from './judge-exports.ts';
import { identityOf } from './model/arriving-export.ts';
import type { ExportDocument, ExportIdentity } from './model/arriving-export.ts';
import { EXPORT_MESSAGES } from './model/export-case.ts';
import type { ExportCase, ExportKind } from './model/export-case.ts';
import type { ExportFiling, FilingOptions } from './model/filing.ts';
import { exportResult, refused } from './model/filing-result.ts';
import { catalogued } from './model/findings.ts';
import type { FilingResult } from './model/filing-result.ts';
import { planExport } from './model/plan-export.ts';
import { saveMovedExports } from './save-export-cases.ts';
import { lockCasesByNumber, lockListsByOrder } from './store/export-cases.ts';

type Filing = {
  readonly filings: readonly ExportFiling[];
  readonly options: FilingOptions;
  readonly results: Map<ExportFiling, FilingResult>;
};

type Arriving = { readonly filing: ExportFiling; readonly identity: ExportIdentity };

/**
 * Files lists and applications: plans each beside what is on file under its number, stages or
 * cancels it, or judges it. Of one number the documents are taken one after the other, by appTime.
 */
export async function fileExportCases(
  needs: ExportNeeds,
  tx: Tx,
  { filings, options, results }: Filing,
): Promise<void> {
  let rest = filings.flatMap(arrivingOf);
  rest.sort((a, b) => (a.identity.appTime < b.identity.appTime ? -1 : 1));
  while (rest.length > 0) {
    const seen = new Set<string>();
    const round: Arriving[] = [];
    const later: Arriving[] = [];
    for (const arriving of rest) {
      const key = numberText(arriving.identity);
      (seen.has(key) ? later : round).push(arriving);
      seen.add(key);
    }
    await fileRound(needs, tx, { round, options, results });
    rest = later;
  }
}

const KINDS = new Map<string, ExportKind>(
  Object.entries(EXPORT_MESSAGES).map(([kind, type]) => [type, kind as ExportKind]),
);

function arrivingOf(filing: ExportFiling): Arriving[] {
  const kind = KINDS.get(filing.type);
  if (!kind) return [];
  // Type and document of a filing belong together, and so do kind and type.
  const filed = { kind, document: filing.document } as ExportDocument;
  return [{ filing, identity: identityOf(filed) }];
}

function numberText({ kind, declarantCode, copNo, part, subjectKey }: ExportIdentity): string {
  return kind === 'list' ? `list|${subjectKey}` : [kind, declarantCode, copNo, part].join('|');
}

type Round = {
  readonly round: readonly Arriving[];
  readonly options: FilingOptions;
  readonly results: Map<ExportFiling, FilingResult>;
};

async function fileRound(
  needs: ExportNeeds,
  tx: Tx,
  { round, options, results }: Round,
): Promise<void> {
  const { known, taken } = await loadKnown(needs, tx, round);
  const open: (OpenExport & { filing: ExportFiling })[] = [];
  const kept: (OpenExport & { filing: ExportFiling })[] = [];
  for (const { filing, identity } of round) {
    const before = known.get(numberText(identity));
    const plan = planExport(before, identity);
    const { copNo, declarantCode, subjectKey } = identity;
    const owner = taken.get(copNoText(identity));
    if (owner !== undefined && owner !== subjectKey)
      results.set(filing, refused(catalogued('PZ-COP-NO-USED', [copNo, declarantCode])));
    else if (plan.kind === 'refused') results.set(filing, refused(plan.finding));
    else if (plan.kind === 'unchanged' && before)
      results.set(filing, exportResult(before, { guid: identity.guid, isRepeat: true }));
    else {
      if (identity.kind === 'list') taken.set(copNoText(identity), subjectKey);
      const row = rowOf(needs, { filing, identity, before, kind: plan.kind });
      const waits = plan.kind === 'declare' && row.kind !== 'list' && !options.judge;
      if (waits) kept.push({ filing, known: before, row: { ...row, status: 'filed' } });
      else if (plan.kind === 'declare') open.push({ filing, known: before, row });
      else kept.push({ filing, known: before, row });
    }
  }
  await keep(needs, tx, { kept, results });
  const lists = open.filter(({ row }) => row.kind === 'list');
  const applications = open.filter(({ row }) => row.kind !== 'list');
  const judgedLists = await judgeExports(needs, tx, lists);
  const judgedApplications = await judgeExportApplications(needs, tx, applications);
  const note = (items: typeof open, rows: readonly ExportCase[]) =>
    items.forEach(({ filing }, index) => {
      const row = rows[index];
      if (row) results.set(filing, exportResult(row, { guid: row.guid, isRepeat: false }));
    });
  note(lists, judgedLists);
  note(applications, judgedApplications);
}

/** What is on file under these numbers; `taken`: to which order a declarant gave a copNo. */
async function loadKnown(
  needs: ExportNeeds,
  tx: Tx,
  round: readonly Arriving[],
): Promise<{ known: Map<string, ExportCase>; taken: Map<string, string> }> {
  const { zoneCode } = needs;
  const identities = round.map(({ identity }) => identity);
  const orders = identities.flatMap((own) => (own.kind === 'list' ? [own.subjectKey] : []));
  const found = orders.length > 0 ? await lockListsByOrder(tx, zoneCode, orders) : [];
  for (const kind of KINDS.values()) {
    const numbers = identities.filter((own) => own.kind === kind);
    found.push(...(await lockCasesByNumber(tx, zoneCode, { kind, numbers })));
  }
  const lists = found.filter((row) => row.kind === 'list');
  return {
    known: new Map(found.map((row) => [numberText(row), row])),
    taken: new Map(lists.map((row) => [copNoText(row), row.subjectKey])),
  };
}

function copNoText({ kind, declarantCode, copNo }: ExportIdentity): string {
  return `${kind}|${declarantCode}|${copNo}`;
}

type Starting = Arriving & {
  readonly before: ExportCase | undefined;
  readonly kind: 'declare' | 'stage' | 'cancel' | 'unchanged';
};

/** The case as its filing makes it, before it is judged. */
function rowOf(needs: ExportNeeds, { filing, identity, before, kind }: Starting): ExportCase {
  const isCancel = kind === 'cancel' && before !== undefined;
  const own = isCancel ? { ...before, appTime: identity.appTime } : identity;
  return {
    ...FRESH,
    ...own,
    caseId: before?.caseId ?? needs.ids.newId(),
    attempt: (before?.attempt ?? 0) + (isCancel ? 0 : 1),
    version: before?.version ?? 0,
    status: isCancel ? 'cancelled' : kind === 'stage' ? 'staged' : (before?.status ?? 'filed'),
    earlier: before && !isCancel ? [...before.earlier, before.body] : (before?.earlier ?? []),
    exchangeId: filing.exchangeId,
    filedAt: needs.clock.now(),
  };
}

const FRESH = {
  returnStatus: null,
  returnTime: null,
  preNo: null,
  customsNo: null,
  reasons: null,
  decidedAt: null,
  valueCny: null,
  facts: null,
  lane: null,
  releasedOn: null,
  closedOn: null,
  closedAt: null,
  billNo: null,
};

/** Writes what is not judged now: staged, cancelled, or recorded for later. */
async function keep(
  needs: ExportNeeds,
  tx: Tx,
  batch: {
    kept: readonly (OpenExport & { filing: ExportFiling })[];
    results: Map<ExportFiling, FilingResult>;
  },
): Promise<void> {
  const moved = batch.kept.map(({ known, row }) => ({
    known,
    row: { ...row, version: row.version + 1 },
    cause: `appType ${row.appType}`,
    actor: null,
  }));
  await saveMovedExports(needs, tx, moved);
  batch.kept.forEach(({ filing, row }) => {
    batch.results.set(filing, exportResult(row, { guid: row.guid, isRepeat: false }));
  });
}
