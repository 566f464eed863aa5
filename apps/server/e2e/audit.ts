import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { ExpectedDeclaration } from '@pilotzone/generator/expected';
import type { Queryable } from '@pilotzone/kernel/db';
import { auditBooks } from './audit-books.ts';
import { auditChain } from './audit-chain.ts';
import type { Load, LoadMessage } from './load.ts';

const EXAMPLES = 5;

/**
 * Everything that must hold at the end, by code that is not the platform's: what was acknowledged
 * is there once, every declaration is where it must be, the books balance, the chain holds. Returns
 * what is wrong.
 */
export async function auditPlatform(
  books: Queryable,
  { load, answers }: { load: Load; answers: readonly Uint8Array[] },
): Promise<string[]> {
  return [
    ...(await auditOutcomes(books, load.expected)),
    ...(await auditMessages(books, load.messages)),
    ...(await auditBooks(books)),
    ...(await auditChain(books)),
    ...(await auditDeadLetters(books)),
    ...(await auditAnswers(books, load.messages, answers)),
  ];
}

type Row = {
  ebp_code: string;
  order_no: string;
  status: string;
  tax: string | null;
  codes: unknown;
};

// Red lists wait for an officer of the zone, which the generator does not know.
const AS_GOOD_AS: Readonly<Record<string, readonly string[]>> = {
  released: ['released', 'held'],
  rejected: ['rejected'],
  waiting: ['waiting'],
  staged: ['staged'],
};

async function auditOutcomes(books: Queryable, expected: readonly ExpectedDeclaration[]) {
  const rows = await books.query<Row>(
    `select ebp_code, order_no, status, tax, jsonb_path_query_array(reasons, '$[*].code') as codes
       from single_window.declaration`,
  );
  const byKey = new Map(rows.map((row) => [`${row.ebp_code} ${row.order_no}`, row]));
  const problems: string[] = [];
  for (const { ebpCode, orderNo, outcome, tax } of expected) {
    const row = byKey.get(`${ebpCode} ${orderNo}`);
    byKey.delete(`${ebpCode} ${orderNo}`);
    if (!row) problems.push(`order ${orderNo} has no declaration`);
    else if (!AS_GOOD_AS[outcome]?.includes(row.status))
      problems.push(
        `order ${orderNo} is ${row.status}, not ${outcome}: ${JSON.stringify(row.codes)}`,
      );
    else if (tax && row.status === 'released' && Number(row.tax) !== Number(tax.total))
      problems.push(`order ${orderNo} pays ${String(row.tax)}, not ${tax.total}`);
  }
  for (const key of byKey.keys()) problems.push(`nobody declared ${key}`);
  return problems.length > EXAMPLES
    ? [...problems.slice(0, EXAMPLES), `${String(problems.length)} such`]
    : problems;
}

/** Acknowledged and there: bare messages at least once, those with an id exactly once. */
async function auditMessages(books: Queryable, messages: readonly LoadMessage[]) {
  const rows = await books.query<{ sha256: string; count: number; refused: boolean }>(
    `select encode(sha256, 'hex') as sha256, count(*) as count, bool_or(refused) as refused
       from information_sharing.exchange_record
      where direction = 'in' and counterparty <> 'customs'
      group by sha256`,
  );
  const kept = new Map(rows.map((row) => [row.sha256, row]));
  const problems = messages.flatMap(({ id, way, sha256 }) => {
    const row = kept.get(sha256);
    if (!row) return [`message ${id} (${way}) was acknowledged and is not there`];
    if (row.refused) return [`message ${id} (${way}) was refused`];
    if (way !== 'http' && row.count !== 1)
      return [`message ${id} is there ${String(row.count)} times`];
    return [];
  });
  return problems.slice(0, EXAMPLES);
}

async function auditDeadLetters(books: Queryable): Promise<string[]> {
  const rows = await books.query<{ channel: string; reason: string }>(
    'select channel, reason from gateway.dead_letter where settled_at is null limit 5',
  );
  return rows.map(({ channel, reason }) => `a dead letter of ${channel}: ${reason}`);
}

// What the broker has for the trader is out of our books, and may be on its way for a while.
const HEARD_WITHIN_MS = 30_000;

/** The trader heard the last word on every list that went through the queue. */
async function auditAnswers(
  books: Queryable,
  messages: readonly LoadMessage[],
  answers: readonly Uint8Array[],
): Promise<string[]> {
  const until = performance.now() + HEARD_WITHIN_MS;
  for (;;) {
    const unheard = await findUnheard(books, messages, answers);
    if (unheard.length === 0 || performance.now() > until) return unheard;
    await sleep(500);
  }
}

async function findUnheard(
  books: Queryable,
  messages: readonly LoadMessage[],
  answers: readonly Uint8Array[],
): Promise<string[]> {
  const heard = new Map<string, Set<string>>();
  for (const answer of answers)
    for (const { copNo, returnStatus } of receiptsIn(answer))
      heard.set(copNo, (heard.get(copNo) ?? new Set()).add(returnStatus));
  const declared = messages
    .filter(({ way }) => way === 'queue')
    .flatMap(({ bytes }) => copNosIn(bytes));
  const rows = await books.query<{ cop_no: string; status: string }>(
    `select cop_no, status
       from single_window.declaration
      where status = 'released' and cop_no = any($1)`,
    [declared],
  );
  return rows
    .filter(({ cop_no: copNo }) => !heard.get(copNo)?.has('800'))
    .slice(0, EXAMPLES)
    .map(({ cop_no: copNo }) => `the trader never heard that ${copNo} is released`);
}

function payloadOf(bytes: Uint8Array) {
  const unwrapped = unwrapDxp(bytes);
  const read = decodeCeb(unwrapped.kind === 'dxp' ? unwrapped.payload : bytes);
  return read.kind === 'message' ? read.message : undefined;
}

function receiptsIn(bytes: Uint8Array) {
  const message = payloadOf(bytes);
  return message?.type === 'CEB622Message' ? message.documents.map(({ head }) => head) : [];
}

function copNosIn(bytes: Uint8Array): string[] {
  const message = payloadOf(bytes);
  if (message?.type !== 'CEB621Message') return [];
  return message.documents.map(({ head }) => head.copNo ?? '');
}

/** What customs and the platform say of each other: the same numbers, each list decided once. */
export async function auditCustoms(platform: Queryable, customs: Queryable): Promise<string[]> {
  const ours = await platform.query<{ key: string; pre_no: string; invt_no: string }>(
    `select agent_code || ' ' || cop_no as key, pre_no, invt_no
       from single_window.declaration
      where invt_no is not null`,
  );
  const theirs = await customs.query<{ key: string; pre_no: string; invt_no: string }>(
    `select agent_code || ' ' || cop_no as key, pre_no, invt_no
       from gateway.simulator_list`,
  );
  const byKey = new Map(theirs.map((row) => [row.key, row]));
  const problems: string[] = [];
  if (byKey.size !== theirs.length) problems.push('customs decided a list twice');
  for (const { key, pre_no: preNo, invt_no: invtNo } of ours) {
    const row = byKey.get(key);
    if (row?.pre_no !== preNo || row.invt_no !== invtNo)
      problems.push(`${key} is ${invtNo} here and ${String(row?.invt_no)} at customs`);
  }
  return problems.slice(0, EXAMPLES);
}
