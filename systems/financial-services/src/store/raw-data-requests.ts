import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { AfterTry, RawDataRequest, RawDataState } from '../model/raw-data.ts';
import { timestamp } from './amounts.ts';

type At = { readonly zoneCode: string; readonly now: Instant };

const COLUMNS = `r.session_id as "sessionId", r.ebp_code as "ebpCode", r.order_no as "orderNo",
  r.pay_code as "payCode", r.service_time as "serviceTime", r.asked_at as "askedAt",
  r.exchange_id as "exchangeId", r.state, r.attempts, r.failures, r.refusals, r.next_at as "nextAt",
  r.last_code as "lastCode", r.last_message as "lastMessage", r.ended_at as "endedAt"`;

/** Keeps a request of customs; returns the one that has this session already. */
export async function insertRequest(
  tx: Tx,
  row: Pick<
    RawDataRequest,
    'sessionId' | 'ebpCode' | 'orderNo' | 'payCode' | 'serviceTime' | 'exchangeId' | 'state'
  >,
  at: At,
): Promise<RawDataRequest | undefined> {
  const inserted = await tx.query(
    `insert into financial_services.raw_data_request (zone_code, session_id, ebp_code, order_no,
       pay_code, service_time, exchange_id, state, asked_at, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${timestamp(9)}, ${timestamp(9)})
     on conflict do nothing
     returning 1`,
    [
      ...[at.zoneCode, row.sessionId, row.ebpCode, row.orderNo, row.payCode, row.serviceTime],
      ...[row.exchangeId, row.state, at.now],
    ],
  );
  if (inserted.length > 0) return undefined;
  const rows = await tx.query<RawDataRequest>(
    `select ${COLUMNS}
     from financial_services.raw_data_request r
     where r.zone_code = $1
       and r.session_id = $2`,
    [at.zoneCode, row.sessionId],
  );
  return rows[0];
}

/** New data came: what was owed is due, and what was given up is worth another try. */
export async function wakeRequests(
  tx: Tx,
  about: { ebpCode: string; payCode: string; orders: readonly string[] },
  at: At,
): Promise<number> {
  const rows = await tx.query(
    `update financial_services.raw_data_request r
     set state = 'due', pay_code = $3, failures = 0, refusals = 0, next_at = ${timestamp(5)},
       ended_at = null
     where r.zone_code = $1
       and r.ebp_code = $2
       and r.order_no = any($4::text[])
       and r.state in ('owed', 'dead')
     returning 1`,
    [at.zoneCode, about.ebpCode, about.payCode, about.orders, at.now],
  );
  return rows.length;
}

/** Takes what is due under a lease: until it ends nobody else takes the same. */
export async function claimDueRequests(
  q: Queryable,
  zoneCode: string,
  claim: { now: Instant; leaseUntil: Instant; limit: number },
): Promise<RawDataRequest[]> {
  return q.query<RawDataRequest>(
    `update financial_services.raw_data_request r
     set next_at = ${timestamp(3)}
     where (r.zone_code, r.session_id) in (
       select d.zone_code, d.session_id
       from financial_services.raw_data_request d
       where d.zone_code = $1
         and d.state = 'due'
         and d.next_at <= ${timestamp(2)}
       order by d.next_at, d.session_id
       limit $4
       for update skip locked)
     returning ${COLUMNS}`,
    [zoneCode, claim.now, claim.leaseUntil, claim.limit],
  );
}

/** A try with what came of it. */
export type Tried = {
  readonly request: Pick<RawDataRequest, 'sessionId'>;
  readonly about: {
    readonly payCode: string;
    readonly payTransactionId: string;
    readonly version: number;
    readonly exchangeId: string;
  };
  readonly after: AfterTry;
};

/** Notes a try for good, and where its request stands after it. */
export async function recordTry(tx: Tx, { request, about, after }: Tried, at: At): Promise<void> {
  const key = [at.zoneCode, request.sessionId];
  const [counted] = await tx.query<{ attempts: number }>(
    `update financial_services.raw_data_request
     set attempts = attempts + 1
     where zone_code = $1
       and session_id = $2
     returning attempts`,
    key,
  );
  await tx.query(
    `insert into financial_services.raw_data_try (zone_code, session_id, attempt, pay_code,
       pay_transaction_id, version, exchange_id, outcome, code, message, tried_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${timestamp(11)})`,
    [
      ...[...key, counted?.attempts ?? 0, about.payCode, about.payTransactionId, about.version],
      ...[about.exchangeId, after.outcome, after.lastCode, after.lastMessage, at.now],
    ],
  );
  // One that was replayed while it was under way may be done by now, and stays so.
  await tx.query(
    `update financial_services.raw_data_request
     set state = $3, failures = $4, refusals = $5, next_at = ${timestamp(6)}, last_code = $7,
       last_message = $8, ended_at = case when $3 = 'due' then null else ${timestamp(9)} end
     where zone_code = $1
       and session_id = $2
       and state = 'due'`,
    [
      ...[...key, after.state, after.failures, after.refusals, after.nextAt],
      ...[after.lastCode, after.lastMessage, at.now],
    ],
  );
}

/** Puts a request back whose raw data are gone: they are owed again. */
export async function markOwed(q: Queryable, zoneCode: string, sessionId: string): Promise<void> {
  await q.query(
    `update financial_services.raw_data_request
     set state = 'owed'
     where zone_code = $1
       and session_id = $2
       and state = 'due'`,
    [zoneCode, sessionId],
  );
}

const OWN = '($3::text is null or $3 in (r.ebp_code, r.pay_code))';

/** Requests, newest first. */
export async function selectRequests(
  q: Queryable,
  zoneCode: string,
  filter: {
    state: RawDataState | undefined;
    owner: string | undefined;
    before: { askedAt: Instant; sessionId: string } | undefined;
    limit: number;
  },
): Promise<RawDataRequest[]> {
  return q.query<RawDataRequest>(
    `select ${COLUMNS}
     from financial_services.raw_data_request r
     where r.zone_code = $1
       and ($2::text is null or r.state = $2)
       and ${OWN}
       and ($4::float8 is null or (r.asked_at, r.session_id) < (${timestamp(4)}, $5))
     order by r.asked_at desc, r.session_id desc
     limit $6`,
    [
      ...[zoneCode, filter.state ?? null, filter.owner ?? null],
      ...[filter.before?.askedAt ?? null, filter.before?.sessionId ?? '', filter.limit],
    ],
  );
}

export type RawDataTryRow = {
  readonly attempt: number;
  readonly outcome: string;
  readonly code: string;
  readonly message: string;
  readonly payTransactionId: string;
  readonly version: number;
  readonly exchangeId: string;
  readonly triedAt: Instant;
};

/** Tries of a request in order. */
export async function selectTries(
  q: Queryable,
  zoneCode: string,
  { sessionId, owner }: { sessionId: string; owner: string | undefined },
): Promise<RawDataTryRow[]> {
  return q.query<RawDataTryRow>(
    `select t.attempt, t.outcome, t.code, t.message, t.pay_transaction_id as "payTransactionId",
       t.version, t.exchange_id as "exchangeId", t.tried_at as "triedAt"
     from financial_services.raw_data_try t
     join financial_services.raw_data_request r using (zone_code, session_id)
     where t.zone_code = $1
       and t.session_id = $2
       and ${OWN}
     order by t.attempt`,
    [zoneCode, sessionId, owner ?? null],
  );
}

/** Makes a request due now, with its refusals forgotten; false when there is none to replay. */
export async function replayRequest(
  q: Queryable,
  { sessionId, owner }: { sessionId: string; owner: string | undefined },
  at: At,
): Promise<boolean> {
  const rows = await q.query(
    `update financial_services.raw_data_request r
     set state = 'due', failures = 0, refusals = 0, next_at = ${timestamp(4)}, ended_at = null
     where r.zone_code = $1
       and r.session_id = $2
       and ${OWN}
       and r.state in ('dead', 'due')
       and exists (
         select 1
         from financial_services.raw_data_order o
         where o.zone_code = r.zone_code
           and o.ebp_code = r.ebp_code
           and o.order_no = r.order_no)
     returning 1`,
    [at.zoneCode, sessionId, owner ?? null, at.now],
  );
  return rows.length > 0;
}
