import type { Queryable } from '@pilotzone/kernel/db';
import type { Shares } from './profile.ts';
import { tableOf } from './stages.ts';

const EVERY_MS = 10;

/**
 * Looks again and again at what the server is computing, until `stop`: how often it was seen at
 * work, by table. Who waits for a lock or for us is not at work.
 */
export function sampleStatements(q: Queryable): { stop(): Promise<Shares> } {
  const seen: Record<string, number> = {};
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
      return seen;
    },
  };

  async function look(): Promise<void> {
    const rows = await q.query<{ query: string }>(
      `select query
         from pg_stat_activity
        where state = 'active' and wait_event is null
          and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    for (const { query } of rows) {
      const table = tableOf(query);
      seen[table] = (seen[table] ?? 0) + 1;
    }
  }
}
