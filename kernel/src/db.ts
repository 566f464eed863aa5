import pg from 'pg';
import { encodeCopy, type Column } from './copy.ts';
import { copyIn } from './copy-in.ts';
import { presentReader } from './row-reader.ts';
import type { Keyring } from './sealing/keyring.ts';
import { createSealer, SEALED_BATCH_COLUMNS } from './sealing/sealer.ts';
import type { Sealable, SealedColumns, Sealer } from './sealing/sealer.ts';
import type { Parameter, Queryable, SealedReads } from './queryable.ts';
import { createStages, statementName, type Stage } from './stages.ts';

export type { Column, ColumnType } from './copy.ts';
export type { BoundColumn, Parameter, Queryable } from './queryable.ts';
export { defineStage, type Stage } from './stages.ts';

/** Something that besides seals single values, to be written into columns of kernel.sealed. */
export type Sealing = Queryable & {
  /** `boundTo` says of each value what it is and whose; it opens nowhere else. */
  seal(values: readonly Sealable[], boundTo?: readonly string[]): Promise<(Buffer | null)[]>;
};

/** One transaction. Every store function of the hot path takes it first. */
export type Tx = Sealing & {
  /** Runs SQL text that may hold several statements, without parameters: migrations. */
  run(sql: string): Promise<void>;
  /**
   * Fills a stage for the statements of this transaction that name it; a second call replaces its
   * rows. An empty batch leaves it empty.
   */
  stage<Row>(stage: Stage<Row>, rows: readonly Row[]): Promise<void>;
  /** Appends rows by COPY to a table that cannot conflict: the cheapest way for whole rows. */
  append<Row>(table: string, columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void>;
  /** The same in one statement, for a table with a trigger that looks at all new rows together. */
  appendWhole<Row>(
    table: string,
    columns: readonly Column<Row>[],
    rows: readonly Row[],
  ): Promise<void>;
  /**
   * Like `append`, and one round trip more only when it fails: then nothing is appended, and the
   * transaction goes on as if it had not been tried. Throws what `append` throws.
   */
  tryAppend<Row>(
    table: string,
    columns: readonly Column<Row>[],
    rows: readonly Row[],
  ): Promise<void>;
};

export type Database = Sealing & {
  /**
   * Runs `work` in one read-committed transaction of the batch pool: commits when it returns, rolls
   * back when it throws. Deadlocks and serialisation failures are retried up to nine times, so
   * `work` must be repeatable.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const RETRYABLE = new Set(['40001', '40P01']);
// Who was in the way has committed by the next try, and another writer may be in the way then: as
// many tries as there are writers, and a few more.
const ATTEMPTS_MAX = 10;

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

/** How many connections, and for how long a statement may hold one. */
export type PoolSizes = {
  readonly batch: number;
  readonly query: number;
  /** Without it a statement takes what it takes. */
  readonly statementMsMax?: number;
  /**
   * How long a transaction may stand still between two statements before PostgreSQL ends it; at
   * first a minute. A process that stands still (stopped, its machine lost) must not hold locks,
   * and with them the delivery of all events, for ever.
   */
  readonly idleMsMax?: number;
  /** PostgreSQL settings of the connections for questions. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told the process id at the server of each new connection for questions. */
  readonly onConnect?: (processId: number) => void;
};

const IDLE_MS_MAX = 60_000;

/** Two pools that serve whoever needs no others. */
export const POOL_SIZES: PoolSizes = { batch: 4, query: 6 };

/**
 * Opens two pools on `url`: one for batches, one for single questions, so that neither starves the
 * other. Without `keyring` nothing can be sealed or opened. Throws nothing yet: connections are
 * made on first use.
 */
export function openDatabase(
  url: string,
  sizes: PoolSizes = POOL_SIZES,
  keyring?: Keyring,
): Database {
  const { batch: batchMax, query: queryMax, statementMsMax, settings = {}, onConnect } = sizes;
  const { idleMsMax = IDLE_MS_MAX } = sizes;
  const types = { getTypeParser: typeParser };
  const more = Object.entries(settings).map(([name, value]) => ` -c ${name}=${value}`);
  const idle = ` -c idle_in_transaction_session_timeout=${idleMsMax}`;
  const limit =
    idle + (statementMsMax === undefined ? '' : ` -c statement_timeout=${statementMsMax}`);
  const batch = new pg.Pool({
    connectionString: url,
    max: batchMax,
    types,
    options: BATCH_SETTINGS + limit,
  });
  const single = new pg.Pool({
    connectionString: url,
    max: queryMax,
    types,
    options: `-c jit=off${limit}${more.join('')}`,
  });
  // The driver knows it, its types do not.
  if (onConnect)
    single.on('connect', (client) => onConnect((client as { processID?: number }).processID ?? 0));
  // A lost idle connection is replaced by the pool on next use; the query that needs it reports the
  // failure.
  batch.on('error', () => undefined);
  single.on('error', () => undefined);
  const plain: Queryable = {
    query: async <R>(sql: string, parameters: readonly Parameter[] = []) =>
      (await single.query(sql, parameters.slice())).rows as R[],
  };
  const sealer = keyring ? createSealer(plain, keyring) : NO_SEALER;
  return {
    query: async <R>(sql: string, parameters: readonly Parameter[] = [], sealed?: SealedReads) => {
      const reader = presentReader();
      const rows =
        reader === undefined
          ? await plain.query<R>(sql, parameters)
          : await queryAs<R>(single, reader, { sql, parameters });
      return sealed ? sealer.open(plain, rows, sealed) : rows;
    },
    seal: (values, boundTo) => sealer.seal(values, boundTo),
    transaction: (work) => runTransaction(batch, sealer, work),
    close: async () => {
      await Promise.all([batch.end(), single.end()]);
    },
  };
}

function noKeys(): never {
  throw new Error('this database was opened without the keys of personal data');
}
const NO_SEALER: Sealer = { sealColumns: noKeys, seal: noKeys, open: noKeys };

/** A question as `pilotzone_reader`: policies of the tables say what `organisation` may see. */
async function queryAs<R>(
  pool: pg.Pool,
  organisation: string,
  { sql, parameters }: { sql: string; parameters: readonly Parameter[] },
): Promise<R[]> {
  const client = await pool.connect();
  client.on('error', reportedByQuery);
  let broken: Error | undefined;
  try {
    const value = pg.escapeLiteral(organisation);
    const setting = `set local app.organisation = ${value}`;
    await client.query(`begin read only; set local role pilotzone_reader; ${setting}`);
    const { rows } = await client.query(sql, parameters.slice());
    await client.query('commit');
    return rows as R[];
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client.removeListener('error', reportedByQuery);
    client.release(broken);
  }
}

async function runTransaction<T>(
  pool: pg.Pool,
  sealer: Sealer,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    client.on('error', reportedByQuery);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(createTx(client, sealer));
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
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function createTx(client: pg.PoolClient, sealer: Sealer): Tx {
  const stages = createStages();
  const seal: Tx['seal'] = (values, boundTo) => sealer.seal(values, boundTo);
  return { query, seal, run, stage, append, appendWhole, tryAppend };

  async function run(sql: string): Promise<void> {
    await client.query(sql);
  }

  async function query<R>(
    sql: string,
    parameters: readonly Parameter[] = [],
    sealed?: SealedReads,
  ): Promise<R[]> {
    const { text, staged } = stages.resolve(sql, parameters.length);
    const values = [...parameters, ...staged];
    const result = await client.query({ name: statementName(text), text, values });
    const rows = result.rows as R[];
    return sealed ? sealer.open({ query }, rows, sealed) : rows;
  }

  async function stage<Row>(definition: Stage<Row>, rows: readonly Row[]): Promise<void> {
    // A statement may write some of a stage's rows or none, and nothing sealed may stay behind.
    const { columns } = await sealed(definition.columns, rows, 'alone');
    stages.fill({ name: definition.name, columns }, rows);
  }

  async function append<Row>(table: string, columns: readonly Column<Row>[], rows: readonly Row[]) {
    if (rows.length === 0) return;
    const { sql, data } = copyOf(table, await sealed(columns, rows), rows);
    await copyIn(client, sql, data);
  }

  async function appendWhole<Row>(
    table: string,
    columns: readonly Column<Row>[],
    rows: readonly Row[],
  ) {
    if (rows.length === 0) return;
    await copyIn(client, copyText(table, columns), [encodeCopy(columns, rows)]);
  }

  async function tryAppend<Row>(
    table: string,
    columns: readonly Column<Row>[],
    rows: readonly Row[],
  ) {
    if (rows.length === 0) return;
    const { sql, data } = copyOf(table, await sealed(columns, rows), rows);
    try {
      await copyIn(client, `savepoint append_new; ${sql}; release savepoint append_new`, data);
    } catch (error) {
      await client.query('rollback to savepoint append_new; release savepoint append_new');
      throw error;
    }
  }

  async function sealed<Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    how: 'together' | 'alone' = 'together',
  ) {
    if (!columns.some(([, type]) => type === 'sealed')) return { columns, batches: [] };
    return sealer.sealColumns(columns, rows, how);
  }
}

const SEALED_BATCH = 'kernel.sealed_batch';

// PostgreSQL 17 and 18 note each buffered row of a COPY, up to a thousand, in a list that they
// search from its beginning: the cost of a row grows with the rows of the statement, to a fifth of
// all work at a thousand (docs/performance.md).
const COPY_ROWS = 250;

function copyOf<Row>(
  table: string,
  { columns, batches }: SealedColumns<Row>,
  rows: readonly Row[],
) {
  const texts: string[] = [];
  const data: Buffer[] = [];
  if (batches.length > 0) {
    texts.push(copyText(SEALED_BATCH, SEALED_BATCH_COLUMNS));
    data.push(encodeCopy(SEALED_BATCH_COLUMNS, batches));
  }
  const text = copyText(table, columns);
  for (let from = 0; from < rows.length; from += COPY_ROWS) {
    texts.push(text);
    data.push(encodeCopy(columns, rows.slice(from, from + COPY_ROWS)));
  }
  return { sql: texts.join('; '), data };
}

function copyText<Row>(table: string, columns: readonly Column<Row>[]): string {
  const names = columns.map((column) => `"${column[0]}"`).join(', ');
  return `copy ${table} (${names}) from stdin with (format binary)`;
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
