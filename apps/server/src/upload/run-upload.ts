import { readCsv } from '@pilotzone/kernel/sheets/read-csv';
import { readXlsx } from '@pilotzone/kernel/sheets/read-xlsx';
import { sheetInvalid } from '@pilotzone/kernel/sheets/sheet';
import type { Caller } from '@pilotzone/information-sharing/contract';
import type { Finding } from '@pilotzone/kernel/finding';
import type { FilingResult } from '@pilotzone/single-window/model/filing-result';
import { judgeMessage, type JudgedMessage } from '../commands/check-message.ts';
import type { Platform } from '../compose.ts';
import { composeDocuments } from './compose-documents.ts';
import { readSheet, type CellProblem } from './read-documents.ts';

export type UploadMode = 'check' | 'file';

export type Upload = {
  readonly bytes: Buffer;
  readonly format: 'xml' | 'csv' | 'xlsx';
  readonly fileName: string;
  readonly mode: UploadMode;
  readonly caller: Caller;
  /** Whose declarations the caller may see; `undefined`: all of the zone. */
  readonly reach: string | undefined;
};

/** What an upload tells while it runs, a line each. */
export type UploadEvent =
  | { readonly kind: 'read'; readonly documents: number; readonly messages: number }
  | ({ readonly kind: 'problem' } & CellProblem)
  | ({ readonly kind: 'document' } & UploadedDocument)
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'end'; readonly good: number; readonly bad: number };

export type UploadedDocument = {
  /** "CEB621Message" */
  readonly type: string;
  readonly number: string;
  readonly sheet: string;
  readonly row: number;
  readonly outcome: FilingResult['kind'];
  readonly returnStatus: string;
  readonly findings: readonly Finding[];
};

// Beyond, a person corrects the first and uploads again.
const PROBLEMS_MAX = 1_000;

/**
 * Reads a file of documents and files them, a message at a time, or tells what filing would give.
 * Documents with a problem are left out and told at their cells. Throws SHEET_FILE_INVALID and
 * SHEET_TOO_LARGE before the first event.
 */
export async function runUpload(
  platform: Platform,
  upload: Upload,
): Promise<AsyncGenerator<UploadEvent>> {
  const { problems, messages, bad } = await prepare(platform, upload);
  return tell(platform, upload, { problems, messages, bad });
}

/** A message to file, with where each of its documents stands. */
type Prepared = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly places: readonly { number: string; sheet: string; row: number }[];
  readonly isComposedHere: boolean;
};

type Work = {
  readonly problems: readonly CellProblem[];
  readonly messages: readonly Prepared[];
  /** Documents that are in no message. */
  readonly bad: number;
};

async function prepare(platform: Platform, upload: Upload): Promise<Work> {
  if (upload.format === 'xml') return prepareMessage(platform, upload);
  const { bytes, fileName } = upload;
  const sheets = upload.format === 'csv' ? [readCsv(bytes, fileName)] : await readXlsx(bytes);
  const read = sheets.flatMap((sheet) => readSheet(sheet) ?? []);
  if (read.length === 0)
    throw sheetInvalid('no table has the columns of an order, payment, waybill or list');
  const { clock, ids } = platform.runtime;
  const needs = {
    ...{ now: clock.now(), newGuid: () => ids.newId().toUpperCase() },
    sender: upload.caller.participantCode,
  };
  const composed = read.map((one) => ({ one, ...composeDocuments(one, needs) }));
  // Papers before lists, so that a list finds what came with it.
  composed.sort((a, b) => (a.one.table.name < b.one.table.name ? -1 : 1));
  return {
    problems: composed.flatMap(({ one, problems }) => [...one.problems, ...problems]),
    bad: composed.reduce((sum, { bad }) => sum + bad.size, 0),
    messages: composed.flatMap(({ one, messages }) =>
      messages.map(({ xml, documents }) => ({
        bytes: Buffer.from(xml),
        type: one.table.table.type,
        places: documents.map(({ key, sheet, row }) => ({
          number: key.split(' ').at(-1) ?? key,
          ...{ sheet, row },
        })),
        isComposedHere: true,
      })),
    ),
  };
}

async function prepareMessage({ runtime, informationSharing }: Platform, upload: Upload) {
  const { bytes } = upload;
  const trust = await informationSharing.getTrust();
  const judged = judgeMessage(bytes, { version: undefined, at: runtime.clock.now(), trust });
  const problems = schemaProblems(judged);
  const documents = (judged.message?.documents ?? []) as readonly { head: object }[];
  const places = documents.map(({ head }, at) => ({
    number: numberOf(head),
    sheet: '',
    row: at + 1,
  }));
  const type = judged.message?.type ?? judged.verdict.message ?? '';
  const message = { bytes, type, places, isComposedHere: false };
  // A message against the schema is filed all the same: its refusal is evidence, like by HTTP.
  return { problems, bad: 0, messages: judged.message || upload.mode === 'file' ? [message] : [] };
}

function schemaProblems({ verdict }: JudgedMessage): CellProblem[] {
  const place = { sheet: '', row: 0, column: '' };
  if (verdict.refused !== null) {
    const [code = '', ...rest] = verdict.refused.split(': ');
    const said = { code, message: rest.join(': '), messageZh: '报文被拒绝读取' };
    return [{ ...place, field: '', ...said, ...READ_FIX }];
  }
  return verdict.schema.errors.map(({ path, code, message, messageZh }) => ({
    ...{ ...place, field: path, code, message, messageZh },
    ...READ_FIX,
  }));
}

const READ_FIX = {
  fix: 'Correct the message and upload again.',
  fixZh: '请更正报文后重新上传。',
};

const NUMBERS = ['orderNo', 'logisticsNo', 'payTransactionId', 'copNo', 'invtNo'] as const;

function numberOf(head: object): string {
  const values = head as Readonly<Record<string, unknown>>;
  const name = NUMBERS.find((one) => typeof values[one] === 'string');
  return name === undefined ? '' : String(values[name]);
}

async function* tell(
  platform: Platform,
  upload: Upload,
  { problems, messages, bad }: Work,
): AsyncGenerator<UploadEvent> {
  const total = messages.reduce((sum, { places }) => sum + places.length, 0);
  yield { kind: 'read', documents: total + bad, messages: messages.length };
  for (const problem of problems.slice(0, PROBLEMS_MAX)) yield { kind: 'problem', ...problem };
  let [done, good] = [0, 0];
  for await (const { message, results, refusal } of run(platform, upload, messages)) {
    for (const problem of refusal) yield { kind: 'problem', ...problem };
    for (const [at, result] of results.entries()) {
      const place = message.places[at] ?? { number: '', sheet: '', row: 0 };
      const { kind: outcome, returnStatus, findings } = result;
      if (outcome !== 'refused' && outcome !== 'rejected') good += 1;
      yield { kind: 'document', type: message.type, ...place, outcome, returnStatus, findings };
    }
    done += message.places.length;
    yield { kind: 'progress', done, total };
  }
  yield { kind: 'end', good, bad: total + bad - good };
}

type Told = {
  readonly message: Prepared;
  readonly results: readonly Pick<FilingResult, 'kind' | 'returnStatus' | 'findings'>[];
  readonly refusal: readonly CellProblem[];
};

// So many messages are tried in one transaction: lists then find papers of the same file.
const TRIED_TOGETHER = 20;

async function* run(
  platform: Platform,
  upload: Upload,
  messages: readonly Prepared[],
): AsyncGenerator<Told> {
  if (upload.mode === 'file') {
    for (const message of messages) yield await fileMessage(platform, upload, message);
    return;
  }
  for (let from = 0; from < messages.length; from += TRIED_TOGETHER) {
    const part = messages.slice(from, from + TRIED_TOGETHER);
    yield* await tryMessages(platform, upload, part);
  }
}

async function fileMessage(
  { takeMessages, gateway, dispatcher }: Platform,
  { caller }: Upload,
  message: Prepared,
): Promise<Told> {
  const { bytes, isComposedHere } = message;
  const raw = { bytes, caller, transport: 'http' as const, isComposedHere };
  const [received] = await takeMessages([raw]);
  gateway.kick();
  dispatcher.kick();
  const results = (received?.documents ?? []).map(({ outcome }) => outcome);
  const isWhole = results.length === 0;
  return { message, results, refusal: isWhole ? (received?.findings ?? []).map(refusalOf) : [] };
}

async function tryMessages(
  { singleWindow }: Platform,
  { reach }: Upload,
  messages: readonly Prepared[],
): Promise<Told[]> {
  const texts = messages.map(({ bytes }) => bytes.toString('utf8'));
  const tried = await singleWindow.http.preflight({ messages: texts }, { participantCode: reach });
  // The single window answers with what its preflight route shows.
  const { results } = tried as { results: readonly FilingResult[] };
  let from = 0;
  return messages.map((message) => {
    const own = results.slice(from, (from += message.places.length));
    return { message, results: own, refusal: [] };
  });
}

/** Why a whole message was refused: the sender, the signature, the format. */
function refusalOf({ code, field, message, messageZh, fix, fixZh }: Finding): CellProblem {
  const place = { sheet: '', row: 0, column: '', field };
  return { ...place, code, message, messageZh, fix, fixZh: fixZh ?? fix };
}
