import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { encodeCopy, type Column, type ColumnType } from './copy.ts';

export type { Column, ColumnType } from './copy.ts';

/**
 * A value that PostgreSQL's text protocol takes as a parameter; arrays become PostgreSQL arrays.
 */
export type Parameter =
  string | number | bigint | boolean | null | Uint8Array | readonly Parameter[];

/**
 * A temporary table of one connection that receives a batch by binary COPY and is then used in
 * set-based SQL by its name. Emptied at the end of each transaction.
 */
export type Stage<Row> = { readonly name: string; readonly columns: readonly Column<Row>[] };

/**
 * Something that answers SQL. `int8` and `timestamptz` come back as numbers (milliseconds),
 * `numeric` and `date` as text.
 */
export type Queryable = {
  query<R>(sql: string, parameters?: readonly Parameter[]): Promise<R[]>;
};

/** One transaction. Every store function of the hot path takes it first. */
export type Tx = Queryable & {
  /** Runs SQL text that may hold several statements, without parameters: migrations. */
  run(sql: string): Promise<void>;
  /**
   * Fills a stage; a second call in one transaction replaces its rows. An empty batch leaves it
   * empty.
   */
  stage<Row>(stage: Stage<Row>, rows: readonly Row[]): Promise<void>;
  /** Appends rows to a table that cannot conflict. Cheaper than a stage. */
  append<Row>(table: string, columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void>;
};

export type Database = Queryable & {
  /**
   * Runs `work` in one read-committed transaction of the batch pool: commits when it returns, rolls
   * back when it throws. Deadlocks and serialisation failures are retried up to three times, so
   * `work` must be repeatable.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * Defines a stage; `name` must be unique in the program, begin with `stage_` and is used in SQL as
 * it is.
 */
export function defineStage<Row>(name: string, columns: readonly Column<Row>[]): Stage<Row> {
  return { name, columns };
}

const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS_MAX = 4;

// Batches join a stage without statistics to big tables by their keys. On tables that were never
// analysed the planner takes `zone_code = $1` for selective and would read the zone's whole table,
// hashed or materialised, for each batch; so only look-ups by the full key are left to it, planned
// anew for each batch.
const BATCH_SETTINGS = [
  'plan_cache_mode=force_custom_plan',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_material=off',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/**
 * Opens two pools on `url`: one for batches, one for single questions, so that neither starves the
 * other. Throws nothing yet: connections are made on first use.
 */
export function openDatabase(url: string, sizes = { batch: 4, query: 6 }): Database {
  const types = { getTypeParser: typeParser };
  const batch = new pg.Pool({
    connectionString: url,
    max: sizes.batch,
    types,
    options: BATCH_SETTINGS,
  });
  const single = new pg.Pool({
    connectionString: url,
    max: sizes.query,
    types,
    options: '-c jit=off',
  });
  // A lost idle connection is replaced by the pool on next use; the query that needs it reports the
  // failure.
  batch.on('error', () => undefined);
  single.on('error', () => undefined);
  return {
    query: async <R>(sql: string, parameters: readonly Parameter[] = []) =>
      (await single.query(sql, parameters.slice())).rows as R[],
    transaction: (work) => runTransaction(batch, work),
    close: async () => {
      await Promise.all([batch.end(), single.end()]);
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    client.on('error', reportedByQuery);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(createTx(client));
      await client.query('commit');
      return result;
    } catch (error) {
      broken = await rollback(client);
      if (attempt >= ATTEMPTS_MAX || !RETRYABLE.has((error as { code?: string }).code ?? ''))
        throw error;
    } finally {
      client.removeListener('error', reportedByQuery);
      client.release(broken);
    }
  }
}

/**
 * A connection that is cut while a transaction holds it says so twice: the query fails, which is
 * what counts, and the client emits an event, which would end the process if nobody listened.
 */
function reportedByQuery(): void {
  // Nothing to do.
}

/** Rolls back; returns the error when the connection itself is gone, so that the pool drops it. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  // Stages that this transaction created are gone with it.
  stagesOf.delete(client);
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const stagesOf = new WeakMap<pg.PoolClient, Set<string>>();

function createTx(client: pg.PoolClient): Tx {
  const filled = new Set<string>();
  return { query, run, stage, append };

  async function run(sql: string): Promise<void> {
    await client.query(sql);
  }

  async function query<R>(sql: string, parameters: readonly Parameter[] = []): Promise<R[]> {
    const result = await client.query({
      name: statementName(sql),
      text: sql,
      values: parameters.slice(),
    });
    return result.rows as R[];
  }

  async function stage<Row>(definition: Stage<Row>, rows: readonly Row[]): Promise<void> {
    await createStage(client, definition);
    if (filled.has(definition.name)) await client.query(`delete from ${definition.name}`);
    filled.add(definition.name);
    await append(definition.name, definition.columns, rows);
  }

  async function append<Row>(table: string, columns: readonly Column<Row>[], rows: readonly Row[]) {
    if (rows.length === 0) return;
    const names = columns.map((column) => `"${column[0]}"`).join(', ');
    const sink = client.query(copyFrom(`copy ${table} (${names}) from stdin with (format binary)`));
    await pipeline(Readable.from([encodeCopy(columns, rows)]), sink);
  }
}

async function createStage<Row>(client: pg.PoolClient, definition: Stage<Row>): Promise<void> {
  const known = stagesOf.get(client) ?? new Set<string>();
  stagesOf.set(client, known);
  if (known.has(definition.name)) return;
  const columns = definition.columns
    .map(([name, type]) => `"${name}" ${columnSqlType(type)}`)
    .join(', ');
  // Rows of a page's size stay whole: compressing what lives until the commit would be wasted.
  await client.query(
    `create temporary table if not exists ${definition.name} (${columns})
       with (toast_tuple_target = 8160)
       on commit delete rows`,
  );
  known.add(definition.name);
}

function columnSqlType(type: ColumnType): string {
  return type === 'numeric' ? 'numeric(24,5)' : type;
}

const statementNames = new Map<string, string>();

/** A stable name per SQL text, so that each connection parses a statement once. */
function statementName(sql: string): string {
  const known = statementNames.get(sql);
  if (known) return known;
  const name = 's' + createHash('sha1').update(sql).digest('hex').slice(0, 16);
  statementNames.set(sql, name);
  return name;
}

const parsers = new Map<number, (text: string) => unknown>([
  [20, Number],
  [1082, (text) => text],
  [
    1184,
    (text) =>
      Date.parse(text.length < 29 ? text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00') : text),
  ],
  [1700, (text) => text],
]);

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (format !== 'binary') {
    const own = parsers.get(oid);
    if (own) return own;
  }
  return pg.types.getTypeParser(oid, format);
}
