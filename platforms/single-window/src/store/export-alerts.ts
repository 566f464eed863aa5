import type { Parameter, Queryable, Tx } from '@pilotzone/kernel/db';

/** A list that somebody should look after. */
export type AgeingExport = {
  readonly caseId: string;
  readonly ebpCode: string;
  readonly subjectKey: string;
  readonly filedAt: number;
  readonly status: 'waiting' | 'closed';
  readonly closedOn: string | null;
};

const COLUMNS = `c.case_id::text as "caseId", c.ebp_code as "ebpCode",
       c.subject_key as "subjectKey", c.filed_at as "filedAt", c.status,
       c.closed_on as "closedOn"`;

const WAITS = `c.kind = 'list' and c.status = 'waiting'
        and c.filed_at < to_timestamp($2::float8 / 1000)`;

/** Closed lists that are summed up (B) and stand in no declaration form yet. */
const UNSUMMED = `c.kind = 'list' and c.status = 'closed' and c.statistics_flag = 'B'
        and c.closed_on < $3::date
        and not exists (select 1 from single_window.summary_declaration_line l
                         where l.zone_code = c.zone_code and l.list_id = c.case_id)`;

/** Which lists count: filed before a moment and waiting, or closed before a day and not summed. */
export type Ageing = {
  readonly filedBefore: number;
  readonly closedBefore: string;
  readonly limit: number;
};

/** The oldest of them; of one enterprise where it is named. */
export async function listAgeingExports(
  q: Queryable,
  zoneCode: string,
  { participantCode, ...ageing }: Ageing & { participantCode: string | undefined },
): Promise<AgeingExport[]> {
  const mine = `and $5 in (c.ebp_code, c.ebc_code, c.declarant_code, c.logistics_code)`;
  const parameters: Parameter[] = [zoneCode, ageing.filedBefore, ageing.closedBefore, ageing.limit];
  if (participantCode !== undefined) parameters.push(participantCode);
  const whose = participantCode === undefined ? '' : mine;
  return q.query<AgeingExport>(
    `select *
       from ((select ${COLUMNS} from single_window.export_case c
               where c.zone_code = $1 and ${WAITS} ${whose} order by c.filed_at limit $4)
             union all
             (select ${COLUMNS} from single_window.export_case c
               where c.zone_code = $1 and ${UNSUMMED} ${whose} order by c.closed_on limit $4)) a
      order by coalesce(a."closedOn"::timestamptz, a."filedAt")
      limit $4`,
    parameters,
  );
}

/** Marks those that are new, and returns them: each list is told of once. */
export async function markAgeingExports(
  tx: Tx,
  zoneCode: string,
  { filedBefore, closedBefore, limit, now }: Ageing & { now: number },
): Promise<AgeingExport[]> {
  return tx.query<AgeingExport>(
    `update single_window.export_case c
        set alerted_at = to_timestamp($5::float8 / 1000)
      where c.zone_code = $1 and c.case_id in
            (select c.case_id from single_window.export_case c
              where c.zone_code = $1 and c.alerted_at is null
                and ((${WAITS}) or (${UNSUMMED}))
              limit $4)
    returning ${COLUMNS}`,
    [zoneCode, filedBefore, closedBefore, limit, now],
  );
}
