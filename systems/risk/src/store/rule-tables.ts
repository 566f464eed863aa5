import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';

/** A stored version, its content not yet checked. */
export type StoredTable = {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
  readonly content: unknown;
  readonly importedBy: string;
  readonly importedAt: Instant;
};

export type Activation = {
  readonly activation: number;
  readonly version: number;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | null;
  readonly activatedBy: string;
  readonly activatedAt: Instant;
};

/** A version on trial, as a batch needs to know it. */
export type RunningTrial = {
  readonly trialId: string;
  readonly version: number;
  readonly share: number;
};

/**
 * The version in force on `on` and those on trial then, `undefined` when none is in force: one
 * indexed read a batch.
 */
export async function findTableInForce(
  q: Queryable,
  zoneCode: string,
  on: PlainDate,
): Promise<{ version: number; trials: readonly RunningTrial[] } | undefined> {
  const rows = await q.query<{ version: number; trials: readonly RunningTrial[] | null }>(
    `select a.version,
       (select json_agg(json_build_object('trialId', trial_id, 'version', version, 'share', share)
          order by trial_id)
        from risk.rule_trial
        where zone_code = $1
          and ended_at is null
          and from_day <= $2
          and (until_day is null or until_day >= $2)) as trials
     from risk.rule_table_activation a
     where a.zone_code = $1
       and a.valid_from <= $2
       and (a.valid_until is null or a.valid_until >= $2)
     order by a.activation desc
     limit 1`,
    [zoneCode, on],
  );
  return rows[0] && { version: rows[0].version, trials: rows[0].trials ?? [] };
}

const TABLE_COLUMNS = `version, name, encode(sha256, 'hex') as sha256, content,
  imported_by as "importedBy", imported_at as "importedAt"`;

/** One version, `undefined` when the zone has none. */
export async function findTable(
  q: Queryable,
  zoneCode: string,
  version: number,
): Promise<StoredTable | undefined> {
  const rows = await q.query<StoredTable>(
    `select ${TABLE_COLUMNS}
     from risk.rule_table
     where zone_code = $1
       and version = $2`,
    [zoneCode, version],
  );
  return rows[0];
}

/** The newest versions first, 200 at most; nobody reads further back in a list. */
export async function listTables(q: Queryable, zoneCode: string): Promise<StoredTable[]> {
  return q.query<StoredTable>(
    `select ${TABLE_COLUMNS}
     from risk.rule_table
     where zone_code = $1
     order by version desc
     limit 200`,
    [zoneCode],
  );
}

/** All activations of a zone, the deciding one last. */
export async function listActivations(q: Queryable, zoneCode: string): Promise<Activation[]> {
  return q.query<Activation>(
    `select activation, version, valid_from as "validFrom", valid_until as "validUntil",
       activated_by as "activatedBy", activated_at as "activatedAt"
     from risk.rule_table_activation
     where zone_code = $1
     order by activation`,
    [zoneCode],
  );
}

/** Lets one import or activation of a zone run at a time, until the transaction ends. */
export async function lockTables(tx: Tx, zoneCode: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('risk.rule_table ' || $1, 0))`, [
    zoneCode,
  ]);
}

/**
 * Stores content under the next version, or finds the version that already has it. Needs
 * lockTables.
 */
export async function addTable(
  tx: Tx,
  zoneCode: string,
  table: Omit<StoredTable, 'version'>,
): Promise<{ version: number; isNew: boolean }> {
  const known = await tx.query<{ version: number }>(
    `select version
     from risk.rule_table
     where zone_code = $1
       and sha256 = decode($2, 'hex')`,
    [zoneCode, table.sha256],
  );
  if (known[0]) return { version: known[0].version, isNew: false };
  const added = await tx.query<{ version: number }>(
    `insert into risk.rule_table
       (zone_code, version, name, sha256, content, imported_by, imported_at)
     select $1, coalesce(max(version), 0) + 1, $2, decode($3, 'hex'), $4::jsonb, $5,
       to_timestamp($6::float8 / 1000)
     from risk.rule_table
     where zone_code = $1
     returning version`,
    [
      zoneCode,
      table.name,
      table.sha256,
      JSON.stringify(table.content),
      table.importedBy,
      table.importedAt,
    ],
  );
  return { version: added[0]?.version ?? 0, isNew: true };
}

/** Adds an activation, which decides its days from then on. Needs lockTables. */
export async function addActivation(
  tx: Tx,
  zoneCode: string,
  activation: Omit<Activation, 'activation'>,
): Promise<void> {
  await tx.query(
    `insert into risk.rule_table_activation
       (zone_code, activation, version, valid_from, valid_until, activated_by, activated_at)
     select $1, coalesce(max(activation), 0) + 1, $2, $3::date, $4::date, $5,
       to_timestamp($6::float8 / 1000)
     from risk.rule_table_activation
     where zone_code = $1`,
    [
      zoneCode,
      activation.version,
      activation.validFrom,
      activation.validUntil,
      activation.activatedBy,
      activation.activatedAt,
    ],
  );
}
