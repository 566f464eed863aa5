// `npm run check`: everything that can be said about the code without a database, in under two
// minutes. Run: node tools/check.mjs [--no-tests]

import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { runSteps } from './run-steps.mjs';

const CODE = ['kernel', 'customs', 'systems', 'platforms', 'apps'];

// The longest first, so that the cores end together.
const STEPS = [
  {
    name: 'lint',
    args: [
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
    ],
  },
  {
    name: 'types of the portal',
    args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'apps/portal/tsconfig.json'],
  },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'format',
    args: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/prettier-of-check',
      '.',
    ],
  },
  {
    name: 'architecture',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...CODE,
      '--output-type',
      'err-long',
    ],
  },
  { name: 'tidy', args: ['tools/tidy.mjs'] },
];

// Rules without I/O; the other tests need a database and run in `npm test`.
const MODEL_TESTS = {
  name: 'model tests',
  args: [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '/model',
    'customs/rules',
    'customs/tariff',
    'kernel/src/money',
    'kernel/src/time',
    'kernel/src/ids',
  ],
};

/** Runs the checks; the names of the failed ones. */
export function check(withTests) {
  return runSteps(withTests ? [...STEPS, MODEL_TESTS] : STEPS);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  const failed = await check(!process.argv.includes('--no-tests'));
  process.exitCode = failed.length === 0 ? 0 : 1;
}
