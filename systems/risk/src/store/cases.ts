import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { CaseFile, CaseKind, CaseLink, CaseState } from '../model/case-file.ts';

/** A case with what identifies it. */
export type CaseRow = CaseFile & {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly subject: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly stepCount: number;
};

/** What was done; `body` is JSON: the step's own fields and the note. */
export type CaseStepRow = {
  readonly stepNo: number;
  readonly kind: string;
  readonly actor: string;
  readonly at: Instant;
  readonly body: string;
};

const CASE = `case_id as "caseId", kind, state, outcome, assignee, due_on::text as "dueOn",
       decided_by as "decidedBy", opened_by as "openedBy", opened_at as "openedAt",
       step_count as "stepCount", subject`;

function subjectOf({ caseId }: Pick<CaseRow, 'caseId'>): string {
  return `case ${caseId} subject`;
}
const SUBJECT = { subject: { as: 'text', boundTo: subjectOf } } as const;

/** Writes a new case. */
export async function addCase(tx: Tx, zoneCode: string, row: CaseRow): Promise<void> {
  await tx.query(
    `insert into risk.case_file
       (zone_code, case_id, kind, state, outcome, assignee, due_on, decided_by, opened_by,
        opened_at, step_count, subject)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000), $11, $12)`,
    [
      ...[zoneCode, row.caseId, row.kind, row.state, row.outcome, row.assignee, row.dueOn],
      ...[row.decidedBy, row.openedBy, row.openedAt, row.stepCount],
      await sealOne(tx, row.subject, subjectOf(row)),
    ],
  );
}

/** A case, locked until commit; `undefined` when there is none of this id. */
export async function lockCase(
  tx: Tx,
  zoneCode: string,
  caseId: string,
): Promise<CaseRow | undefined> {
  const rows = await tx.query<CaseRow>(
    `select ${CASE} from risk.case_file where zone_code = $1 and case_id = $2 for update`,
    [zoneCode, caseId],
    SUBJECT,
  );
  return rows[0];
}

/** One case; `undefined` when there is none of this id. */
export async function findCase(
  q: Queryable,
  zoneCode: string,
  caseId: string,
): Promise<CaseRow | undefined> {
  const rows = await q.query<CaseRow>(
    `select ${CASE} from risk.case_file where zone_code = $1 and case_id = $2`,
    [zoneCode, caseId],
    SUBJECT,
  );
  return rows[0];
}

/** Writes a locked case as a step has made it. */
export async function updateCase(tx: Tx, zoneCode: string, row: CaseRow): Promise<void> {
  await tx.query(
    `update risk.case_file
     set state = $3, outcome = $4, assignee = $5, due_on = $6, decided_by = $7, step_count = $8
     where zone_code = $1 and case_id = $2`,
    [
      ...[zoneCode, row.caseId, row.state, row.outcome, row.assignee, row.dueOn],
      ...[row.decidedBy, row.stepCount],
    ],
  );
}

export type CaseFilter = {
  readonly states: readonly CaseState[];
  readonly assignee: string | undefined;
  /** Only cases due before this day. */
  readonly dueBefore: PlainDate | undefined;
  readonly about: CaseLink | undefined;
};

/** Cases after one of the queue: what is due first comes first, then what is oldest. */
export function listCases(
  q: Queryable,
  zoneCode: string,
  page: CaseFilter & {
    readonly after: { readonly due: string; readonly caseId: string } | undefined;
    readonly limit: number;
  },
): Promise<CaseRow[]> {
  const { states, assignee, dueBefore, about, after, limit } = page;
  return q.query<CaseRow>(
    `select ${CASE}
     from risk.case_file c
     where c.zone_code = $1
       and c.state = any ($2::text[])
       and ($3::text is null or c.assignee = $3)
       and ($4::date is null or c.due_on < $4)
       and ($5::text is null or exists (
         select 1
         from risk.case_link l
         where l.zone_code = $1 and l.kind = $5 and l.reference = $6 and l.case_id = c.case_id))
       and ($7::date is null
         or (coalesce(c.due_on, 'infinity'), c.case_id) > ($7::date, $8::uuid))
     order by coalesce(c.due_on, 'infinity'), c.case_id
     limit $9`,
    [
      ...[zoneCode, states, assignee ?? null, dueBefore ?? null],
      ...[about?.kind ?? null, about?.reference ?? null],
      ...[after?.due ?? null, after?.caseId ?? null, limit],
    ],
    SUBJECT,
  );
}

type Bound = CaseStepRow & { readonly caseId: string };

function stepWords({ caseId, stepNo }: Pick<Bound, 'caseId' | 'stepNo'>): string {
  return `case ${caseId} step ${stepNo}`;
}
const STEP_BODY = { body: { as: 'text', boundTo: stepWords } } as const;

/** Writes what was done. Needs the lock of lockCase, or a case that nobody knows yet. */
export async function addStep(
  tx: Tx,
  zoneCode: string,
  { caseId, stepNo, kind, actor, at, body }: Bound,
): Promise<void> {
  await tx.query(
    `insert into risk.case_step (zone_code, case_id, step_no, kind, actor, at, body)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7)`,
    [
      zoneCode,
      caseId,
      stepNo,
      kind,
      actor,
      at,
      await sealOne(tx, body, stepWords({ caseId, stepNo })),
    ],
  );
}

/** What was done in a case, in order. */
export function listSteps(q: Queryable, zoneCode: string, caseId: string): Promise<Bound[]> {
  return q.query<Bound>(
    `select case_id as "caseId", step_no as "stepNo", kind, actor, at, body
     from risk.case_step
     where zone_code = $1 and case_id = $2
     order by step_no`,
    [zoneCode, caseId],
    STEP_BODY,
  );
}

/** Adds what a case is about; what it is about already stays. */
export async function addLinks(
  tx: Tx,
  zoneCode: string,
  { caseId, links }: { readonly caseId: string; readonly links: readonly CaseLink[] },
): Promise<void> {
  if (links.length === 0) return;
  await tx.query(
    `insert into risk.case_link (zone_code, case_id, kind, reference)
     select $1, $2, kind, reference
     from unnest($3::text[], $4::text[]) k (kind, reference)
     on conflict do nothing`,
    [zoneCode, caseId, links.map(({ kind }) => kind), links.map(({ reference }) => reference)],
  );
}

/** What a case is about. */
export function listLinks(q: Queryable, zoneCode: string, caseId: string): Promise<CaseLink[]> {
  return q.query<CaseLink>(
    `select kind, reference
     from risk.case_link
     where zone_code = $1 and case_id = $2
     order by kind, reference`,
    [zoneCode, caseId],
  );
}
