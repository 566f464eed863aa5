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

/** Steps after a position, in the order in which they became visible. */
export async function listSteps(
  q: Queryable,
  zoneCode: string,
  {
    after,
    participantCode,
    limit,
  }: { after: string; participantCode: string | undefined; limit: number },
): Promise<Step[]> {
  const [xid = '0', position = '0'] = after.split('.');
  const parameters: Parameter[] = [zoneCode, xid, position, limit];
  const mine = '$5 in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code)';
  if (participantCode !== undefined) parameters.push(participantCode);
  return q.query<Step>(
    `select t.xid::text || '.' || t.position as position, t.declaration_id, d.ebp_code,
            d.order_no, t.from_status, t.to_status, t.at, t.cause
       from single_window.declaration_transition t
       join single_window.declaration d
         on d.zone_code = t.zone_code and d.declaration_id = t.declaration_id
      where t.zone_code = $1 and (t.xid, t.position) > ($2::xid8, $3::int8)
        and t.xid < pg_snapshot_xmin(pg_current_snapshot())
        ${participantCode === undefined ? '' : `and ${mine}`}
      order by t.xid, t.position
      limit $4`,
    parameters,
  );
}
