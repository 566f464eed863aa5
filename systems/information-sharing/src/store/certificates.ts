import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { Certificate } from '@pilotzone/signatures/certificate';
import type { RevocationList } from '@pilotzone/signatures/revocation-list';
import type { CertificateKind } from '../contract.ts';

/** A certificate to register. */
export type NewCertificate = {
  readonly certificate: Certificate;
  readonly kind: CertificateKind;
  readonly participantCode: string | null;
  readonly actor: string;
};

/** A revocation list to keep. */
export type NewRevocationList = {
  readonly list: RevocationList;
  readonly fingerprint: string;
  readonly actor: string;
};

/** A certificate as verification needs it; times in ISO 8601, UTC. */
export type StoredCertificate = {
  readonly kind: CertificateKind;
  readonly participantCode: string | null;
  readonly der: Buffer;
  readonly revokedAt: string | null;
};

/** A certificate as people see it; times in ISO 8601, UTC. */
export type CertificateRow = {
  readonly fingerprint: string;
  readonly kind: CertificateKind;
  readonly participantCode: string | null;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly keyKind: 'rsa' | 'sm2';
  readonly validFrom: string;
  readonly validUntil: string;
  readonly addedAt: string;
  readonly addedBy: string;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
  readonly revokedReason: string | null;
  readonly der: Buffer;
  /** The same participant's that is not revoked and ends later. */
  readonly successor: string | null;
};

/** A revocation list in force. */
export type RevocationListRow = {
  readonly fingerprint: string;
  readonly der: Buffer;
  readonly addedAt: string;
  readonly addedBy: string;
};

/** A moment as ISO 8601 in UTC to the second, which compares as text. */
function iso(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

/** Changes when a certificate or a list is added or revoked. */
export async function findTrustMark(q: Queryable, zoneCode: string): Promise<string> {
  const [row] = await q.query<{ mark: string }>(
    `select concat_ws(' ', c.count, c.revoked, l.count) as mark
    from (
      select count(*) as count, count(revoked_at) as revoked
      from information_sharing.certificate
      where zone_code = $1
    ) c,
    (
      select count(*) as count
      from information_sharing.revocation_list
      where zone_code = $1
    ) l`,
    [zoneCode],
  );
  return row?.mark ?? '';
}

/** Every certificate of the zone: thousands at most. */
export async function listAllCertificates(
  q: Queryable,
  zoneCode: string,
): Promise<StoredCertificate[]> {
  return q.query<StoredCertificate>(
    `select kind, participant_code as "participantCode", der, ${iso('revoked_at')} as "revokedAt"
    from information_sharing.certificate
    where zone_code = $1
    order by added_at desc, fingerprint`,
    [zoneCode],
  );
}

/** The lists in force: of each authority the newest ones. */
export async function listRevocationLists(q: Queryable, zoneCode: string): Promise<Buffer[]> {
  const rows = await listRevocationListRows(q, zoneCode);
  return rows.map(({ der }) => der);
}

/** The same with who added them. */
export async function listRevocationListRows(
  q: Queryable,
  zoneCode: string,
): Promise<RevocationListRow[]> {
  return q.query<RevocationListRow>(
    `select distinct on (issuer) fingerprint, der, ${iso('added_at')} as "addedAt",
      added_by as "addedBy"
    from information_sharing.revocation_list
    where zone_code = $1
    order by issuer, this_update desc, fingerprint`,
    [zoneCode],
  );
}

/** Which of these are registered. */
export async function findCertificates(
  q: Queryable,
  zoneCode: string,
  fingerprints: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ fingerprint: string }>(
    `select fingerprint
    from information_sharing.certificate
    where zone_code = $1 and fingerprint = any($2::text[])`,
    [zoneCode, fingerprints],
  );
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

export type CertificateFilter = {
  readonly participantCode?: string | undefined;
  readonly kind?: CertificateKind | undefined;
  readonly fingerprint?: string | undefined;
  /** Only those of this participant, and the authorities'. */
  readonly owner?: string | undefined;
  /** Only those not revoked that end before; ISO 8601. */
  readonly endsBefore?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** A page of certificates in order of fingerprint. */
export async function listPageOfCertificates(
  q: Queryable,
  zoneCode: string,
  filter: CertificateFilter,
): Promise<CertificateRow[]> {
  return q.query<CertificateRow>(
    `select fingerprint, kind, participant_code as "participantCode", subject, issuer, serial, der,
      key_kind as "keyKind", ${iso('valid_from')} as "validFrom",
      ${iso('valid_until')} as "validUntil", ${iso('added_at')} as "addedAt",
      added_by as "addedBy", ${iso('revoked_at')} as "revokedAt", revoked_by as "revokedBy",
      revoked_reason as "revokedReason",
      (select later.fingerprint
       from information_sharing.certificate later
       where later.zone_code = $1 and later.participant_code = certificate.participant_code
         and later.revoked_at is null and later.valid_until > certificate.valid_until
       order by later.valid_until desc, later.fingerprint
       limit 1) as successor
    from information_sharing.certificate
    where zone_code = $1
      and ($2::text is null or participant_code = $2)
      and ($3::text is null or kind = $3)
      and ($4::text is null or fingerprint > $4)
      and ($6::text is null or fingerprint = $6)
      and ($8::text is null or participant_code = $8 or kind <> 'company')
      and ($7::timestamptz is null or (valid_until < $7::timestamptz and revoked_at is null))
    order by fingerprint
    limit $5`,
    [
      zoneCode,
      filter.participantCode ?? null,
      filter.kind ?? null,
      filter.after ?? null,
      filter.limit,
      filter.fingerprint ?? null,
      filter.endsBefore ?? null,
      filter.owner ?? null,
    ],
  );
}

const certificateStage = defineStage<NewCertificate>('stage_certificate', [
  ['fingerprint', 'text', ({ certificate }) => certificate.fingerprint],
  ['kind', 'text', ({ kind }) => kind],
  ['participant_code', 'text', ({ participantCode }) => participantCode],
  ['subject', 'text', ({ certificate }) => certificate.subject.text],
  ['issuer', 'text', ({ certificate }) => certificate.issuer.text],
  ['serial', 'text', ({ certificate }) => certificate.serial],
  ['key_kind', 'text', ({ certificate }) => certificate.key.kind],
  ['valid_from', 'text', ({ certificate }) => certificate.notBefore],
  ['valid_until', 'text', ({ certificate }) => certificate.notAfter],
  ['der', 'bytea', ({ certificate }) => certificate.der],
  ['added_by', 'text', ({ actor }) => actor],
]);

/** Registers certificates; those that are there stay as they are. */
export async function insertCertificates(
  tx: Tx,
  zoneCode: string,
  what: { readonly certificates: readonly NewCertificate[]; readonly at: Instant },
): Promise<void> {
  await tx.stage(certificateStage, what.certificates);
  await tx.query(
    `insert into information_sharing.certificate
      (zone_code, fingerprint, kind, participant_code, subject, issuer, serial, key_kind,
       valid_from, valid_until, der, added_by, added_at)
    select $1, fingerprint, kind, participant_code, subject, issuer, serial, key_kind,
      valid_from::timestamptz, valid_until::timestamptz, der, added_by,
      to_timestamp($2::int8 / 1000.0)
    from stage_certificate
    order by fingerprint
    on conflict on constraint certificate_pkey do nothing`,
    [zoneCode, what.at],
  );
}

const listStage = defineStage<NewRevocationList>('stage_revocation_list', [
  ['fingerprint', 'text', ({ fingerprint }) => fingerprint],
  ['issuer', 'bytea', ({ list }) => list.issuer.raw],
  ['this_update', 'text', ({ list }) => list.thisUpdate],
  ['next_update', 'text', ({ list }) => list.nextUpdate ?? null],
  ['der', 'bytea', ({ list }) => list.der],
  ['added_by', 'text', ({ actor }) => actor],
]);

/** Keeps revocation lists; those that are there stay as they are. */
export async function insertRevocationLists(
  tx: Tx,
  zoneCode: string,
  what: { readonly lists: readonly NewRevocationList[]; readonly at: Instant },
): Promise<void> {
  await tx.stage(listStage, what.lists);
  await tx.query(
    `insert into information_sharing.revocation_list
      (zone_code, fingerprint, issuer, this_update, next_update, der, added_by, added_at)
    select $1, fingerprint, issuer, this_update::timestamptz, next_update::timestamptz, der,
      added_by, to_timestamp($2::int8 / 1000.0)
    from stage_revocation_list
    order by fingerprint
    on conflict on constraint revocation_list_pkey do nothing`,
    [zoneCode, what.at],
  );
}

/** Whether there is such a certificate; the first revocation stands. */
export async function markCertificateRevoked(
  q: Queryable,
  zoneCode: string,
  what: {
    readonly fingerprint: string;
    readonly at: Instant;
    readonly actor: string;
    readonly reason: string;
  },
): Promise<boolean> {
  const rows = await q.query(
    `update information_sharing.certificate
    set revoked_by = case when revoked_at is null then $4 else revoked_by end,
      revoked_reason = case when revoked_at is null then $5 else revoked_reason end,
      revoked_at = coalesce(revoked_at, to_timestamp($3::int8 / 1000.0))
    where zone_code = $1 and fingerprint = $2
    returning fingerprint`,
    [zoneCode, what.fingerprint, what.at, what.actor, what.reason],
  );
  return rows.length > 0;
}
