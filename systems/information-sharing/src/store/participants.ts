import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { ParticipantRole, ParticipantStatus } from '../contract.ts';
import type { Participant } from '../model/participant.ts';

const PARTICIPANT = 'code, credit_code as "creditCode", name, status, roles';

/** Companies known by any of these codes, customs' or credit code; in order of code. */
export async function findByCodes(
  q: Queryable,
  zoneCode: string,
  codes: readonly string[],
): Promise<Participant[]> {
  return q.query<Participant>(
    `select ${PARTICIPANT}
    from information_sharing.participant
    where zone_code = $1 and code = any($2::text[])
    union
    select ${PARTICIPANT}
    from information_sharing.participant
    where zone_code = $1 and credit_code = any($2::text[])
    order by code`,
    [zoneCode, codes],
  );
}

/** All companies of the zone, in order of code. A zone has thousands, not millions. */
export async function listAllParticipants(q: Queryable, zoneCode: string): Promise<Participant[]> {
  return q.query<Participant>(
    `select ${PARTICIPANT}
    from information_sharing.participant
    where zone_code = $1
    order by code`,
    [zoneCode],
  );
}

export type ParticipantFilter = {
  readonly status?: ParticipantStatus | undefined;
  readonly role?: ParticipantRole | undefined;
  /** Only what this participant may see: itself, and others that it can trade with. */
  readonly owner?: string | undefined;
  /** Only codes behind this one. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/** A page of companies in order of code. */
export async function listPage(
  q: Queryable,
  zoneCode: string,
  filter: ParticipantFilter,
): Promise<Participant[]> {
  return q.query<Participant>(
    `select ${PARTICIPANT}
    from information_sharing.participant
    where zone_code = $1
      and ($2::text is null or status = $2)
      and ($3::text is null or $3 = any(roles))
      and ($4::text is null or code > $4)
      and ($6::text is null or code = $6 or status = 'active')
    order by code
    limit $5`,
    [
      ...[zoneCode, filter.status ?? null, filter.role ?? null, filter.after ?? null],
      ...[filter.limit, filter.owner ?? null],
    ],
  );
}

/** What was changed of one company, newest first. */
export function listChangesOf(
  q: Queryable,
  zoneCode: string,
  of: { readonly code: string; readonly limit: number },
): Promise<(Omit<ParticipantChange, 'changeId'> & { at: Instant; actor: string })[]> {
  return q.query(
    `select at, kind, actor, before, after
    from information_sharing.participant_change
    where zone_code = $1 and code = $2
    order by at desc, participant_change_id desc
    limit $3`,
    [zoneCode, of.code, of.limit],
  );
}

/** Stops other imports until the transaction ends; readers go on. */
export async function lockParticipants(tx: Tx): Promise<void> {
  await tx.run('lock table information_sharing.participant in share row exclusive mode');
}

/** One change to write. */
export type ParticipantChange = {
  readonly changeId: string;
  readonly kind: 'added' | 'changed' | 'closed';
  readonly before: Participant | null;
  readonly after: Participant;
};

const stage = defineStage<ParticipantChange>('stage_participant_change', [
  ['change_id', 'uuid', (row) => row.changeId],
  ['kind', 'text', (row) => row.kind],
  ['code', 'text', (row) => row.after.code],
  ['credit_code', 'text', (row) => row.after.creditCode],
  ['name', 'text', (row) => row.after.name],
  ['status', 'text', (row) => row.after.status],
  ['roles', 'text[]', (row) => row.after.roles],
  ['before', 'jsonb', (row) => row.before],
  ['after', 'jsonb', (row) => row.after],
]);

/** Writes changes and their history. */
export async function writeChanges(
  tx: Tx,
  zoneCode: string,
  what: { changes: readonly ParticipantChange[]; at: Instant; actor: string },
): Promise<void> {
  await tx.stage(stage, what.changes);
  await tx.query(
    `insert into information_sharing.participant as participant
      (zone_code, code, credit_code, name, status, roles, created_at, updated_at)
    select $1, code, credit_code, name, status, roles,
      to_timestamp($2::int8 / 1000.0), to_timestamp($2::int8 / 1000.0)
    from stage_participant_change
    order by code
    on conflict on constraint participant_pkey do update
    set credit_code = excluded.credit_code,
      name = excluded.name,
      status = excluded.status,
      roles = excluded.roles,
      updated_at = excluded.updated_at`,
    [zoneCode, what.at],
  );
  await tx.query(
    `insert into information_sharing.participant_change
      (zone_code, participant_change_id, at, code, kind, actor, before, after)
    select $1, change_id, to_timestamp($2::int8 / 1000.0), code, kind, $3, before, after
    from stage_participant_change`,
    [zoneCode, what.at, what.actor],
  );
}
