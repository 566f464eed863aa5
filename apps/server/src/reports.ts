import { setPriority } from 'node:os';
import { openDatabase, type Database, type PoolSizes } from '@pilotzone/kernel/db';
import type { Bulkhead, HttpServer } from '@pilotzone/kernel/http';
import { isReport } from '@pilotzone/kernel/report-lane';
import type { OpenServer } from './open-server.ts';

/** The name of the compartment of what reads much at once. */
export const REPORTS = 'reports';

/** Two work, six wait; whoever comes then is told so at once. */
export const REPORT_BULKHEAD: Bulkhead = {
  atOnceMax: 8,
  retryAfter: 5,
  isForReports: true,
  refusal: {
    code: 'REPORTS_UNAVAILABLE',
    text: 'eight reports are being made, as many as may be; ask again, or for a shorter period,',
  },
};

/** One process of the database for each: a report of several takes them from clearing. */
export const REPORT_POOL: PoolSizes = {
  batch: 1,
  query: 2,
  statementMsMax: 60_000,
  settings: { max_parallel_workers_per_gather: '0', work_mem: '16MB', temp_file_limit: '2GB' },
};

// Clearing has a core whenever it wants one: reports take what is left.
const BEHIND_EVERYTHING = 19;

/**
 * Routes that read much at once. What is added here needs nothing else. No stream stands here: it
 * would keep its place for as long as somebody listens (the cockpit reads its sums as a report).
 */
const ROUTES: ReadonlySet<string> = new Set([
  'GET /api/v1/declarations/export',
  'GET /api/v1/evidence',
  'GET /api/v1/statistics/cells',
  'GET /api/v1/statistics/cells/declarations',
  'GET /api/v1/statistics/cells/export',
  'GET /api/v1/statistics/indicators',
  'GET /api/v1/statistics/nowcast',
  'GET /api/v1/statistics/trade',
  'GET /api/v1/summary',
  'GET /api/v1/tax-bills/reconciliation',
]);

/** Puts reports into their compartment; before the routes are added. */
export function markReports(server: HttpServer): void {
  server.addHook('onRoute', (route) => {
    if (ROUTES.has(`${String(route.method)} ${route.url}`))
      route.config = { ...route.config, bulkhead: REPORTS };
  });
}

/**
 * The database with connections of their own for reports; `close` ends those. On a server of ours
 * they run behind all its other processes; elsewhere only their number, time and memory are
 * limited.
 */
export function withReports(server: OpenServer): Database {
  const { db, url, keyring } = server;
  const onConnect = server.isOurs ? putBehind : undefined;
  const reports = openDatabase(url, { ...REPORT_POOL, ...(onConnect && { onConnect }) }, keyring);
  return {
    ...db,
    query: (...question) => (isReport() ? reports : db).query(...question),
    close: () => reports.close(),
  };
}

/** Puts a process of a database on this machine behind all others. */
export function putBehind(processId: number): void {
  try {
    setPriority(processId, BEHIND_EVERYTHING);
  } catch {
    // Its end, or a system without priorities; the other limits hold.
  }
}
