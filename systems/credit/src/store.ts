import { appendNew } from '@pilotzone/kernel/append-new';
import { defineStage, type Column, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Evidence, EvidenceOutcome, Role } from './model/evidence.ts';
import type { EvidenceCount } from './model/grade.ts';
import type { GradeMethod } from './model/method.ts';

const EVIDENCE: readonly Column<Evidence>[] = [
  ['enterprise_code', 'text', (row) => row.enterpriseCode],
  ['roles', 'text[]', (row) => row.roles],
  ['outcome', 'text', (row) => row.outcome],
  ['reason_code', 'text', (row) => row.reasonCode],
  ['declaration_ids', 'uuid[]', (row) => row.declarationIds],
];

const stagedEvidence = defineStage<Evidence>('stage_credit_evidence', EVIDENCE);

const stagedCounts = defineStage<Evidence>('stage_credit_count', [
  ['enterprise_code', 'text', (row) => row.enterpriseCode],
  ['roles', 'text[]', (row) => row.roles],
  ['outcome', 'text', (row) => row.outcome],
  ['reason_code', 'text', (row) => row.reasonCode],
  ['declarations', 'int8', (row) => row.declarationIds.length],
]);

/** When an event happened and when it became known here. */
export type EvidenceTime = {
  readonly eventId: string;
  readonly day: PlainDate;
  readonly knownOn: PlainDate;
  readonly recordedAt: Instant;
};

/**
 * Appends the evidence of one event and adds it to the counts of the day; rows that are there
 * already are neither added nor counted again. Locks counts in key order.
 */
export async function addEvidence(
  tx: Tx,
  zoneCode: string,
  { rows, time }: { rows: readonly Evidence[]; time: EvidenceTime },
): Promise<void> {
  const columns: readonly Column<Evidence>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['event_id', 'uuid', () => time.eventId],
    ['day', 'date', () => time.day],
    ['known_on', 'date', () => time.knownOn],
    ['declarations', 'int4', (row) => row.declarationIds.length],
    ['recorded_at', 'timestamptz', () => time.recordedAt],
    ...EVIDENCE,
  ];
  if (!(await appendNew(tx, { table: 'credit.evidence', columns }, rows))) {
    return addMissing(tx, zoneCode, { rows, time });
  }
  await tx.stage(stagedCounts, rows);
  await tx.query(
    `insert into credit.daily_count as kept
       (zone_code, enterprise_code, known_on, roles, outcome, reason_code, declarations)
     select $1, enterprise_code, $2::date, roles, outcome, reason_code, declarations
     from stage_credit_count
     order by enterprise_code, roles, outcome, reason_code
     on conflict on constraint daily_count_pkey
     do update set declarations = kept.declarations + excluded.declarations`,
    [zoneCode, time.knownOn],
  );
}

/** The same for an event of which some rows are there already, in one statement. */
async function addMissing(
  tx: Tx,
  zoneCode: string,
  { rows, time }: { rows: readonly Evidence[]; time: EvidenceTime },
): Promise<void> {
  await tx.stage(stagedEvidence, rows);
  await tx.query(
    `with added as (
       insert into credit.evidence
         (zone_code, event_id, enterprise_code, roles, outcome, reason_code, day, known_on,
          declarations, declaration_ids, recorded_at)
       select $1, $2::uuid, enterprise_code, roles, outcome, reason_code, $3::date, $4::date,
         cardinality(declaration_ids), declaration_ids, to_timestamp($5::float8 / 1000)
       from stage_credit_evidence
       order by enterprise_code, roles, outcome, reason_code
       on conflict on constraint evidence_pkey do nothing
       returning enterprise_code, known_on, roles, outcome, reason_code, declarations
     )
     insert into credit.daily_count as kept
       (zone_code, enterprise_code, known_on, roles, outcome, reason_code, declarations)
     select $1, enterprise_code, known_on, roles, outcome, reason_code, declarations
     from added
     order by enterprise_code, known_on, roles, outcome, reason_code
     on conflict on constraint daily_count_pkey
     do update set declarations = kept.declarations + excluded.declarations`,
    [zoneCode, time.eventId, time.day, time.knownOn, time.recordedAt],
  );
}

/** Days in China, both included, by which evidence was known. */
export type Window = { readonly from: PlainDate; readonly until: PlainDate };

export type EnterpriseCount = EvidenceCount & { readonly enterpriseCode: string };

/**
 * Counts of many enterprises over a window from the daily counts: one index range per enterprise.
 */
export async function sumCounts(
  q: Queryable,
  zoneCode: string,
  { codes, window }: { codes: readonly string[]; window: Window },
): Promise<EnterpriseCount[]> {
  return q.query<EnterpriseCount>(
    `select enterprise_code as "enterpriseCode", roles, outcome, reason_code as "reasonCode",
       sum(declarations)::bigint as declarations
     from credit.daily_count
     where zone_code = $1
       and enterprise_code = any($2::text[])
       and known_on between $3::date and $4::date
     group by enterprise_code, roles, outcome, reason_code`,
    [zoneCode, codes, window.from, window.until],
  );
}

/** The same counts of one enterprise, added up from the evidence itself. */
export async function sumEvidence(
  q: Queryable,
  zoneCode: string,
  { code, window }: { code: string; window: Window },
): Promise<EvidenceCount[]> {
  return q.query<EvidenceCount>(
    `select roles, outcome, reason_code as "reasonCode", sum(declarations)::bigint as declarations
     from credit.evidence
     where zone_code = $1
       and enterprise_code = $2
       and known_on between $3::date and $4::date
     group by roles, outcome, reason_code`,
    [zoneCode, code, window.from, window.until],
  );
}

export type EvidenceRow = {
  readonly eventId: string;
  readonly roles: readonly Role[];
  readonly outcome: EvidenceOutcome;
  readonly reasonCode: string;
  readonly day: PlainDate;
  readonly knownOn: PlainDate;
  readonly declarations: number;
  readonly declarationIds: readonly string[];
};

/** Where a page of evidence ended. */
export type EvidencePosition = Pick<
  EvidenceRow,
  'knownOn' | 'eventId' | 'roles' | 'outcome' | 'reasonCode'
>;

/** Evidence on one enterprise after `after`, the latest first. */
export async function listEvidenceRows(
  q: Queryable,
  zoneCode: string,
  page: { code: string; after: EvidencePosition | undefined; limit: number },
): Promise<EvidenceRow[]> {
  const { after } = page;
  return q.query<EvidenceRow>(
    `select event_id as "eventId", roles, outcome, reason_code as "reasonCode", day,
       known_on as "knownOn", declarations, declaration_ids as "declarationIds"
     from credit.evidence
     where zone_code = $1
       and enterprise_code = $2
       and ($3::date is null
         or (known_on, event_id, roles, outcome, reason_code)
           < ($3::date, $4::uuid, $5::text[], $6::text, $7::text))
     order by known_on desc, event_id desc, roles desc, outcome desc, reason_code desc
     limit $8`,
    [
      zoneCode,
      page.code,
      after?.knownOn ?? null,
      after?.eventId ?? null,
      after?.roles ?? null,
      after?.outcome ?? null,
      after?.reasonCode ?? null,
      page.limit,
    ],
  );
}

export type StoredMethod = {
  readonly version: number;
  readonly sha256: string;
  readonly content: GradeMethod;
};

/** The method by which a day is graded, `undefined` when none applies. */
export async function findMethod(
  q: Queryable,
  zoneCode: string,
  day: PlainDate,
): Promise<StoredMethod | undefined> {
  const rows = await q.query<StoredMethod>(
    `select version, encode(sha256, 'hex') as sha256, content
     from credit.grade_method
     where zone_code = $1
       and valid_from <= $2::date
     order by valid_from desc
     limit 1`,
    [zoneCode, day],
  );
  return rows[0];
}

/** Stores the first method of a zone; does nothing where the zone has one. */
export async function addFirstMethod(
  tx: Tx,
  zoneCode: string,
  method: { validFrom: PlainDate; content: GradeMethod; sha256: string; recordedAt: Instant },
): Promise<void> {
  await tx.query(
    `insert into credit.grade_method
       (zone_code, version, valid_from, content, sha256, recorded_at)
     select $1, 1, $2::date, $3::jsonb, decode($4, 'hex'), to_timestamp($5::float8 / 1000)
     where not exists (
       select
       from credit.grade_method
       where zone_code = $1
     )
     on conflict do nothing`,
    [zoneCode, method.validFrom, JSON.stringify(method.content), method.sha256, method.recordedAt],
  );
}
