import type { Queryable, Tx } from '@pilotzone/kernel/db';

type AttemptKey = { readonly declarationId: string; readonly attempt: number };

/** Notes attempts that customs both rejected and released; what is noted stays as it is. */
export async function noteContradictions(
  tx: Tx,
  zoneCode: string,
  { attempts, at }: { attempts: readonly AttemptKey[]; at: number },
): Promise<void> {
  if (attempts.length === 0) return;
  await tx.query(
    `insert into single_window.contradiction (zone_code, declaration_id, attempt, noted_at)
     select $1, k.declaration_id, k.attempt, to_timestamp($4::float8 / 1000)
       from unnest($2::uuid[], $3::int[]) k (declaration_id, attempt)
         on conflict do nothing`,
    [
      zoneCode,
      attempts.map(({ declarationId }) => declarationId),
      attempts.map(({ attempt }) => attempt),
      at,
    ],
  );
}

/** A list whose present attempt customs both rejected and released. */
export type ContradictedList = {
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly since: number;
};

const LIST = `d.declaration_id as "declarationId", d.ebp_code as "ebpCode",
            d.order_no as "orderNo", c.noted_at as since`;

/** Contradictions about attempts that still stand, the oldest first. */
export async function listContradictions(
  q: Queryable,
  zoneCode: string,
  { participantCode, limit }: { participantCode: string | undefined; limit: number },
): Promise<ContradictedList[]> {
  return q.query<ContradictedList>(
    `select ${LIST}
       from single_window.contradiction c
       join single_window.declaration d
         on d.zone_code = c.zone_code and d.declaration_id = c.declaration_id
        and d.attempt = c.attempt
      where c.zone_code = $1
        and d.status in ('rejected', 'released')
        and ($2::text is null
          or $2 in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code))
      order by c.noted_at
      limit $3`,
    [zoneCode, participantCode ?? null, limit],
  );
}

/** Marks contradictions of which nobody was told yet, and gives them back. */
export async function markContradictions(
  tx: Tx,
  zoneCode: string,
  { now, limit }: { now: number; limit: number },
): Promise<ContradictedList[]> {
  return tx.query<ContradictedList>(
    `update single_window.contradiction c
        set warned_at = to_timestamp($2::float8 / 1000)
       from single_window.declaration d
      where d.zone_code = c.zone_code and d.declaration_id = c.declaration_id
        and c.zone_code = $1
        and (c.declaration_id, c.attempt) in
          (select u.declaration_id, u.attempt
             from single_window.contradiction u
            where u.zone_code = $1 and u.warned_at is null
            order by u.noted_at
            limit $3
              for update skip locked)
      returning ${LIST}`,
    [zoneCode, now, limit],
  );
}
