// `npm test`: installs what is missing, then every check and every test. Run: node tools/test.mjs
// [arguments for Vitest]   With arguments only Vitest runs: npm test -- kernel/src/money

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { install, repository } from './install.mjs';

install();
const args = process.argv.slice(2);
const failedChecks = args.length === 0 ? await check(false) : [];
const tests = runTests(args);
if (failedChecks.length > 0) process.stdout.write(`failed checks: ${failedChecks.join(', ')}\n`);
if (tests.line !== undefined) process.stdout.write(tests.line + '\n');
process.exitCode = failedChecks.length === 0 && tests.ok ? 0 : 1;

function runTests(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'pilotzone-results-'));
  const results = join(folder, 'vitest.json');
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  try {
    const command = [vitest, 'run', ...reporters, ...extra];
    const { status } = spawnSync(process.execPath, command, { cwd: repository, stdio: 'inherit' });
    return { ok: status === 0, line: countResults(results) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Vitest's own counts as one plain line; `undefined` when it wrote none, so that nothing is
 * claimed.
 */
function countResults(path) {
  try {
    const counts = JSON.parse(readFileSync(path, 'utf8'));
    const skipped = counts.numPendingTests + counts.numTodoTests;
    return `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped`;
  } catch {
    return undefined;
  }
}
