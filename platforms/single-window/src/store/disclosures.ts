import type { Queryable, Sealing } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';

/** Somebody saw personal data of a declaration. */
export type Disclosure = {
  readonly disclosureId: string;
  readonly declarationId: string;
  readonly at: Instant;
  readonly actor: string;
  readonly actorParticipant: string;
  readonly purpose: string;
  readonly reason: string;
  readonly fields: readonly string[];
};

function boundTo(of: { readonly disclosureId: string }): string {
  return `disclosure ${of.disclosureId}`;
}
/** How the reason of a disclosure is read. */
export const REASON = { reason: { as: 'text', boundTo } } as const;

/** Writes a disclosure down; before anything is shown. */
export async function insertDisclosure(
  q: Sealing,
  zoneCode: string,
  one: Disclosure,
): Promise<void> {
  await q.query(
    `insert into single_window.disclosure
       (zone_code, disclosure_id, declaration_id, at, actor, actor_participant, purpose, reason,
        fields)
     values ($1, $2, $3, to_timestamp($4::int8 / 1000.0), $5, $6, $7, $8, $9::text[])`,
    [
      zoneCode,
      one.disclosureId,
      one.declarationId,
      one.at,
      one.actor,
      one.actorParticipant,
      one.purpose,
      await sealOne(q, one.reason, boundTo(one)),
      one.fields,
    ],
  );
}

export type DisclosureFilter = {
  readonly declarationId: string | undefined;
  /** Only of declarations in which this enterprise takes part; `undefined`: all of the zone. */
  readonly participantCode: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
};

/** Disclosures, newest first. */
export async function listDisclosures(q: Queryable, zoneCode: string, filter: DisclosureFilter) {
  return q.query<Disclosure>(
    `select s.disclosure_id as "disclosureId", s.declaration_id as "declarationId", s.at, s.actor,
            s.actor_participant as "actorParticipant", s.purpose, s.reason, s.fields
       from single_window.disclosure s
       join single_window.declaration d using (zone_code, declaration_id)
      where s.zone_code = $1
        and ($2::uuid is null or s.declaration_id = $2)
        and ($3::text is null
          or $3 in (d.ebp_code, d.ebc_code, d.agent_code, d.logistics_code, d.assure_code))
        and ($4::uuid is null or s.disclosure_id < $4)
      order by s.disclosure_id desc
      limit $5`,
    [
      zoneCode,
      filter.declarationId ?? null,
      filter.participantCode ?? null,
      filter.before ?? null,
      filter.limit,
    ],
    REASON,
  );
}
