import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

export type OidcSubject = { readonly issuer: string; readonly subject: string };

/** Who comes as this subject of this provider. */
export async function findLinkedPerson(
  q: Queryable,
  zoneCode: string,
  { issuer, subject }: OidcSubject,
): Promise<string | undefined> {
  const rows = await q.query<{ personId: string }>(
    `select person_id as "personId"
    from identity.oidc_link
    where zone_code = $1 and issuer = $2 and subject = $3`,
    [zoneCode, issuer, subject],
  );
  return rows[0]?.personId;
}

/** Ties a subject to a person for good; a tie that exists stays. */
export async function insertLink(
  q: Queryable,
  zoneCode: string,
  link: OidcSubject & { readonly personId: string; readonly at: Instant },
): Promise<void> {
  await q.query(
    `insert into identity.oidc_link (zone_code, issuer, subject, person_id, created_at)
    values ($1, $2, $3, $4::uuid, to_timestamp($5::int8 / 1000.0))
    on conflict do nothing`,
    [zoneCode, link.issuer, link.subject, link.personId, link.at],
  );
}
