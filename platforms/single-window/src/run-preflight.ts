import { decodeCeb } from '@pilotzone/ceb/decode';
import type { Decoded } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { PREFLIGHT_UNREADABLE } from './contract.ts';
import { fileDocuments } from './file-documents.ts';
import type { Filing, FilingNeeds } from './file-documents.ts';
import { findFiledExports } from './find-filed-exports.ts';
import { maySee } from './get-declaration.ts';
import type { Viewer } from './get-declaration.ts';
import { maySeeExport } from './get-export.ts';
import { toExportLine } from './model/export-summary.ts';
import { applicantOf, isFilingType } from './model/filing.ts';
import { refused } from './model/filing-result.ts';
import type { FilingResult } from './model/filing-result.ts';
import { catalogued } from './model/findings.ts';
import { lockByOrder } from './store/declarations.ts';
import { toSummary } from './model/summary.ts';

/** What would happen if these documents were filed now. */
export type Preflight = {
  readonly results: readonly FilingResult[];
  readonly declarations: readonly ReturnType<typeof toSummary>[];
  /** Export lists and applications about them. */
  readonly exports: readonly ReturnType<typeof toExportLine>[];
};

class NothingKept extends Error {}

/**
 * The pre-flight check: files the documents exactly as the real thing does, looks at the result,
 * and rolls the transaction back. So the answer cannot differ from what clearing would say, and
 * nothing is kept. Of lists that are here already the viewer learns what it may see. Throws
 * PREFLIGHT_UNREADABLE for a message that is against the schema.
 */
export async function runPreflight(
  needs: FilingNeeds,
  messages: readonly string[],
  viewer: Viewer,
): Promise<Preflight> {
  const filings = messages.flatMap(toFilings);
  let answer: Preflight = { results: [], declarations: [], exports: [] };
  try {
    await needs.db.transaction(async (tx) => {
      const results = await tryOut(needs, tx, { filings, viewer });
      const rows = await lockByOrder(tx, needs.zoneCode, importOrdersOf(filings));
      const declarations = rows.filter((row) => maySee(viewer, row)).map(toSummary);
      const cases = await findFiledExports(needs, tx, filings);
      const exports = cases.filter((row) => maySeeExport(viewer, row)).map(toExportLine);
      answer = { results, declarations, exports };
      throw new NothingKept();
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
  }
  return answer;
}

type Trial = { readonly filings: readonly Filing[]; readonly viewer: Viewer };

/** Files what the viewer may ask about; an application tells of lists that are on file. */
async function tryOut(
  needs: FilingNeeds,
  tx: Tx,
  { filings, viewer }: Trial,
): Promise<FilingResult[]> {
  const foreign = new Map(
    filings.flatMap((filing) => {
      const finding = foreignness(filing, viewer);
      return finding ? [[filing, refused(finding)] as const] : [];
    }),
  );
  const own = filings.filter((filing) => !foreign.has(filing));
  const filed = await fileDocuments(needs, tx, { filings: own, options: { judge: true } });
  const results = new Map<Filing, FilingResult | undefined>(
    own.map((filing, index) => [filing, filed[index]]),
  );
  return filings.flatMap((filing) => foreign.get(filing) ?? results.get(filing) ?? []);
}

function foreignness(filing: Filing, { participantCode }: Viewer) {
  const applicant = applicantOf(filing);
  if (participantCode === undefined || applicant === undefined) return undefined;
  if (applicant === participantCode) return undefined;
  return catalogued('PZ-NOT-YOURS', [applicant, participantCode]);
}

/** The orders of import lists that these documents declare, or may wake. */
function importOrdersOf(filings: readonly Filing[]) {
  return filings.flatMap(({ type, document }) =>
    type === 'CEB621Message' || type === 'CEB311Message' || type === 'CEB411Message'
      ? [document.head]
      : [],
  );
}

const NO_EXCHANGE = '00000000-0000-0000-0000-000000000000';

function toFilings(text: string, index: number): Filing[] {
  const decoded = decodeCeb(Buffer.from(text));
  if (decoded.kind !== 'message') throw unreadable(index, decoded);
  const { type, documents, transfer } = decoded.message;
  if (!isFilingType(type)) {
    const what = `message ${index} is a ${type}, which customs sends`;
    throw new PilotError(PREFLIGHT_UNREADABLE, `${what}; only what companies send can be filed`);
  }
  const about = { transferCode: transfer?.copCode ?? '', exchangeId: NO_EXCHANGE };
  // Type and documents of one message belong together.
  return documents.map((document) => ({ type, document, ...about }) as Filing);
}

function unreadable(index: number, decoded: Exclude<Decoded, { kind: 'message' }>): PilotError {
  const what =
    decoded.kind === 'refused'
      ? decoded.message
      : decoded.errors
          .slice(0, 5)
          .map((error) => `${error.path}: ${error.message}`)
          .join('; ');
  return new PilotError(PREFLIGHT_UNREADABLE, `message ${index} is against the schema: ${what}`);
}
