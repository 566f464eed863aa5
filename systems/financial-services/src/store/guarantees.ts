import { defineStage, type Column, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Guarantee, GuaranteeEntry, GuaranteeStatus } from '../model/guarantee.ts';
import { moneyOf, numericOf, timestamp, unitsOf } from './amounts.ts';

type GuaranteeRow = {
  guarantor_code: string;
  limit_amount: string;
  earmarked: string;
  reserved: string;
  warn_share: string;
  status: GuaranteeStatus;
  status_since: number;
  version: number;
};

const COLUMNS = `guarantor_code, limit_amount, earmarked, reserved, warn_share, status,
  status_since, version`;

/**
 * Reads guarantees and locks them, in code order, until the transaction ends; unknown codes are
 * left out.
 */
export async function lockGuarantees(
  tx: Tx,
  zoneCode: string,
  guarantorCodes: readonly string[],
): Promise<Guarantee[]> {
  if (guarantorCodes.length === 0) return [];
  const rows = await tx.query<GuaranteeRow>(
    `select ${COLUMNS}
     from financial_services.guarantee
     where zone_code = $1
       and guarantor_code = any($2::text[])
     order by guarantor_code
     for no key update`,
    [zoneCode, guarantorCodes],
  );
  return rows.map(guaranteeOf);
}

/** Guarantees of a zone by code, after `after`. */
export async function selectGuarantees(
  q: Queryable,
  zoneCode: string,
  page: { after: string; owner: string | undefined; limit: number },
): Promise<Guarantee[]> {
  const rows = await q.query<GuaranteeRow>(
    `select ${COLUMNS}
     from financial_services.guarantee
     where zone_code = $1
       and guarantor_code > $2
       and ($4::text is null or guarantor_code = $4)
     order by guarantor_code
     limit $3`,
    [zoneCode, page.after, page.limit, page.owner ?? null],
  );
  return rows.map(guaranteeOf);
}

/** Writes amounts and status of locked guarantees; a status that changes is dated `now`. */
export async function updateGuarantees(
  tx: Tx,
  guarantees: readonly Guarantee[],
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  if (guarantees.length === 0) return;
  await tx.query(
    `update financial_services.guarantee g
     set earmarked = k.earmarked,
       reserved = k.reserved,
       status = k.status,
       status_since = case when g.status = k.status then g.status_since else ${timestamp(2)} end
     from unnest($3::text[], $4::numeric[], $5::numeric[], $6::text[])
       k (guarantor_code, earmarked, reserved, status)
     where g.zone_code = $1
       and g.guarantor_code = k.guarantor_code`,
    [
      at.zoneCode,
      at.now,
      guarantees.map((one) => one.guarantorCode),
      guarantees.map((one) => numericOf(one.earmarked)),
      guarantees.map((one) => numericOf(one.reserved)),
      guarantees.map((one) => one.status),
    ],
  );
}

type EntryRow = {
  declaration_id: string;
  sequence: number;
  kind: GuaranteeEntry['kind'];
  guarantor_code: string;
  amount: string;
  day: string;
  invt_no: string | null;
  part: number | null;
};

type DeclarationKey = { readonly declarationId: string };

const declarationStage = defineStage<DeclarationKey>('stage_guarantee_declaration', [
  ['declaration_id', 'uuid', (key) => key.declarationId],
]);

/**
 * All entries of some declarations, each declaration's in order. `offset 0` keeps it one index
 * probe a declaration: flattened into a join, a table without statistics (a fresh database) is read
 * whole for each of them.
 */
export async function selectEntries(
  tx: Tx,
  zoneCode: string,
  declarationIds: readonly string[],
): Promise<GuaranteeEntry[]> {
  if (declarationIds.length === 0) return [];
  await tx.stage(
    declarationStage,
    declarationIds.map((declarationId) => ({ declarationId })),
  );
  const rows = await tx.query<EntryRow>(
    `select e.declaration_id, e.sequence, e.kind, e.guarantor_code, e.amount, e.day, e.invt_no,
       e.part
     from stage_guarantee_declaration k
     cross join lateral (
       select *
       from financial_services.guarantee_entry e
       where e.zone_code = $1
         and e.declaration_id = k.declaration_id
       offset 0
     ) e
     order by e.declaration_id, e.sequence`,
    [zoneCode],
  );
  return rows.map(entryOf);
}

/**
 * Appends entries; a sequence that is taken means that another transaction was here first, and
 * throws.
 */
export async function appendEntries(
  tx: Tx,
  entries: readonly GuaranteeEntry[],
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  const columns: Column<GuaranteeEntry>[] = [
    ['zone_code', 'text', () => at.zoneCode],
    ['declaration_id', 'uuid', (entry) => entry.declarationId],
    ['sequence', 'int2', (entry) => entry.sequence],
    ['kind', 'text', (entry) => entry.kind],
    ['guarantor_code', 'text', (entry) => entry.guarantorCode],
    ['amount', 'numeric', (entry) => entry.amount.units],
    ['day', 'date', (entry) => entry.day],
    ['recorded_at', 'timestamptz', () => at.now],
    ['invt_no', 'text', (entry) => entry.invtNo],
  ];
  // Returns in parts are rare: the hot path does not carry their column.
  if (entries.some(({ part }) => part !== undefined)) {
    columns.push(['part', 'int2', (entry) => entry.part]);
  }
  await tx.append('financial_services.guarantee_entry', columns, entries);
}

/** A change of a limit, as kept. */
export type LimitChange = {
  readonly before: Guarantee | undefined;
  readonly after: Guarantee;
  readonly postingSetId: string;
  readonly reason: string;
  readonly changedBy: string;
};

/**
 * Creates a guarantee with no limit where there is none, so that it can be locked; the limit is set
 * by `updateLimit` in the same transaction.
 */
export async function ensureGuarantee(
  tx: Tx,
  guarantorCode: string,
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  await tx.query(
    `insert into financial_services.guarantee
       (zone_code, guarantor_code, limit_amount, warn_share, status_since, version)
     values ($1, $3, 0, 0.8, ${timestamp(2)}, 0)
     on conflict on constraint guarantee_pkey do nothing`,
    [at.zoneCode, at.now, guarantorCode],
  );
}

/** Writes a limit change: the guarantee itself and its history. */
export async function updateLimit(
  tx: Tx,
  change: LimitChange,
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  const { before, after } = change;
  await tx.query(
    `with changed as (
       update financial_services.guarantee
       set limit_amount = $4,
         warn_share = $5::numeric,
         status_since = case when status = $6 then status_since else ${timestamp(2)} end,
         status = $6,
         version = $7
       where zone_code = $1
         and guarantor_code = $3
     )
     insert into financial_services.guarantee_limit_change (zone_code, guarantor_code, version,
       posting_set_id, limit_before, limit_after, warn_share, reason, changed_by, changed_at)
     values ($1, $3, $7, $8, $9, $4, $5::numeric, $10, $11, ${timestamp(2)})`,
    [
      at.zoneCode,
      at.now,
      after.guarantorCode,
      numericOf(after.limit),
      numericOf({ units: after.warnShare, currency: 'CNY' }),
      after.status,
      after.version,
      change.postingSetId,
      before ? numericOf(before.limit) : '0',
      await sealOne(tx, change.reason, `limit ${after.guarantorCode} ${after.version}`),
      change.changedBy,
    ],
  );
}

function guaranteeOf(row: GuaranteeRow): Guarantee {
  return {
    guarantorCode: row.guarantor_code,
    limit: moneyOf(row.limit_amount),
    earmarked: moneyOf(row.earmarked),
    reserved: moneyOf(row.reserved),
    warnShare: unitsOf(row.warn_share),
    status: row.status,
    // timestamptz arrives in milliseconds.
    statusSince: row.status_since as Instant,
    version: row.version,
  };
}

function entryOf(row: EntryRow): GuaranteeEntry {
  return {
    declarationId: row.declaration_id,
    sequence: row.sequence,
    kind: row.kind,
    guarantorCode: row.guarantor_code,
    amount: moneyOf(row.amount),
    // A date column is a day in China.
    day: row.day as PlainDate,
    invtNo: row.invt_no ?? undefined,
    part: row.part ?? undefined,
  };
}
