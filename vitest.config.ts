import { defineConfig } from 'vitest/config';

const FOLDERS = ['kernel', 'customs', 'systems', 'platforms', 'apps', 'tools'];

// Vitest reads the default export of this file; nowhere else are default exports allowed.
export default defineConfig({
  test: {
    environment: 'node',
    include: FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx,mjs}`),
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['kernel/src/testing-setup.ts'],
    pool: 'threads',
    // Tests share two cores with a database server; a real hang still ends within a minute.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
