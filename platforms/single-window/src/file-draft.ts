import { decodeCeb } from '@pilotzone/ceb/decode';
import type { ListDocument, OrderDocument } from '@pilotzone/ceb/message';
import { ceb621 } from '@pilotzone/ceb/tables/ceb621';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { dayOf, formatAppTime } from '@pilotzone/kernel/time';
import type { Finding } from '@pilotzone/kernel/finding';
import type { DraftBody, DraftVerdict } from './draft-shapes.ts';
import { findVisible, loadSet } from './get-declaration.ts';
import { deleteDraft, openDraft, orderOf, type DraftNeeds, type DraftOf } from './keep-drafts.ts';
import { OWN_FIELDS } from './model/list-correction.ts';
import { personalFields } from './model/mask-document.ts';
import {
  placeOf,
  problemOfSchema,
  textsOf,
  unwritable,
  writeTextMessage,
  type FieldProblem,
  type TextDocument,
} from './model/text-document.ts';
import { appTypeFor } from './propose-correction.ts';
import { openOrder } from './propose-from-order.ts';
import type { Asking, RequestingNeeds } from './request-withdrawal.ts';
import { runPreflight, type Preflight } from './run-preflight.ts';
import type { FilingNeeds } from './file-documents.ts';
import type { DraftRow } from './store/drafts.ts';
import { findByOrder } from './store/read.ts';
import { toSummary } from './model/summary.ts';

export type DraftFilingNeeds = DraftNeeds & FilingNeeds & Pick<RequestingNeeds, 'submitMessage'>;

/** What filing the draft now would give: it is filed, looked at, and rolled back. */
export async function checkDraft(needs: DraftFilingNeeds, of: DraftOf): Promise<DraftVerdict> {
  const composed = await composeDraft(needs, of);
  if ('problems' in composed) return unreadable(composed.problems);
  const { results, declarations }: Preflight = await runPreflight(needs, [composed.xml], {
    participantCode: of.by.reach,
  });
  const findings = results[0]?.findings ?? [];
  return {
    readable: true,
    problems: findings.map(problemOfFinding),
    returnStatus: results[0]?.returnStatus ?? null,
    declaration: declarations[0] ?? null,
  };
}

/**
 * Files the draft as if its message had come by HTTP, and forgets it when nothing is said against
 * it. A refused or rejected one stays, with every reason at its field. May be repeated: the intake
 * knows repeats.
 */
export async function fileDraft(
  needs: DraftFilingNeeds,
  of: DraftOf,
  caller: Asking['caller'],
): Promise<DraftVerdict> {
  const composed = await composeDraft(needs, of);
  if ('problems' in composed) return unreadable(composed.problems);
  const { xml, list } = composed;
  const { returnStatus, findings } = await needs.submitMessage(Buffer.from(xml), caller);
  const key = { ebpCode: list.head.ebpCode, orderNo: list.head.orderNo };
  const row = await findByOrder(needs.db, needs.zoneCode, key);
  const isOurs = row?.guid === list.head.guid;
  const said = isOurs && row.status === 'rejected' ? (row.reasons ?? []) : findings;
  if (said.length === 0) await deleteDraft(needs, of);
  // A list that was refused never became a declaration: what is on file is an older attempt.
  const declaration = row && (isOurs || said.length === 0) ? toSummary(row) : null;
  const problems = said.map(problemOfFinding);
  return { readable: true, problems, returnStatus, declaration };
}

type Composed =
  | { readonly xml: string; readonly list: ListDocument }
  | { readonly problems: readonly FieldProblem[] };

async function composeDraft(needs: DraftFilingNeeds, of: DraftOf): Promise<Composed> {
  const { row, body } = await openDraft(needs, of);
  const document = await completeList(needs, body, { row, by: of.by });
  const bad = unwritable([document]);
  if (bad.length > 0) return { problems: bad };
  const sender = of.by.participantCode;
  const frame = { guid: newGuid(needs), sender, signature: unsignedSignature(sender) };
  const xml = writeTextMessage(ceb621, [document], frame);
  const decoded = decodeCeb(Buffer.from(xml));
  if (decoded.kind === 'invalid') return { problems: decoded.errors.map(problemOfSchema) };
  const list =
    decoded.kind === 'message' && decoded.message.type === 'CEB621Message'
      ? decoded.message.documents[0]
      : undefined;
  if (list) return { xml, list };
  const message = decoded.kind === 'refused' ? decoded.message : 'the list has no content';
  const place = { document: 0, line: null, field: '' };
  return { problems: [{ ...place, code: 'refused', message, messageZh: '清单内容无法读取' }] };
}

/** The list with what the platform writes itself, and what comes from papers unseen. */
async function completeList(
  needs: DraftFilingNeeds,
  body: DraftBody,
  { row, by }: { row: DraftRow; by: DraftOf['by'] },
): Promise<TextDocument> {
  const now = needs.clock.now();
  const written = Object.fromEntries(
    Object.entries(body.head).filter(([name, text]) => !OWN_FIELDS.has(name) && text !== ''),
  );
  const own = { guid: newGuid(needs), appTime: formatAppTime(now), appStatus: '2' };
  const defaults = {
    ...{ ieFlag: 'I', currency: '142', packNo: '1', declTime: dayOf(now).replaceAll('-', '') },
    copNo: own.guid.replaceAll('-', '').slice(-20),
  };
  const lines = body.lines.map((line, index) => ({
    ...{ currency: '142', gnum: String(index + 1) },
    ...Object.fromEntries(Object.entries(line).filter(([, text]) => text !== '')),
  }));
  if (row.basedOn === null) {
    const key = orderOf(row);
    const order = key && (await openOrder(needs, key, by));
    const adopted = order ? adoptedFrom(order, body.adopt) : {};
    return { head: { ...defaults, ...adopted, ...written, ...own, appType: '1' }, lines };
  }
  const corrected = await findVisible(needs, row.basedOn, { participantCode: by.reach });
  const { list, order } = await needs.db.transaction((tx) => loadSet(needs, tx, corrected));
  const personal = { ...personalFields(list.head), ...adoptedFrom(order, body.adopt) };
  const numbers = { copNo: textsOf(list.head)['copNo'] ?? defaults.copNo };
  const head = { ...defaults, ...numbers, ...personal, ...written, ...own };
  return { head: { ...head, appType: appTypeFor(corrected) }, lines };
}

/** Personal values that are the order's, as the writer wanted without seeing them. */
function adoptedFrom(order: OrderDocument | undefined, names: readonly string[]) {
  const ordered = personalFields(order?.head ?? {});
  return Object.fromEntries(Object.entries(ordered).filter(([name]) => names.includes(name)));
}

function newGuid(needs: DraftFilingNeeds): string {
  return needs.ids.newId().toUpperCase();
}

function unreadable(problems: readonly FieldProblem[]): DraftVerdict {
  return { readable: false, problems: [...problems], returnStatus: null, declaration: null };
}

function problemOfFinding({ code, field, message, messageZh, fix, fixZh }: Finding) {
  const told = { code, message, messageZh, fix, ...(fixZh === undefined ? {} : { fixZh }) };
  // A finding about another document stands at no field of the list.
  const place = /^Inventory/.test(field) ? placeOf(field) : { document: 0, line: null, field: '' };
  return { ...place, document: 0, ...told };
}
