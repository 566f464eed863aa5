// `npm run test:races`: everything at once at limits and holds, and whether a serial order explains it.
// Run: node tools/races.mjs [--operations N] [--seed N]

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './install.mjs';

const { values } = parseArgs({
  options: { operations: { type: 'string' }, seed: { type: 'string' } },
});
const env = {
  ...process.env,
  ...(values.operations && { OPERATIONS: values.operations }),
  ...(values.seed && { SEED: values.seed }),
};
const command = [join(repository, 'tools', 'test.mjs'), 'apps/server/e2e/races.test.ts'];
process.exitCode = spawnSync(process.execPath, command, { env, stdio: 'inherit' }).status ?? 1;
