import pg from 'pg';

/** The database user that owns everything in an embedded cluster. */
export const DATABASE_USER = 'pilotzone';

/** The connection string of a server on this machine. */
export function urlOf(server: { port: number; password: string; database: string }): string {
  const { port, password, database } = server;
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Asks one question over a connection of its own, and gives up after three seconds. */
export async function askServer(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return result.rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
