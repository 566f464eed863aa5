import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';
import type { ApplicationStatus } from '../contract/enterprise.ts';

/** An application as stored: what shall change is sealed. */
export type ApplicationRow = {
  readonly applicationId: string;
  readonly code: string;
  readonly status: ApplicationStatus;
  readonly revision: number;
  readonly body: Buffer;
  readonly submittedAt: Instant;
};

/** Something that happened to an application. */
export type StepRow = {
  readonly applicationId: string;
  readonly at: Instant;
  readonly status: ApplicationStatus;
  readonly actor: string;
  readonly actorCode: string;
  readonly note: string;
};

const APPLICATION = `application_id as "applicationId", code, status, revision, body,
    submitted_at as "submittedAt"`;

/** What is filed beside the enrolment, sealed. */
export async function findDetail(
  q: Queryable,
  zoneCode: string,
  code: string,
): Promise<Buffer | undefined> {
  const rows = await q.query<{ body: Buffer }>(
    'select body from information_sharing.enterprise_detail where zone_code = $1 and code = $2',
    [zoneCode, code],
  );
  return rows[0]?.body;
}

/** Puts the details that an approved application leaves. */
export async function putDetail(
  tx: Tx,
  zoneCode: string,
  detail: { code: string; body: Buffer; applicationId: string; at: Instant },
): Promise<void> {
  await tx.query(
    `insert into information_sharing.enterprise_detail
      (zone_code, code, body, application_id, updated_at)
    values ($1, $2, $3, $4::uuid, to_timestamp($5::int8 / 1000.0))
    on conflict on constraint enterprise_detail_pkey do update
    set body = excluded.body,
      application_id = excluded.application_id,
      updated_at = excluded.updated_at`,
    [zoneCode, detail.code, detail.body, detail.applicationId, detail.at],
  );
}

/** An enterprise's applications, newest first. */
export async function listApplicationsOf(
  q: Queryable,
  zoneCode: string,
  { code, limit }: { code: string; limit: number },
): Promise<ApplicationRow[]> {
  return q.query<ApplicationRow>(
    `select ${APPLICATION}
    from information_sharing.enterprise_application
    where zone_code = $1 and code = $2
    order by application_id desc
    limit $3`,
    [zoneCode, code, limit],
  );
}

/** The zone's queue: longest waiting first; with `all` also what is not for the zone to decide. */
export async function listApplicationRows(
  q: Queryable,
  zoneCode: string,
  page: { after: string | undefined; all: boolean; limit: number },
): Promise<ApplicationRow[]> {
  return q.query<ApplicationRow>(
    `select ${APPLICATION}
    from information_sharing.enterprise_application
    where zone_code = $1
      and ($2::uuid is null or application_id > $2::uuid)
      and ($3::boolean or status = 'submitted')
    order by application_id
    limit $4`,
    [zoneCode, page.after ?? null, page.all, page.limit],
  );
}

/** The open application of an enterprise, locked until commit. */
export async function lockOpenOf(
  tx: Tx,
  zoneCode: string,
  code: string,
): Promise<ApplicationRow | undefined> {
  const rows = await tx.query<ApplicationRow>(
    `select ${APPLICATION}
    from information_sharing.enterprise_application
    where zone_code = $1 and code = $2 and status in ('submitted', 'returned')
    for update`,
    [zoneCode, code],
  );
  return rows[0];
}

/** One application, locked until commit. */
export async function lockApplication(
  tx: Tx,
  zoneCode: string,
  applicationId: string,
): Promise<ApplicationRow | undefined> {
  const rows = await tx.query<ApplicationRow>(
    `select ${APPLICATION}
    from information_sharing.enterprise_application
    where zone_code = $1 and application_id = $2::uuid
    for update`,
    [zoneCode, applicationId],
  );
  return rows[0];
}

/** Adds an application; false when another one was opened meanwhile. */
export async function insertApplication(
  tx: Tx,
  zoneCode: string,
  row: ApplicationRow,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into information_sharing.enterprise_application
      (zone_code, application_id, code, status, revision, body, submitted_at, changed_at)
    values ($1, $2::uuid, $3, $4, $5, $6, to_timestamp($7::int8 / 1000.0),
      to_timestamp($7::int8 / 1000.0))
    on conflict do nothing
    returning application_id`,
    [
      ...[zoneCode, row.applicationId, row.code, row.status, row.revision, row.body],
      row.submittedAt,
    ],
  );
  return rows.length > 0;
}

/** Moves an application that this transaction has locked; its body too where it is given. */
export async function moveApplication(
  tx: Tx,
  zoneCode: string,
  moved: Omit<ApplicationRow, 'body' | 'code' | 'submittedAt'> & {
    readonly body?: Buffer;
    readonly at: Instant;
  },
): Promise<void> {
  await tx.query(
    `update information_sharing.enterprise_application
    set status = $3, revision = $4, body = coalesce($5, body),
      changed_at = to_timestamp($6::int8 / 1000.0)
    where zone_code = $1 and application_id = $2::uuid`,
    [zoneCode, moved.applicationId, moved.status, moved.revision, moved.body ?? null, moved.at],
  );
}

function boundTo(of: Pick<StepRow, 'applicationId'>): string {
  return `application ${of.applicationId}`;
}

/** Writes a step behind those before; the application is locked. */
export async function addStep(tx: Tx, zoneCode: string, step: StepRow): Promise<void> {
  await tx.query(
    `insert into information_sharing.enterprise_application_step
      (zone_code, application_id, step_no, at, status, actor, actor_code, note)
    select $1, $2::uuid, coalesce(max(step_no), 0) + 1, to_timestamp($3::int8 / 1000.0), $4, $5,
      $6, $7
    from information_sharing.enterprise_application_step
    where zone_code = $1 and application_id = $2::uuid`,
    [
      ...[zoneCode, step.applicationId, step.at, step.status, step.actor, step.actorCode],
      await sealOne(tx, step.note, boundTo(step)),
    ],
  );
}

/** The steps of these applications, oldest first. */
export async function listSteps(
  q: Queryable,
  zoneCode: string,
  applicationIds: readonly string[],
): Promise<StepRow[]> {
  return q.query<StepRow>(
    `select application_id as "applicationId", at, status, actor, actor_code as "actorCode", note
    from information_sharing.enterprise_application_step
    where zone_code = $1 and application_id = any($2::uuid[])
    order by application_id, step_no`,
    [zoneCode, [...applicationIds]],
    { note: { as: 'text', boundTo } },
  );
}
