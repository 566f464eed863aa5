import type { Queryable } from '@pilotzone/kernel/db';
import type { ExportKind } from '../model/export-case.ts';

/** The message of a trader that a receipt answers, by the place of the receipt. */
type Answered = { readonly place: number; readonly exchangeId: string };

/**
 * Lists by the numbers of a receipt; an empty agentCode is anybody's. `offset 0` keeps it one index
 * probe a number: joined freely, documents are read by whole months.
 */
export async function findAnsweredLists(
  q: Queryable,
  zoneCode: string,
  keys: readonly { copNo: string; agentCode: string }[],
): Promise<Answered[]> {
  return q.query<Answered>(
    `select distinct on (k.place) k.place::int4 as place, t.exchange_id::text as "exchangeId"
       from unnest($2::text[], $3::text[]) with ordinality k (cop_no, agent_code, place)
      cross join lateral (
        select d.declaration_id
        from single_window.declaration d
        where d.zone_code = $1
          and d.cop_no = k.cop_no
          and (k.agent_code = '' or d.agent_code = k.agent_code)
        offset 0
      ) d
      cross join lateral (
        select t.exchange_id, t.attempt
        from single_window.declaration_document t
        where t.zone_code = $1
          and t.declaration_id = d.declaration_id
        offset 0
      ) t
      order by k.place, t.attempt desc`,
    [zoneCode, keys.map((key) => key.copNo), keys.map((key) => key.agentCode)],
  );
}

/** Cancellations and returns by the numbers of a receipt. */
export async function findAnsweredWithdrawals(
  q: Queryable,
  zoneCode: string,
  { kind, keys }: { kind: string; keys: readonly { copNo: string; agentCode: string }[] },
): Promise<Answered[]> {
  return q.query<Answered>(
    `select distinct on (k.place) k.place::int4 as place, w.exchange_id::text as "exchangeId"
       from unnest($2::text[], $3::text[]) with ordinality k (cop_no, agent_code, place)
       join single_window.withdrawal w
         on w.zone_code = $1 and w.cop_no = k.cop_no and w.kind = $4
        and (k.agent_code = '' or w.agent_code = k.agent_code)
      order by k.place, w.exchange_id desc`,
    [zoneCode, keys.map((key) => key.copNo), keys.map((key) => key.agentCode), kind],
  );
}

/** Orders of imports by what a receipt (312) names. */
export async function findAnsweredOrders(
  q: Queryable,
  zoneCode: string,
  keys: readonly { ebpCode: string; orderNo: string }[],
): Promise<Answered[]> {
  return q.query<Answered>(
    `select k.place::int4 as place, o.exchange_id::text as "exchangeId"
       from unnest($2::text[], $3::text[]) with ordinality k (ebp_code, order_no, place)
       join single_window."order" o
         on o.zone_code = $1 and o.ebp_code = k.ebp_code and o.order_no = k.order_no`,
    [zoneCode, keys.map((key) => key.ebpCode), keys.map((key) => key.orderNo)],
  );
}

/** Export cases by their numbers. */
export async function findAnsweredExports(
  q: Queryable,
  zoneCode: string,
  keys: readonly { kind: ExportKind; declarantCode: string; copNo: string; part: number }[],
): Promise<Answered[]> {
  return q.query<Answered>(
    `select k.place::int4 as place, c.exchange_id::text as "exchangeId"
       from unnest($2::text[], $3::text[], $4::text[], $5::int4[])
            with ordinality k (kind, declarant_code, cop_no, part, place)
       join single_window.export_case c
         on c.zone_code = $1 and c.kind = k.kind and c.declarant_code = k.declarant_code
        and c.cop_no = k.cop_no and c.part = k.part`,
    [
      zoneCode,
      keys.map((key) => key.kind),
      keys.map((key) => key.declarantCode),
      keys.map((key) => key.copNo),
      keys.map((key) => key.part),
    ],
  );
}
