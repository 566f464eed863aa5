import type { Queryable } from '@pilotzone/kernel/db';
import { partsOf } from './news.ts';

/** Steps of a moment, added up: thousands of lists are a handful of rows. */
export type PulseRow = {
  readonly fromStatus: string | null;
  readonly toStatus: string;
  readonly tradeMode: string;
  readonly count: number;
  readonly dutiablePrice: string | null;
};

/** What happened between two places of the history, by step and mode. */
export function sumSteps(
  q: Queryable,
  zoneCode: string,
  { after, until }: { after: string; until: string },
): Promise<PulseRow[]> {
  return q.query<PulseRow>(
    `select t.from_status as "fromStatus", t.to_status as "toStatus",
            d.trade_mode as "tradeMode", count(*)::int4 as count,
            sum(d.dutiable_price) as "dutiablePrice"
       from single_window.declaration_transition t
       join single_window.declaration d
         on d.zone_code = t.zone_code and d.declaration_id = t.declaration_id
      where t.zone_code = $1 and (t.xid, t.position) > ($2::xid8, $3::int8)
        and (t.xid, t.position) <= ($4::xid8, $5::int8)
      group by 1, 2, 3`,
    [zoneCode, ...partsOf(after), ...partsOf(until)],
  );
}

/** The newest releases between two places, without anything that says whose they are. */
export function listReleased(
  q: Queryable,
  zoneCode: string,
  { after, until, limit }: { after: string; until: string; limit: number },
) {
  return q.query<{ orderNo: string; tradeMode: string; dutiablePrice: string | null; at: number }>(
    `select d.order_no as "orderNo", d.trade_mode as "tradeMode",
            d.dutiable_price as "dutiablePrice", t.at
       from single_window.declaration_transition t
       join single_window.declaration d
         on d.zone_code = t.zone_code and d.declaration_id = t.declaration_id
      where t.zone_code = $1 and (t.xid, t.position) > ($2::xid8, $3::int8)
        and (t.xid, t.position) <= ($4::xid8, $5::int8) and t.to_status = 'released'
      order by t.xid desc, t.position desc
      limit $6`,
    [zoneCode, ...partsOf(after), ...partsOf(until), limit],
  );
}

/** Lists filed since a moment by status, lane and mode. */
export function sumStanding(q: Queryable, zoneCode: string, since: number) {
  return q.query<{
    status: string;
    lane: string | null;
    tradeMode: string;
    count: number;
    dutiablePrice: string | null;
    tax: string | null;
  }>(
    `select status, lane, trade_mode as "tradeMode", count(*)::int4 as count,
            sum(dutiable_price) as "dutiablePrice", sum(tax) as tax
       from single_window.declaration
      where zone_code = $1 and filed_at >= to_timestamp($2::float8 / 1000)
      group by 1, 2, 3`,
    [zoneCode, since],
  );
}
