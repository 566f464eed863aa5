import type { Queryable } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { RecordedFinding } from '../model/back-test.ts';

/**
 * What people found out about declarations that were held from `from` on, or disputed: an upheld
 * dispute confirms, whatever was decided on the hold.
 */
export async function readFindings(
  q: Queryable,
  zoneCode: string,
  { from }: { from: PlainDate },
): Promise<Map<string, RecordedFinding>> {
  const rows = await q.query<{ declarationId: string; finding: RecordedFinding }>(
    `select h.declaration_id as "declarationId",
       case d.decision when 'reject' then 'confirmed' else 'cleared' end as finding
     from risk.hold h
     join risk.hold_decision d on d.zone_code = h.zone_code
       and d.declaration_id = h.declaration_id
       and d.attempt = h.attempt
     where h.zone_code = $1
       and h.opened_on >= $2
     union all
     select declaration_id, 'confirmed'
     from risk.dispute
     where zone_code = $1
       and outcome = 'upheld'`,
    [zoneCode, from],
  );
  return new Map(rows.map(({ declarationId, finding }) => [declarationId, finding]));
}
