import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import type { Queryable } from '@pilotzone/kernel/db';

type Record = {
  zone_code: string;
  exchange_id: string;
  chain_no: number;
  chain_seq: number;
  at: string;
  direction: string;
  counterparty: string;
  message_type: string;
  refused: boolean;
  sha256: Buffer;
  chain_hash: Buffer;
  encoding: string;
  body_length: number;
  body: Buffer;
};

type Head = { chain_no: number; last_seq: number; last_hash: Buffer };

const PAGE = 2_000;

/**
 * Verifies the exchange log by its published form (docs/protocols/evidence.md) and nothing of the
 * platform's own verifier. Returns what is wrong.
 */
export async function auditChain(books: Queryable): Promise<string[]> {
  const heads = await books.query<Head>(
    'select chain_no, last_seq, last_hash from information_sharing.exchange_chain',
  );
  const problems: string[] = [];
  let records = 0;
  for (const head of heads) records += await walk(books, head, problems);
  const [all] = await books.query<{ count: number }>(
    'select count(*) as count from information_sharing.exchange_record',
  );
  const stored = all?.count;
  if (stored !== records)
    problems.push(`${String(stored)} records are stored, ${String(records)} chained`);
  return problems;
}

async function walk(books: Queryable, head: Head, problems: string[]): Promise<number> {
  let hash: Buffer = Buffer.alloc(32);
  let seq = 0;
  for (;;) {
    const rows = await books.query<Record>(
      `select *, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
         from information_sharing.exchange_record
        where chain_no = $1 and chain_seq > $2
        order by chain_seq
        limit ${String(PAGE)}`,
      [head.chain_no, seq],
      { body: 'bytes' },
    );
    for (const row of rows) {
      seq += 1;
      const where = `chain ${String(head.chain_no)} no. ${String(seq)} (${row.exchange_id})`;
      hash = linkOf(hash, row);
      if (row.chain_seq !== seq) problems.push(`${where} is missing`);
      if (!hash.equals(row.chain_hash)) problems.push(`${where} is not what was chained`);
      const body = row.encoding === 'br' ? brotliDecompressSync(row.body) : row.body;
      if (!createHash('sha256').update(body).digest().equals(row.sha256))
        problems.push(`${where} has other bytes than its hash says`);
      if (body.byteLength !== row.body_length) problems.push(`${where} has another length`);
    }
    if (rows.length < PAGE) break;
  }
  if (head.last_seq !== seq || !hash.equals(head.last_hash))
    problems.push(`the head of chain ${String(head.chain_no)} is not its last record`);
  return seq;
}

function linkOf(previous: Buffer, row: Record): Buffer {
  const header = JSON.stringify([
    'pilotzone-exchange-1',
    row.zone_code,
    row.chain_no,
    row.chain_seq,
    row.exchange_id,
    row.at,
    row.direction,
    row.counterparty,
    row.message_type,
    row.refused,
    row.body_length,
  ]);
  return createHash('sha256').update(previous).update(header).update(row.sha256).digest();
}
