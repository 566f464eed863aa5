import type { Parameter, Queryable } from '@pilotzone/kernel/db';
import type { DeclarationRow } from '../model/declaration.ts';
import { toDeclaration } from './declarations.ts';

/** Which declarations to list; every given part narrows. */
export type DeclarationFilter = {
  /** Any of them; `undefined`: whatever the status. */
  readonly statuses: readonly string[] | undefined;
  readonly tradeMode: string | undefined;
  readonly orderNo: string | undefined;
  readonly copNo: string | undefined;
  readonly invtNo: string | undefined;
  readonly lane: string | undefined;
  readonly reason: string | undefined;
  /** Filed at or after, and before, this moment; milliseconds. */
  readonly filedFrom: number | undefined;
  readonly filedUntil: number | undefined;
  /** Only declarations in which this enterprise takes part; `undefined`: all of the zone. */
  readonly participantCode: string | undefined;
};

/** Where a page of the list begins, and how long it is. */
export type ListPart = {
  readonly filter: DeclarationFilter;
  /** After the declaration of this id. */
  readonly before: string | undefined;
  /** With the declaration of this id, less `skip` rows. */
  readonly from: string | undefined;
  readonly skip: number;
  readonly limit: number;
};

/** Declarations, newest first. Ids grow with time, so they are the order. */
export async function listDeclarationRows(
  q: Queryable,
  zoneCode: string,
  { filter, before, from, skip, limit }: ListPart,
): Promise<DeclarationRow[]> {
  const { conditions, parameters, add } = conditionsOf(zoneCode, filter);
  add('d.declaration_id < ?::uuid', before);
  add('d.declaration_id <= ?::uuid', from);
  parameters.push(limit, skip);
  const rows = await q.query<Parameters<typeof toDeclaration>[0]>(
    `select d.*
       from single_window.declaration d
      where ${conditions.join('\n        and ')}
      order by d.declaration_id desc
      limit $${parameters.length - 1} offset $${parameters.length}`,
    parameters,
  );
  return rows.map(toDeclaration);
}

/** How many declarations match, and the id of every so-manieth of them, newest first. */
export async function listMarks(
  q: Queryable,
  zoneCode: string,
  { filter, every }: { filter: DeclarationFilter; every: number },
): Promise<{ total: number; marks: readonly string[] }> {
  const { conditions, parameters } = conditionsOf(zoneCode, filter);
  parameters.push(every);
  const rows = await q.query<{ total: number; marks: string[] | null }>(
    `select count(*) as total,
            array_agg(id::text order by place) filter (where place % $${parameters.length} = 1)
              as marks
       from (select d.declaration_id as id,
                    row_number() over (order by d.declaration_id desc) as place
               from single_window.declaration d
              where ${conditions.join('\n                and ')}) numbered`,
    parameters,
  );
  return { total: rows[0]?.total ?? 0, marks: rows[0]?.marks ?? [] };
}

function conditionsOf(zoneCode: string, filter: DeclarationFilter) {
  const parameters: Parameter[] = [zoneCode];
  const conditions = ['d.zone_code = $1'];
  const add = (sql: string, value: Parameter | undefined) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(sql.replaceAll('?', `$${parameters.length}`));
  };
  add('d.status = any(?::text[])', filter.statuses);
  add('d.trade_mode = ?', filter.tradeMode);
  add('d.order_no = ?', filter.orderNo);
  add('d.cop_no = ?', filter.copNo);
  // No index has it (ADR 0011). Asked for by itself it is found by a parallel scan of the table;
  // within the order of ids PostgreSQL would walk all rows one by one.
  add(
    `d.declaration_id = any(array(
       select n.declaration_id
         from single_window.declaration n
        where n.zone_code = $1 and n.invt_no = ?))`,
    filter.invtNo,
  );
  add('d.lane = ?', filter.lane);
  add('d.filed_at >= to_timestamp(?::int8 / 1000.0)', filter.filedFrom);
  add('d.filed_at <= to_timestamp(?::int8 / 1000.0)', filter.filedUntil);
  add(`d.reasons @> jsonb_build_array(jsonb_build_object('code', ?::text))`, filter.reason);
  add(
    '? in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code)',
    filter.participantCode,
  );
  return { parameters, conditions, add };
}

/** One declaration; `undefined` when the zone has none of this id. */
export async function findDeclarationRow(q: Queryable, zoneCode: string, declarationId: string) {
  const rows = await q.query<Parameters<typeof toDeclaration>[0]>(
    `select d.*
       from single_window.declaration d
      where d.zone_code = $1 and d.declaration_id = $2::uuid`,
    [zoneCode, declarationId],
  );
  return rows[0] && toDeclaration(rows[0]);
}

/** The declaration under an order's number; `undefined` when there is none. */
export async function findByOrder(
  q: Queryable,
  zoneCode: string,
  { ebpCode, orderNo }: { ebpCode: string; orderNo: string },
) {
  const rows = await q.query<Parameters<typeof toDeclaration>[0]>(
    `select d.*
       from single_window.declaration d
      where d.zone_code = $1 and d.ebp_code = $2 and d.order_no = $3`,
    [zoneCode, ebpCode, orderNo],
  );
  return rows[0] && toDeclaration(rows[0]);
}

/** Whether customs has released a list that this broker declared for this merchant. */
export async function hasDeclaredFor(
  q: Queryable,
  zoneCode: string,
  { agentCode, ebcCode }: { agentCode: string; ebcCode: string },
): Promise<boolean> {
  const rows = await q.query(
    `select 1
       from single_window.declaration
      where zone_code = $1 and agent_code = $2 and ebc_code = $3 and released_on is not null
      limit 1`,
    [zoneCode, agentCode, ebcCode],
  );
  return rows.length > 0;
}

/**
 * All declarations of the zone with their receipts' statuses, in order of platform and order
 * number: `clear`.
 */
export async function listResults(
  q: Queryable,
  zoneCode: string,
  { after, limit }: { after: { ebpCode: string; orderNo: string }; limit: number },
): Promise<(DeclarationRow & { receipts: readonly string[] })[]> {
  const rows = await q.query<Parameters<typeof toDeclaration>[0] & { receipts: string[] | null }>(
    `select d.*, (select array_agg(r.return_status order by r.return_time, r.received_at)
                    from single_window.receipt r
                   where r.zone_code = d.zone_code and r.declaration_id = d.declaration_id
                     and r.attempt = d.attempt) as receipts
       from single_window.declaration d
      where d.zone_code = $1 and (d.ebp_code, d.order_no) > ($2, $3)
      order by d.ebp_code, d.order_no
      limit $4`,
    [zoneCode, after.ebpCode, after.orderNo, limit],
  );
  return rows.map((row) => ({ ...toDeclaration(row), receipts: row.receipts ?? [] }));
}

/**
 * Counts by status and lane since a moment, for the overview; of one enterprise where it is named.
 */
export async function countByStatus(
  q: Queryable,
  zoneCode: string,
  { since, participantCode }: { since: number; participantCode: string | undefined },
) {
  const mine = '$3 in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code)';
  return q.query<{
    status: string;
    lane: string | null;
    count: number;
    tax: string | null;
    dutiablePrice: string | null;
  }>(
    `select d.status, d.lane, count(*) as count, sum(d.tax) as tax,
            sum(d.dutiable_price) as "dutiablePrice"
       from single_window.declaration d
      where d.zone_code = $1
        and d.filed_at >= to_timestamp($2::float8 / 1000)
        ${participantCode === undefined ? '' : `and ${mine}`}
      group by d.status, d.lane`,
    participantCode === undefined ? [zoneCode, since] : [zoneCode, since, participantCode],
  );
}

/** What a declaration did to its buyer's allowance, oldest first. */
export async function listAllowanceEffects(q: Queryable, declarationId: string) {
  return q.query<{
    year: number;
    attempt: number;
    kind: 'spend' | 'restore' | 'correct';
    amount: string;
    at: number;
  }>(
    `select e.year, e.attempt, e.kind, e.amount, e.at
       from single_window.allowance_entry e
       join single_window.declaration d
         on d.buyer_key = e.buyer_key and d.declaration_id = e.declaration_id
      where e.declaration_id = $1::uuid
      order by e.attempt, e.at`,
    [declarationId],
  );
}

/** The messages in which a declaration came, by attempt. */
export async function listListMessages(q: Queryable, zoneCode: string, declarationId: string) {
  return q.query<{ attempt: number; exchangeId: string; filedAt: number }>(
    `select attempt, exchange_id as "exchangeId", filed_at as "filedAt"
       from single_window.declaration_document
      where zone_code = $1 and declaration_id = $2::uuid
      order by attempt`,
    [zoneCode, declarationId],
  );
}

/** The steps of a declaration, oldest first. */
export async function listTransitions(q: Queryable, zoneCode: string, declarationId: string) {
  return q.query<{
    version: number;
    attempt: number;
    from_status: string | null;
    to_status: string;
    at: number;
    cause: string;
    actor: string | null;
  }>(
    `select version, attempt, from_status, to_status, at, cause, actor
       from single_window.declaration_transition
      where zone_code = $1 and declaration_id = $2::uuid
      order by version`,
    [zoneCode, declarationId],
  );
}

/** Counts and released tax of the whole zone. */
export async function countAllByStatus(q: Queryable, zoneCode: string) {
  return q.query<{ status: string; count: number; tax: string | null }>(
    `select d.status, count(*) as count, sum(d.tax) as tax
       from single_window.declaration d
      where d.zone_code = $1
      group by d.status`,
    [zoneCode],
  );
}

/** Those of these numbers of customs that lists of the zone have. */
export async function findListNumbers(
  q: Queryable,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ invtNo: string }>(
    `select distinct d.invt_no as "invtNo"
       from single_window.declaration d
      where d.zone_code = $1 and d.invt_no = any($2)`,
    [zoneCode, invtNos],
  );
  return new Set(rows.map(({ invtNo }) => invtNo));
}
