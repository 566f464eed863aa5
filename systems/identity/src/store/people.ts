import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { Person } from '../model/person.ts';

const PERSON = `person_id as "personId", login_name as "loginName",
  display_name as "displayName", participant_code as "participantCode", permissions, status,
  password_hash as "passwordHash", must_change_password as "mustChangePassword",
  totp_sealed as "totpSealed", totp_last_step as "totpLastStep",
  failed_attempts as "failedAttempts", locked_until as "lockedUntil"`;

/** The person with this login name, in lower case. */
export async function findByLoginName(q: Queryable, zoneCode: string, loginName: string) {
  const rows = await q.query<Person>(
    `select ${PERSON}
    from identity.person
    where zone_code = $1 and login_name = $2`,
    [zoneCode, loginName],
  );
  return rows[0];
}

/**
 * The person with this id; with an owner only when she belongs to that organisation: the filter by
 * row behind people:manage.
 */
export async function findPerson(
  q: Queryable,
  zoneCode: string,
  { personId, owner }: { personId: string; owner?: string | undefined },
) {
  const rows = await q.query<Person>(
    `select ${PERSON}
    from identity.person
    where zone_code = $1 and person_id = $2::uuid
      and ($3::text is null or participant_code = $3)`,
    [zoneCode, personId, owner ?? null],
  );
  return rows[0];
}

export type PeopleFilter = {
  /** Only people of this organisation. */
  readonly owner: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
};

export type ListedPerson = Person & { readonly lastSeenAt: Instant | null };

/** A page of people in order of login name. */
export async function listPeople(q: Queryable, zoneCode: string, filter: PeopleFilter) {
  return q.query<ListedPerson>(
    `select ${PERSON},
      (select max(last_seen_at) from identity.session s
       where s.zone_code = p.zone_code and s.person_id = p.person_id) as "lastSeenAt"
    from identity.person p
    where zone_code = $1
      and ($2::text is null or participant_code = $2)
      and ($3::text is null or login_name > $3)
    order by login_name
    limit $4`,
    [zoneCode, filter.owner ?? null, filter.after ?? null, filter.limit],
  );
}

export type NewPerson = Pick<
  Person,
  | 'personId'
  | 'loginName'
  | 'displayName'
  | 'participantCode'
  | 'permissions'
  | 'passwordHash'
  | 'mustChangePassword'
>;

/** Adds a person; false when the login name is taken. */
export async function insertPerson(
  q: Queryable,
  zoneCode: string,
  { person, at }: { person: NewPerson; at: Instant },
): Promise<boolean> {
  const rows = await q.query(
    `insert into identity.person
      (zone_code, person_id, login_name, display_name, participant_code, permissions, status,
       password_hash, must_change_password, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6::text[], 'active', $7, $8,
      to_timestamp($9::int8 / 1000.0), to_timestamp($9::int8 / 1000.0))
    on conflict (zone_code, login_name) do nothing
    returning 1`,
    [
      zoneCode,
      person.personId,
      person.loginName,
      person.displayName,
      person.participantCode,
      person.permissions,
      person.passwordHash,
      person.mustChangePassword,
      at,
    ],
  );
  return rows.length > 0;
}

/** Writes what an administrator may change; what is left out stays. */
export async function updatePerson(
  q: Queryable,
  zoneCode: string,
  change: {
    readonly personId: string;
    readonly displayName?: string | undefined;
    readonly permissions?: readonly string[] | undefined;
    readonly status?: string | undefined;
    readonly at: Instant;
  },
): Promise<void> {
  await q.query(
    `update identity.person
    set display_name = coalesce($3, display_name),
      permissions = coalesce($4::text[], permissions),
      status = coalesce($5, status),
      updated_at = to_timestamp($6::int8 / 1000.0)
    where zone_code = $1 and person_id = $2::uuid`,
    [
      zoneCode,
      change.personId,
      change.displayName ?? null,
      change.permissions ?? null,
      change.status ?? null,
      change.at,
    ],
  );
}

/** Sets a password and opens the account again. */
export async function setPassword(
  q: Queryable,
  zoneCode: string,
  set: { personId: string; passwordHash: string; mustChangePassword: boolean },
): Promise<void> {
  await q.query(
    `update identity.person
    set password_hash = $3, must_change_password = $4, failed_attempts = 0, locked_until = null
    where zone_code = $1 and person_id = $2::uuid`,
    [zoneCode, set.personId, set.passwordHash, set.mustChangePassword],
  );
}

/**
 * Counts an attempt before it is judged and locks the account with it where that is due, so that of
 * many at the same moment no more are judged than one after the other would be. False when another
 * was counted meanwhile: read the person again.
 */
export async function countAttempt(
  q: Queryable,
  zoneCode: string,
  count: { personId: string; before: number; lockedUntil: Instant | null },
): Promise<boolean> {
  const rows = await q.query(
    `update identity.person
    set failed_attempts = $3::int4 + 1, locked_until = to_timestamp($4::int8 / 1000.0)
    where zone_code = $1 and person_id = $2::uuid and failed_attempts = $3
    returning 1`,
    [zoneCode, count.personId, count.before, count.lockedUntil],
  );
  return rows.length > 0;
}

/** Forgets wrong answers after a right one. */
export async function clearAttempts(q: Queryable, zoneCode: string, personId: string) {
  await q.query(
    `update identity.person
    set failed_attempts = 0, locked_until = null
    where zone_code = $1 and person_id = $2::uuid`,
    [zoneCode, personId],
  );
}

/** Keeps or removes the secret of the authenticator app. */
export async function setTotp(
  q: Queryable,
  zoneCode: string,
  { personId, sealed, step }: { personId: string; sealed: Buffer | null; step: number | null },
): Promise<void> {
  await q.query(
    `update identity.person
    set totp_sealed = $3, totp_last_step = $4
    where zone_code = $1 and person_id = $2::uuid`,
    [zoneCode, personId, sealed, step],
  );
}

/** Uses up a step of the authenticator app; false when it, or a later one, was used before. */
export async function takeTotpStep(
  q: Queryable,
  zoneCode: string,
  { personId, step }: { personId: string; step: number },
): Promise<boolean> {
  const rows = await q.query(
    `update identity.person
    set totp_last_step = $3
    where zone_code = $1 and person_id = $2::uuid and coalesce(totp_last_step, 0) < $3
    returning 1`,
    [zoneCode, personId, step],
  );
  return rows.length > 0;
}
