import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { PublicationCheck } from '../contract/publications.ts';
import type { PublishedTable } from '../model/publication.ts';

/** A publication as stored, with who signed it. */
export type PublicationRow = {
  readonly publicationId: string;
  readonly period: string;
  readonly edition: number;
  readonly revision: number;
  readonly opensAt: Instant;
  readonly madeAt: Instant;
  readonly madeBy: string;
  readonly reason: string;
  readonly content: readonly PublishedTable[];
  readonly checks: readonly PublicationCheck[];
  readonly signatures: readonly { readonly name: string; readonly at: number }[];
};

/** Signatures that open a publication. */
export const SIGNATURES_WANTED = 2;

// Made one after the other: editions have no gap. The number is arbitrary and only ours.
const PUBLICATION_LOCK = 7_168_022;

const COLUMNS = `p.publication_id as "publicationId", p.period, p.edition, p.revision,
       p.opens_at as "opensAt", p.made_at as "madeAt", p.made_by as "madeBy", p.reason, p.content,
       p.checks, coalesce(s.signatures, '[]'::jsonb) as signatures`;

const SIGNED = `statistics.publication as p
     left join lateral (
       select count(*) as signed,
         jsonb_agg(jsonb_build_object('name', person_name,
           'at', extract(epoch from signed_at) * 1000) order by signed_at, person_id) as signatures
       from statistics.publication_signature
       where zone_code = p.zone_code
       and publication_id = p.publication_id
     ) as s on true`;

/** Publications, the newest first; with `openAt` those alone that are open at that moment. */
export async function readPublications(
  q: Queryable,
  zoneCode: string,
  asked: { openAt?: Instant; publicationId?: string; period?: string },
): Promise<PublicationRow[]> {
  return q.query<PublicationRow>(
    `select ${COLUMNS}
     from ${SIGNED}
     where p.zone_code = $1
     and ($2::float8 is null or (p.opens_at <= to_timestamp($2::float8) and s.signed >= $3))
     and ($4::uuid is null or p.publication_id = $4::uuid)
     and ($5::text is null or p.period = $5)
     order by p.period desc, p.edition desc`,
    [
      zoneCode,
      asked.openAt === undefined ? null : asked.openAt / 1000,
      SIGNATURES_WANTED,
      asked.publicationId ?? null,
      asked.period ?? null,
    ],
  );
}

/** What is signed and still under embargo: its period and moment alone. */
export async function readCalendar(q: Queryable, zoneCode: string, now: Instant) {
  return q.query<{ period: string; edition: number; opensAt: Instant }>(
    `select p.period, p.edition, p.opens_at as "opensAt"
     from ${SIGNED}
     where p.zone_code = $1
     and p.opens_at > to_timestamp($2::float8)
     and s.signed >= $3
     order by p.opens_at, p.period`,
    [zoneCode, now / 1000, SIGNATURES_WANTED],
  );
}

/** Keeps others from making an edition meanwhile; gives the last one of a period. */
export async function lockPeriod(tx: Tx, zoneCode: string, period: string): Promise<number> {
  await tx.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [
    PUBLICATION_LOCK,
    `${zoneCode} ${period}`,
  ]);
  const rows = await tx.query<{ edition: number }>(
    `select coalesce(max(edition), 0)::int4 as edition
     from statistics.publication
     where zone_code = $1
     and period = $2`,
    [zoneCode, period],
  );
  return rows[0]?.edition ?? 0;
}

/** Stores a publication. */
export async function insertPublication(
  tx: Tx,
  zoneCode: string,
  made: Omit<PublicationRow, 'signatures'>,
): Promise<void> {
  await tx.query(
    `insert into statistics.publication (zone_code, publication_id, period, edition, revision,
       opens_at, made_at, made_by, reason, content, checks)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8), to_timestamp($7::float8), $8, $9,
       $10::json, $11::jsonb)`,
    [
      ...[zoneCode, made.publicationId, made.period, made.edition, made.revision],
      ...[made.opensAt / 1000, made.madeAt / 1000, made.madeBy, made.reason],
      ...[JSON.stringify(made.content), JSON.stringify(made.checks)],
    ],
  );
}

/** Signs; a second signature of the same person changes nothing. */
export async function insertSignature(
  tx: Tx,
  zoneCode: string,
  signed: { publicationId: string; personId: string; name: string; at: Instant },
): Promise<void> {
  await tx.query(
    `insert into statistics.publication_signature (
       zone_code, publication_id, person_id, person_name, signed_at)
     values ($1, $2, $3, $4, to_timestamp($5::float8))
     on conflict (zone_code, publication_id, person_id) do nothing`,
    [zoneCode, signed.publicationId, signed.personId, signed.name, signed.at / 1000],
  );
}
