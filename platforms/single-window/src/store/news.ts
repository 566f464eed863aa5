import type { Parameter, Queryable } from '@pilotzone/kernel/db';

type Step = {
  position: string;
  declaration_id: string;
  ebp_code: string;
  order_no: string;
  from_status: string | null;
  to_status: string;
  at: number;
  cause: string;
  /** Every organisation that takes part. */
  owners: string[];
};

/** The place of the newest step that can have no predecessor still to come: `xid.position`. */
export async function latestPosition(q: Queryable, zoneCode: string): Promise<string> {
  const rows = await q.query<{ position: string }>(
    `select t.xid::text || '.' || t.position as position
       from single_window.declaration_transition t
      where t.zone_code = $1 and t.xid < pg_snapshot_xmin(pg_current_snapshot())
      order by t.xid desc, t.position desc
      limit 1`,
    [zoneCode],
  );
  return rows[0]?.position ?? '0.0';
}

/** Steps after a position up to another, in the order in which they became visible. */
export async function listSteps(
  q: Queryable,
  zoneCode: string,
  the: { after: string; until: string; participantCode: string | undefined; limit: number },
): Promise<Step[]> {
  const { participantCode } = the;
  const [from, to] = [partsOf(the.after), partsOf(the.until)];
  const parameters: Parameter[] = [zoneCode, ...from, ...to, the.limit];
  const owners = 'd.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code';
  if (participantCode !== undefined) parameters.push(participantCode);
  return q.query<Step>(
    `select t.xid::text || '.' || t.position as position, t.declaration_id, d.ebp_code,
            d.order_no, t.from_status, t.to_status, t.at, t.cause,
            array_remove(array[${owners}], null) as owners
       from single_window.declaration_transition t
       join single_window.declaration d
         on d.zone_code = t.zone_code and d.declaration_id = t.declaration_id
      where t.zone_code = $1 and (t.xid, t.position) > ($2::xid8, $3::int8)
        and (t.xid, t.position) <= ($4::xid8, $5::int8)
        ${participantCode === undefined ? '' : `and $7 in (${owners})`}
      order by t.xid, t.position
      limit $6`,
    parameters,
  );
}

/** A place in the history as SQL compares it. */
export function partsOf(position: string): [xid: string, position: string] {
  const [xid = '0', place = '0'] = position.split('.');
  return [xid, place];
}
