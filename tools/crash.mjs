// `npm run test:crash`: kills everything that can be killed under load, and looks at the books.
// Run: node tools/crash.mjs [--kills N] [--seed N] [--tell]

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './install.mjs';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, tell: { type: 'boolean' } },
});
const env = {
  ...process.env,
  ...(values.kills && { KILLS: values.kills }),
  ...(values.seed && { SEED: values.seed }),
  ...(values.tell && { TELL: '1' }),
};
const command = [join(repository, 'tools', 'test.mjs'), 'apps/server/e2e/crash.test.ts'];
process.exitCode = spawnSync(process.execPath, command, { env, stdio: 'inherit' }).status ?? 1;
