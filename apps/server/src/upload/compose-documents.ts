import { decodeCeb } from '@pilotzone/ceb/decode';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { dayOf, formatAppTime, type Instant } from '@pilotzone/kernel/time';
import {
  problemOfSchema,
  unwritable,
  writeTextMessage,
  type FieldProblem,
  type TextDocument,
} from '@pilotzone/single-window/model/text-document';
import type { CellProblem, ReadSheet, SheetDocument } from './read-documents.ts';

/** What composing needs. */
export type ComposeNeeds = {
  readonly now: Instant;
  newGuid(): string;
  /** Participant who sends. */
  readonly sender: string;
};

/** A message of up to a hundred documents of a sheet, and which they are. */
export type ComposedMessage = {
  readonly xml: string;
  readonly documents: readonly SheetDocument[];
};

/** A message holds a hundred documents. */
const DOCUMENTS_MAX = 100;

/**
 * The messages of a sheet's documents, a hundred each, and what the schema says against the others
 * at their cells. A document with a problem is in no message.
 */
export function composeDocuments(
  read: ReadSheet,
  needs: ComposeNeeds,
): {
  messages: readonly ComposedMessage[];
  problems: readonly CellProblem[];
  bad: ReadonlySet<SheetDocument>;
} {
  const bad = new Set<SheetDocument>();
  const problems: CellProblem[] = [];
  const wrongRows = new Set(
    read.problems.filter(({ code }) => code !== 'UNKNOWN-COLUMN').map(({ row }) => row),
  );
  for (const one of read.documents)
    if (one.lineRows.some((row) => wrongRows.has(row))) bad.add(one);
  const complete = read.documents.map((one) => completeDocument(read, one.document, needs));
  for (let from = 0; from < complete.length; from += DOCUMENTS_MAX) {
    const part = complete.slice(from, from + DOCUMENTS_MAX);
    for (const problem of judge(read, part, needs)) {
      const one = read.documents[from + problem.document];
      if (!one) continue;
      bad.add(one);
      problems.push(atCell(read, one, problem));
    }
  }
  const good = read.documents.flatMap((one, at) => {
    const document = complete[at];
    return bad.has(one) || !document ? [] : [{ one, document }];
  });
  const messages: ComposedMessage[] = [];
  for (let from = 0; from < good.length; from += DOCUMENTS_MAX) {
    const part = good.slice(from, from + DOCUMENTS_MAX);
    const texts = part.map(({ document }) => document);
    messages.push({ xml: write(read, texts, needs), documents: part.map(({ one }) => one) });
  }
  return { messages, problems, bad };
}

function write(read: ReadSheet, documents: readonly TextDocument[], needs: ComposeNeeds): string {
  const { sender } = needs;
  const signature = unsignedSignature(sender);
  return writeTextMessage(read.table.table, documents, {
    guid: needs.newGuid(),
    sender,
    signature,
  });
}

/** What the schema says, each at its document among these. */
function judge(
  read: ReadSheet,
  part: readonly TextDocument[],
  needs: ComposeNeeds,
): FieldProblem[] {
  const cannot = unwritable(part);
  if (cannot.length > 0) return cannot;
  const decoded = decodeCeb(Buffer.from(write(read, part, needs)));
  return decoded.kind === 'invalid' ? decoded.errors.map(problemOfSchema) : [];
}

/** What the platform writes into every document, where the table has it. */
function completeDocument(read: ReadSheet, { head, lines }: TextDocument, needs: ComposeNeeds) {
  const { now } = needs;
  const guid = needs.newGuid();
  const own = { guid, appType: '1', appTime: formatAppTime(now), appStatus: '2' };
  const defaults: Record<string, string> = {
    ...{ currency: '142', orderType: 'I', ieFlag: 'I', packNo: '1' },
    ...{ declTime: dayOf(now).replaceAll('-', ''), copNo: guid.replaceAll('-', '').slice(-20) },
  };
  const known = new Set(read.table.table.document.head.fields.map(({ name }) => name));
  const fitting = Object.entries(defaults).filter(([name]) => known.has(name));
  return {
    head: { ...Object.fromEntries(fitting), ...head, ...own },
    lines: lines.map((line, at) => ({ currency: '142', ...line, gnum: String(at + 1) })),
  };
}

/** A problem of a document as one at its cell. */
function atCell(read: ReadSheet, one: SheetDocument, problem: FieldProblem): CellProblem {
  const { line, field, code, message, messageZh } = problem;
  const letters = line === null ? read.letters.head : read.letters.line;
  const row = line === null ? one.row : (one.lineRows[line] ?? one.row);
  const said = { code, message, messageZh, ...fixFor(letters.has(field), field) };
  return { sheet: one.sheet, row, column: letters.get(field) ?? '', field, ...said };
}

function fixFor(hasColumn: boolean, field: string) {
  return hasColumn
    ? { fix: 'Correct the cell and upload again.', fixZh: '请更正该单元格后重新上传。' }
    : {
        fix: `Add a column ${field}, as in the template.`,
        fixZh: `请按模板增加 ${field} 列。`,
      };
}
