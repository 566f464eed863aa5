import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const FOLDERS = ['kernel', 'customs', 'systems', 'platforms', 'apps', 'tools'];
const WHOLE_PROGRAMS = FOLDERS.map((folder) => `${folder}/**/e2e/**/*.test.{ts,tsx,mjs}`);

// Tests of parts fill every core: they wait for the database as long as they compute. Tests of whole
// programs start servers and browsers of their own and wait for screens; they come afterwards, one
// file at a time, so that none waits longer than its patience because of another.
const PARTS = {
  name: 'parts',
  include: FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx,mjs}`),
  exclude: ['**/node_modules/**', '**/dist/**', ...WHOLE_PROGRAMS],
  maxWorkers: availableParallelism(),
  sequence: { groupOrder: 0 },
};
const PROGRAMS = {
  name: 'programs',
  include: WHOLE_PROGRAMS,
  exclude: ['**/node_modules/**', '**/dist/**'],
  maxWorkers: 1,
  sequence: { groupOrder: 1 },
};

// Vitest reads the default export of this file; nowhere else are default exports allowed.
export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['kernel/src/testing-setup.ts'],
    pool: 'threads',
    // Tests share two cores with a database server; a real hang still ends within a minute.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    projects: [PARTS, PROGRAMS].map((test) => ({ extends: true, test })),
  },
});
