import type { TestProject } from 'vitest/node';
import { startTemporaryPostgres } from './temporary-postgres.ts';

declare module 'vitest' {
  // Vitest asks for the values of provide/inject to be declared by merging this interface.
  interface ProvidedContext {
    databaseUrl: string;
  }
}

/**
 * Vitest's global set-up: one PostgreSQL for the whole run in a temporary folder, without
 * durability. With TEST_DATABASE_URL the tests use that server instead (its user must be allowed to
 * create databases).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('databaseUrl', given);
    return () => Promise.resolve();
  }
  const server = await startTemporaryPostgres({
    osUser: process.env.PG_OS_USER,
    settings: { ...VOLATILE, max_connections: '200', shared_buffers: '256MB' },
  });
  project.provide('databaseUrl', server.url);
  return () => server.stop();
}

// Never for data that anyone keeps.
const VOLATILE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};
