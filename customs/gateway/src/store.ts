import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';

/** A message in the queue to customs. */
export type Outbound = {
  readonly exchangeId: string;
  readonly messageType: string;
  readonly subjectIds: readonly string[];
};

/** Puts messages into the queue; sent after the transaction commits. */
export async function insertOutbound(
  tx: Tx,
  zoneCode: string,
  { messages, now }: { messages: readonly Outbound[]; now: number },
): Promise<void> {
  await tx.append<Outbound>(
    'gateway.outbound',
    [
      ['zone_code', 'text', () => zoneCode],
      ['exchange_id', 'uuid', (row) => row.exchangeId],
      ['message_type', 'text', (row) => row.messageType],
      ['subject_ids', 'uuid[]', (row) => row.subjectIds],
      ['state', 'text', () => 'queued'],
      ['queued_at', 'timestamptz', () => now],
      ['next_at', 'timestamptz', () => now],
    ],
    messages,
  );
}

/**
 * Takes due messages, oldest first, under a lease: another process takes them when this one is
 * lost.
 */
export async function claimDue(
  q: Queryable,
  zoneCode: string,
  { now, leaseUntil, limit }: { now: number; leaseUntil: number; limit: number },
): Promise<(Outbound & { attempts: number })[]> {
  const rows = await q.query<{
    exchange_id: string;
    message_type: string;
    subject_ids: string[];
    attempts: number;
  }>(
    `update gateway.outbound o
        set state = 'sending', attempts = o.attempts + 1, next_at = to_timestamp($3::float8 / 1000)
      where (o.zone_code, o.exchange_id) in
            (select zone_code, exchange_id
               from gateway.outbound
              where zone_code = $1 and state in ('queued', 'sending') and next_at <= to_timestamp($2::float8 / 1000)
              order by next_at, exchange_id
              limit $4
                for update skip locked)
    returning o.exchange_id, o.message_type, o.subject_ids, o.attempts`,
    [zoneCode, now, leaseUntil, limit],
  );
  return rows
    .map((row) => ({
      exchangeId: row.exchange_id,
      messageType: row.message_type,
      subjectIds: row.subject_ids,
      attempts: row.attempts,
    }))
    .sort((a, b) => (a.exchangeId < b.exchangeId ? -1 : 1));
}

/** Notes that customs took these messages. */
export async function markSent(
  q: Queryable,
  zoneCode: string,
  { ids, now }: { ids: readonly string[]; now: number },
) {
  await q.query(
    `update gateway.outbound
        set state = 'sent', sent_at = to_timestamp($3::float8 / 1000), last_error = null
      where zone_code = $1 and exchange_id = any($2::uuid[])`,
    [zoneCode, ids, now],
  );
}

/** Puts messages back that could not be sent, to be tried at `nextAt`. */
export async function markFailed(
  q: Queryable,
  zoneCode: string,
  { ids, nextAt, error }: { ids: readonly string[]; nextAt: number; error: string },
) {
  await q.query(
    `update gateway.outbound
        set state = 'queued', next_at = to_timestamp($3::float8 / 1000), last_error = $4
      where zone_code = $1 and exchange_id = any($2::uuid[])`,
    [zoneCode, ids, nextAt, error],
  );
}

/** Messages sent before `before` that nobody has looked after yet. */
export async function listUnanswered(
  q: Queryable,
  zoneCode: string,
  options: { before: number; limit: number },
) {
  const rows = await q.query<{ exchange_id: string; subject_ids: string[] }>(
    `select exchange_id, subject_ids
       from gateway.outbound
      where zone_code = $1 and state = 'sent' and sent_at <= to_timestamp($2::float8 / 1000)
      order by sent_at
      limit $3`,
    [zoneCode, options.before, options.limit],
  );
  return rows.map((row) => ({ exchangeId: row.exchange_id, subjectIds: row.subject_ids }));
}

/** Closes messages whose declarations were answered or sent again. */
export async function markAnswered(
  q: Queryable,
  zoneCode: string,
  ids: readonly string[],
): Promise<void> {
  await q.query(
    `update gateway.outbound set state = 'answered' where zone_code = $1 and exchange_id = any($2::uuid[])`,
    [zoneCode, ids],
  );
}

/** How many messages wait, and since when the oldest does. */
export async function queueState(
  q: Queryable,
  zoneCode: string,
): Promise<{ waiting: number; oldest: number | null }> {
  const rows = await q.query<{ waiting: number; oldest: number | null }>(
    `select count(*) as waiting, min(queued_at) as oldest
       from gateway.outbound
      where zone_code = $1 and state in ('queued', 'sending')`,
    [zoneCode],
  );
  return rows[0] ?? { waiting: 0, oldest: null };
}

/** What the simulator decided about a list. */
export type SimulatedList = {
  readonly agentCode: string;
  readonly copNo: string;
  readonly appTime: string;
  readonly preNo: string;
  readonly invtNo: string;
  readonly returnStatus: string;
  readonly returnInfo: string;
};

const stageSimulated = defineStage<SimulatedList & { zoneCode: string; decidedAt: number }>(
  'stage_simulated',
  [
    ['zone_code', 'text', (row) => row.zoneCode],
    ['agent_code', 'text', (row) => row.agentCode],
    ['cop_no', 'text', (row) => row.copNo],
    ['app_time', 'text', (row) => row.appTime],
    ['pre_no', 'text', (row) => row.preNo],
    ['invt_no', 'text', (row) => row.invtNo],
    ['return_status', 'text', (row) => row.returnStatus],
    ['return_info', 'text', (row) => row.returnInfo],
    ['decided_at', 'timestamptz', (row) => row.decidedAt],
  ],
);

/**
 * Keeps new decisions and returns what stands for each list: a list decided before keeps its
 * numbers.
 */
export async function saveSimulated(
  tx: Tx,
  zoneCode: string,
  { lists, now }: { lists: readonly SimulatedList[]; now: number },
): Promise<SimulatedList[]> {
  await tx.stage(
    stageSimulated,
    lists.map((row) => ({ ...row, zoneCode, decidedAt: now })),
  );
  const inserted = await tx.query<{ agent_code: string }>(
    `insert into gateway.simulator_list
            (zone_code, agent_code, cop_no, app_time, pre_no, invt_no, return_status, return_info, decided_at)
     select zone_code, agent_code, cop_no, app_time, pre_no, invt_no, return_status, return_info, decided_at
       from stage_simulated
         on conflict do nothing
     returning agent_code`,
  );
  return inserted.length === lists.length ? [...lists] : loadSimulated(tx);
}

/** The decisions that stand for the staged lists. */
async function loadSimulated(tx: Tx): Promise<SimulatedList[]> {
  const rows = await tx.query<
    Record<
      'agent_code' | 'cop_no' | 'app_time' | 'pre_no' | 'invt_no' | 'return_status' | 'return_info',
      string
    >
  >(
    `select l.agent_code, l.cop_no, l.app_time, l.pre_no, l.invt_no, l.return_status, l.return_info
       from stage_simulated s
      cross join lateral (select *
                            from gateway.simulator_list l
                           where l.zone_code = s.zone_code and l.agent_code = s.agent_code
                             and l.cop_no = s.cop_no and l.app_time = s.app_time
                          offset 0) l`,
  );
  return rows.map((row) => ({
    agentCode: row.agent_code,
    copNo: row.cop_no,
    appTime: row.app_time,
    preNo: row.pre_no,
    invtNo: row.invt_no,
    returnStatus: row.return_status,
    returnInfo: row.return_info,
  }));
}

/** The first number of a fresh block of 1,000. */
export async function nextBlock(q: Queryable, sequence: 'pre_no' | 'invt_no'): Promise<number> {
  const rows = await q.query<{ first: number }>(
    `select nextval('gateway.simulator_${sequence}_seq') as first`,
  );
  return rows[0]?.first ?? 1;
}
