import { decodeCeb } from '@pilotzone/ceb/decode';
import type { Decoded } from '@pilotzone/ceb/message';
import { PilotError } from '@pilotzone/kernel/errors';
import { PREFLIGHT_UNREADABLE } from './contract.ts';
import { fileDocuments } from './file-documents.ts';
import type { Filing, FilingNeeds } from './file-documents.ts';
import { maySee } from './get-declaration.ts';
import type { Viewer } from './get-declaration.ts';
import type { FilingResult } from './model/filing-result.ts';
import { lockByOrder } from './store/declarations.ts';
import { toSummary } from './model/summary.ts';

/** What would happen if these documents were filed now. */
export type Preflight = {
  readonly results: readonly FilingResult[];
  readonly declarations: readonly ReturnType<typeof toSummary>[];
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
  let answer: Preflight = { results: [], declarations: [] };
  try {
    await needs.db.transaction(async (tx) => {
      const results = await fileDocuments(needs, tx, { filings, options: { judge: true } });
      const keys = filings.flatMap(({ type, document }) =>
        type === 'CEB621Message' ? [document.head] : [],
      );
      const rows = await lockByOrder(tx, needs.zoneCode, keys);
      const shown = rows.filter((row) => maySee(viewer, row));
      answer = { results, declarations: shown.map(toSummary) };
      throw new NothingKept();
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
  }
  return answer;
}

const NO_EXCHANGE = '00000000-0000-0000-0000-000000000000';

function toFilings(text: string, index: number): Filing[] {
  const decoded = decodeCeb(Buffer.from(text));
  if (decoded.kind !== 'message') throw unreadable(index, decoded);
  const { message } = decoded;
  const transferCode = message.transfer?.copCode ?? '';
  const about = { transferCode, exchangeId: NO_EXCHANGE };
  switch (message.type) {
    case 'CEB311Message':
      return message.documents.map((document) => ({ type: message.type, document, ...about }));
    case 'CEB411Message':
      return message.documents.map((document) => ({ type: message.type, document, ...about }));
    case 'CEB511Message':
      return message.documents.map((document) => ({ type: message.type, document, ...about }));
    case 'CEB621Message':
      return message.documents.map((document) => ({ type: message.type, document, ...about }));
    default:
      throw new PilotError(
        PREFLIGHT_UNREADABLE,
        `message ${index} is a ${message.type}; ` +
          'orders, payments, waybills and lists can be checked',
      );
  }
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
