import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { BLOCK_ROWS_MAX, openBlock, writeBlock } from '../model/fact-block.ts';
import type { JudgedFacts, OpenBlock } from '../model/fact-block.ts';
import { recordVector, type RecordedInputs } from '../model/inputs.ts';
import type { RiskLane } from '../model/rule-table.ts';
import type { Hit } from '../model/verdict.ts';

/** An assessment as it is kept: all that the verdict was made from. */
export type StoredAssessment = {
  readonly assessmentId: string;
  readonly declarationId: string;
  readonly attempt: number;
  readonly assessedOn: PlainDate;
  readonly assessedAt: Instant;
  readonly ruleTableVersion: number;
  /** Lower-case hex. */
  readonly ruleTableSha256: string;
  readonly lane: RiskLane;
  readonly score: number;
  readonly inputs: RecordedInputs;
  readonly hits: readonly Hit[];
};

/** What a batch has in common; its id is the assessmentId of each row. */
export type AssessedBatch = Pick<
  StoredAssessment,
  'assessedOn' | 'assessedAt' | 'ruleTableVersion' | 'ruleTableSha256'
> & { readonly blockId: string };

/** One row of a batch. */
export type AssessedRow = JudgedFacts & { readonly hits: readonly Hit[] };

// Level 1 takes half the time of level 6 for a tenth more bytes.
const QUICK = { level: 1 };
/** What a row may come to, far above any real one: a forged block ends here, not in memory. */
const ROW_BYTES_MAX = 4_096;

/**
 * Appends up to BLOCK_ROWS_MAX rows of different declarations: a block and a narrow row each. The
 * new id in each key means that nothing can conflict.
 */
export async function appendAssessments(
  tx: Tx,
  zoneCode: string,
  { batch, rows }: { batch: AssessedBatch; rows: readonly AssessedRow[] },
): Promise<void> {
  const { blockId, assessedOn } = batch;
  const places = new Map(rows.map((row, index) => [row, index]));
  const columns: Column<AssessedRow>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['declaration_id', 'uuid', (row) => row.declarationId],
    ['assessment_id', 'uuid', () => blockId],
    ['place', 'int2', (row) => places.get(row)],
    ['attempt', 'int4', (row) => row.attempt],
    ['assessed_on', 'date', () => assessedOn],
    ['lane', 'text', (row) => row.lane],
    ['score', 'int4', (row) => row.score],
    ['hits', 'text', (row) => (row.hits.length === 0 ? null : JSON.stringify(row.hits))],
  ];
  await appendBlock(tx, zoneCode, { batch, rows });
  await tx.append('risk.assessment', columns, rows);
}

async function appendBlock(
  tx: Tx,
  zoneCode: string,
  { batch, rows }: { batch: AssessedBatch; rows: readonly JudgedFacts[] },
): Promise<void> {
  const columns: Column<AssessedBatch>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['assessed_on', 'date', ({ assessedOn }) => assessedOn],
    ['block_id', 'uuid', ({ blockId }) => blockId],
    ['assessed_at', 'timestamptz', ({ assessedAt }) => assessedAt],
    ['rule_table_version', 'int4', ({ ruleTableVersion }) => ruleTableVersion],
    ['rule_table_sha256', 'bytea', (one) => Buffer.from(one.ruleTableSha256, 'hex')],
    ['length', 'int4', () => rows.length],
    ['rows', 'bytea', () => deflateRawSync(writeBlock(rows), QUICK)],
  ];
  await tx.append('risk.fact_block', columns, [batch]);
}

type AssessmentRow = Omit<StoredAssessment, 'inputs' | 'hits'> & {
  readonly place: number | null;
  readonly inputs: RecordedInputs | null;
  readonly hits: readonly Hit[] | null;
  readonly block: Uint8Array | null;
};

/** The assessments of one declaration, newest first, 100 at most. */
export async function listAssessments(
  q: Queryable,
  zoneCode: string,
  declarationId: string,
): Promise<StoredAssessment[]> {
  const rows = await q.query<AssessmentRow>(
    `select a.assessment_id as "assessmentId", a.declaration_id as "declarationId", a.attempt,
       a.assessed_on as "assessedOn", coalesce(a.assessed_at, b.assessed_at) as "assessedAt",
       coalesce(a.rule_table_version, b.rule_table_version) as "ruleTableVersion",
       encode(coalesce(a.rule_table_sha256, b.rule_table_sha256), 'hex') as "ruleTableSha256",
       a.lane, a.score, a.inputs::jsonb as inputs, a.hits::jsonb as hits, a.place, b.rows as block
     from risk.assessment a
     left join risk.fact_block b on b.zone_code = a.zone_code
       and b.assessed_on = a.assessed_on
       and b.block_id = a.assessment_id
       and a.place is not null
     where a.zone_code = $1
       and a.declaration_id = $2
     order by a.assessment_id desc
     limit 100`,
    [zoneCode, declarationId],
  );
  return rows.map(({ place, block, ...row }) => ({
    ...row,
    inputs: row.inputs ?? inputsAt(block, place),
    hits: row.hits ?? [],
  }));
}

function inputsAt(block: Uint8Array | null, place: number | null): RecordedInputs {
  return block && place !== null ? recordVector(inflateBlock(block).factsAt(place)) : {};
}

function inflateBlock(rows: Uint8Array): OpenBlock {
  return openBlock(inflateRawSync(rows, { maxOutputLength: BLOCK_ROWS_MAX * ROW_BYTES_MAX }));
}

/** Where a reading of blocks stands. */
export type BlockPosition = { readonly assessedOn: PlainDate; readonly blockId: string };

/** A block with the day that judged it. */
export type StoredBlock = BlockPosition & { readonly block: OpenBlock; readonly version: number };

/** How many assessments stand in blocks from `from` to `until`. */
export async function countBlockRows(
  q: Queryable,
  zoneCode: string,
  { from, until }: { from: PlainDate; until: PlainDate },
): Promise<number> {
  const rows = await q.query<{ count: number }>(
    `select coalesce(sum(length), 0)::int8 as count
     from risk.fact_block
     where zone_code = $1
       and assessed_on between $2 and $3`,
    [zoneCode, from, until],
  );
  return rows[0]?.count ?? 0;
}

/** Up to `limit` blocks after `after` until the day `until`, in the order of days. */
export async function readBlocks(
  q: Queryable,
  zoneCode: string,
  page: { after: BlockPosition; until: PlainDate; limit: number },
): Promise<StoredBlock[]> {
  const rows = await q.query<BlockPosition & { version: number; rows: Uint8Array }>(
    `select assessed_on as "assessedOn", block_id as "blockId", rule_table_version as version, rows
     from risk.fact_block
     where zone_code = $1
       and (assessed_on, block_id) > ($2::date, $3::uuid)
       and assessed_on <= $4
     order by assessed_on, block_id
     limit $5`,
    [zoneCode, page.after.assessedOn, page.after.blockId, page.until, page.limit],
  );
  return rows.map(({ rows: packed, ...position }) => ({
    ...position,
    block: inflateBlock(packed),
  }));
}
