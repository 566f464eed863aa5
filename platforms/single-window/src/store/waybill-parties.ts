import type { Queryable } from '@pilotzone/kernel/db';

/** Whether a participant is named in a live list, or in an export list, under a waybill. */
export async function isPartyOf(
  q: Queryable,
  zoneCode: string,
  the: { participantCode: string; logisticsCode: string; logisticsNo: string },
): Promise<boolean> {
  const rows = await q.query(
    `select 1
       from single_window.declared_waybill w
       join single_window.declaration d
         on d.zone_code = w.zone_code and d.declaration_id = w.declaration_id
      where w.zone_code = $1 and w.logistics_code = $3 and w.logistics_no = $4
        and $2 in (d.ebp_code, d.ebc_code, d.agent_code, d.assure_code)
     union all
     select 1
       from single_window.export_case c
      where c.zone_code = $1 and c.kind = 'list'
        and c.logistics_code = $3 and c.logistics_no = $4
        and $2 in (c.ebp_code, c.ebc_code, c.declarant_code)
     limit 1`,
    [zoneCode, the.participantCode, the.logisticsCode, the.logisticsNo],
  );
  return rows.length > 0;
}
