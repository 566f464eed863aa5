import type { Database } from './db.ts';
import { PilotError } from './errors.ts';

// Connection refused or lost, server shutting down or starting, too many connections, out of memory
// (SQLSTATE classes 08, 57P and 53 but for the disk).
const LOST = /^(ECONNREFUSED|ECONNRESET|EPIPE|08...|57P0.|53[02-9]..)$/;
const DISK_FULL = /^(ENOSPC|53100)$/;

/**
 * What a failure of the database means to somebody who can act on it; `undefined` for anything
 * else, a bug of ours for example.
 */
export function explainDatabaseFailure(error: unknown): PilotError | undefined {
  if (error instanceof PilotError) return undefined;
  const { code, message = '' } = error as { code?: string; message?: string };
  if (code !== undefined && DISK_FULL.test(code)) {
    const text = 'the disk of the database is full; make room, then try again: nothing is lost';
    return new PilotError('DISK_FULL', text, { cause: error });
  }
  if (code === undefined ? message.startsWith('Connection terminated') : LOST.test(code)) {
    const text = 'the database cannot be reached; try again in a moment';
    return new PilotError('DATABASE_UNAVAILABLE', text, { cause: error });
  }
  return undefined;
}

/**
 * The same database, but when it is gone, `why` is asked first: the server's own last words say
 * more than a connection that was cut.
 */
export function explainLosses(db: Database, why: () => PilotError | undefined): Database {
  return {
    query: (sql, parameters, sealed) => explained(db.query(sql, parameters, sealed)),
    seal: (values) => explained(db.seal(values)),
    transaction: (work) => explained(db.transaction(work)),
    close: () => db.close(),
  };

  async function explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw (explainDatabaseFailure(error) && why()) ?? error;
    }
  }
}
