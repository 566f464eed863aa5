// Runs programs of the check side by side and tells how each ended.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { repository } from './install.mjs';

/**
 * Runs steps `{ name, args }` (arguments for Node), as many at once as there are cores, in the
 * given order. Prints a line for each, and the output of those that failed. Returns the names of
 * the failed ones.
 */
export async function runSteps(steps) {
  const waiting = [...steps];
  const failed = [];
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failed;

  async function worker() {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const { ok, seconds, output } = await runStep(step);
      process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds.toFixed(1)} s)\n`);
      if (ok) continue;
      failed.push(step.name);
      process.stdout.write(output.trimEnd() + '\n');
    }
  }
}

function runStep(step) {
  const begun = performance.now();
  const chunks = [];
  return new Promise((done) => {
    const child = spawn(process.execPath, step.args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(error.message)));
    child.on('close', (status) => {
      const seconds = (performance.now() - begun) / 1000;
      done({ ok: status === 0, seconds, output: Buffer.concat(chunks).toString() });
    });
  });
}
