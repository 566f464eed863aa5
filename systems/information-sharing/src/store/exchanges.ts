import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import type { ChainedExchange } from '../model/exchange-chain.ts';

/** Head of one chain. */
export type ChainHead = {
  readonly chainNo: number;
  readonly lastSeq: number;
  readonly lastHash: Buffer;
};

/** A record with its body as stored. */
export type StoredExchange = ChainedExchange & {
  readonly encoding: 'br' | 'identity';
  readonly body: Buffer;
};

// As many writers may append at once. A process has four batch connections, so two processes never
// wait.
const CHAINS = 8;

const HEAD = 'chain_no as "chainNo", last_seq as "lastSeq", last_hash as "lastHash"';

/**
 * Locks the head of any chain that no other writer holds until the transaction ends; waits for one,
 * chosen by `spread` (any non-negative integer), when all are held.
 */
export async function lockFreeChain(tx: Tx, zoneCode: string, spread: number): Promise<ChainHead> {
  const free = await findFreeHead(tx, zoneCode);
  if (free) return free;
  // All are held, or the zone has none yet.
  await createChains(tx, zoneCode);
  return (await findFreeHead(tx, zoneCode)) ?? lockChain(tx, zoneCode, spread % CHAINS);
}

async function findFreeHead(tx: Tx, zoneCode: string): Promise<ChainHead | undefined> {
  const rows = await tx.query<ChainHead>(
    `select ${HEAD}
    from information_sharing.exchange_chain
    where zone_code = $1
    order by chain_no
    limit 1
    for update skip locked`,
    [zoneCode],
  );
  return rows[0];
}

async function createChains(tx: Tx, zoneCode: string): Promise<void> {
  await tx.query(
    `insert into information_sharing.exchange_chain (zone_code, chain_no, last_seq, last_hash)
    select $1, chain_no, 0, decode(repeat('00', 32), 'hex')
    from generate_series(0, $2::int4 - 1) as chain_no
    on conflict on constraint exchange_chain_pkey do nothing`,
    [zoneCode, CHAINS],
  );
}

/** Locks the head of chain `chainNo` until the transaction ends; waits for another writer. */
export async function lockChain(tx: Tx, zoneCode: string, chainNo: number): Promise<ChainHead> {
  const rows = await tx.query<ChainHead>(
    `select ${HEAD}
    from information_sharing.exchange_chain
    where zone_code = $1 and chain_no = $2
    for update`,
    [zoneCode, chainNo],
  );
  const head = rows[0];
  assert(head, `exchange chain ${chainNo} of ${zoneCode} has no head`);
  return head;
}

function boundTo({ exchangeId }: { readonly exchangeId: string }): string {
  return `exchange ${exchangeId}`;
}

const RECORD_COLUMNS: readonly Column<StoredExchange>[] = [
  ['zone_code', 'text', (row) => row.zoneCode],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['chain_no', 'int4', (row) => row.chainNo],
  ['chain_seq', 'int8', (row) => row.chainSeq],
  ['at', 'timestamptz', (row) => row.at],
  ['direction', 'text', (row) => row.direction],
  ['counterparty', 'text', (row) => row.counterparty],
  ['message_type', 'text', (row) => row.messageType],
  ['refused', 'bool', (row) => row.refused],
  ['sha256', 'bytea', (row) => row.sha256],
  ['chain_hash', 'bytea', (row) => row.chainHash],
  ['encoding', 'text', (row) => row.encoding],
  ['body_length', 'int8', (row) => row.bodyLength],
  ['body', 'sealed', (row) => row.body, boundTo],
];

/**
 * Appends records that were chained behind a head locked by this transaction, and moves that head.
 */
export async function appendExchanges(tx: Tx, records: readonly StoredExchange[]): Promise<void> {
  const last = records.at(-1);
  if (!last) return;
  await tx.append('information_sharing.exchange_record', RECORD_COLUMNS, records);
  await tx.query(
    `update information_sharing.exchange_chain
    set last_seq = $3, last_hash = $4
    where zone_code = $1 and chain_no = $2`,
    [last.zoneCode, last.chainNo, last.chainSeq, last.chainHash],
  );
}

/** A body as it was compressed; null when its seal was broken. */
export type StoredBody = {
  readonly exchangeId: string;
  readonly encoding: string;
  readonly bodyLength: number;
  readonly body: Buffer | null;
};

/** Bodies of the ids that exist, in any order; of one that is another record's, nothing. */
export function findBodies(
  q: Queryable,
  zoneCode: string,
  exchangeIds: readonly string[],
): Promise<StoredBody[]> {
  return q.query(BODIES, [zoneCode, exchangeIds], { body: { as: 'sound-bytes', boundTo } });
}

/** The same for whoever proves them by their hashes, and says what was exchanged for what. */
export function findBodiesAsTheyStand(
  q: Queryable,
  zoneCode: string,
  exchangeIds: readonly string[],
): Promise<StoredBody[]> {
  return q.query(BODIES, [zoneCode, exchangeIds], { body: 'sound-bytes' });
}

const BODIES = `select exchange_id as "exchangeId", encoding, body_length as "bodyLength", body
    from information_sharing.exchange_record
    where zone_code = $1 and exchange_id = any($2::uuid[])`;

const RECORD = `zone_code as "zoneCode", exchange_id as "exchangeId", chain_no as "chainNo",
  chain_seq as "chainSeq", at, direction, counterparty, message_type as "messageType", refused,
  body_length as "bodyLength", sha256, chain_hash as "chainHash"`;

export type ExchangeFilter = {
  readonly direction?: 'in' | 'out' | undefined;
  readonly counterparty?: string | undefined;
  readonly messageType?: string | undefined;
  readonly refused?: boolean | undefined;
  /** Inclusive. */
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly until?: Instant | undefined;
  /** Only records older than this id. */
  readonly before?: string | undefined;
  readonly exchangeId?: string | undefined;
  /** At most this many. */
  readonly limit: number;
};

/** Records without bodies, newest first. */
export async function listRecords(
  q: Queryable,
  zoneCode: string,
  filter: ExchangeFilter,
): Promise<ChainedExchange[]> {
  return q.query<ChainedExchange>(
    `select ${RECORD}
    from information_sharing.exchange_record
    where zone_code = $1
      and ($2::text is null or direction = $2)
      and ($3::text is null or counterparty = $3)
      and ($4::text is null or message_type = $4)
      and ($5::bool is null or refused = $5)
      and ($6::int8 is null or at >= to_timestamp($6::int8 / 1000.0))
      and ($7::int8 is null or at < to_timestamp($7::int8 / 1000.0))
      and ($8::uuid is null or exchange_id < $8)
      and ($9::uuid is null or exchange_id = $9)
    order by exchange_id desc
    limit $10`,
    [
      zoneCode,
      filter.direction ?? null,
      filter.counterparty ?? null,
      filter.messageType ?? null,
      filter.refused ?? null,
      filter.from ?? null,
      filter.until ?? null,
      filter.before ?? null,
      filter.exchangeId ?? null,
      filter.limit,
    ],
  );
}

/** Heads of all chains of all zones, in order. */
export async function listHeads(q: Queryable): Promise<(ChainHead & { zoneCode: string })[]> {
  return q.query(
    `select zone_code as "zoneCode", ${HEAD}
    from information_sharing.exchange_chain
    order by zone_code, chain_no`,
  );
}

/** A record without body, and how many bytes its body takes as stored. */
export type RecordOnPage = ChainedExchange & {
  readonly encoding: string;
  readonly storedLength: number;
};

/** The next `limit` records of a chain behind `afterSeq`, without bodies, in order of the chain. */
export async function listChainPage(
  q: Queryable,
  chain: { readonly zoneCode: string; readonly chainNo: number },
  page: { readonly afterSeq: number; readonly upToSeq: number; readonly limit: number },
): Promise<RecordOnPage[]> {
  return q.query<RecordOnPage>(
    `select ${RECORD}, encoding, octet_length(body)::int8 as "storedLength"
    from information_sharing.exchange_record
    where zone_code = $1 and chain_no = $2 and chain_seq > $3 and chain_seq <= $4
    order by chain_seq
    limit $5`,
    [chain.zoneCode, chain.chainNo, page.afterSeq, page.upToSeq, page.limit],
  );
}

/**
 * The first record outside 1..head of each chain, also of chains without a head; one snapshot, so
 * that writers do not disturb it. Skips from chain to chain by index instead of reading the log.
 */
export async function findRecordsOutsideChains(q: Queryable): Promise<ChainedExchange[]> {
  return q.query<ChainedExchange>(
    `with recursive chain as (
      (
        select zone_code, chain_no
        from information_sharing.exchange_record
        order by zone_code, chain_no
        limit 1
      )
      union all
      select next.zone_code, next.chain_no
      from chain
      cross join lateral (
        select zone_code, chain_no
        from information_sharing.exchange_record as record
        where (record.zone_code, record.chain_no) > (chain.zone_code, chain.chain_no)
        order by zone_code, chain_no
        limit 1
      ) as next
    ),
    bound as (
      select chain.zone_code, chain.chain_no, coalesce(head.last_seq, 0) as last_seq
      from chain
      left join information_sharing.exchange_chain as head
        on head.zone_code = chain.zone_code and head.chain_no = chain.chain_no
    )
    select ${RECORD}
    from (
      select outside.*
      from bound
      cross join lateral (
        (
          select *
          from information_sharing.exchange_record as record
          where record.zone_code = bound.zone_code
            and record.chain_no = bound.chain_no
            and record.chain_seq > bound.last_seq
          order by record.chain_seq
          limit 1
        )
        union all
        (
          select *
          from information_sharing.exchange_record as record
          where record.zone_code = bound.zone_code
            and record.chain_no = bound.chain_no
            and record.chain_seq < 1
          order by record.chain_seq
          limit 1
        )
      ) as outside
    ) as record`,
  );
}

/** `count` numbers that no other caller gets, below a billion. */
export async function nextIntakeNumbers(q: Queryable, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await q.query<{ no: number }>(
    `select nextval('information_sharing.intake_no') as no from generate_series(1, $1::int4)`,
    [count],
  );
  return rows.map((row) => row.no);
}
