import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Log } from '@pilotzone/kernel/log';
import { findRepository } from '@pilotzone/kernel/migrate';
import { connectPort } from './port-calls.ts';
import type { Call, Calls } from './port-calls.ts';

/** What a thread is started with. */
export type ThreadPlan = {
  /** Its program: dist/workers/NAME.mjs, from apps/server/src/workers/NAME.ts. */
  readonly name: string;
  readonly workerData: object;
  readonly own: Calls;
  readonly log: Log;
};

/** A thread that is started again when it dies. */
export type Thread = { readonly call: Call; close(): Promise<void> };

// A batch of a thousand declarations should not outlive the young generation (docs/performance.md).
const YOUNG_GENERATION_MB = 384;
const RESTART_AFTER_MS = 1_000;
// One that hangs, because its database is gone, is ended all the same.
const CLOSE_WITHIN_MS = 5_000;

/** Whether the program is built, as in every run but tests. */
export function mayStartThreads(): boolean {
  return existsSync(programOf('customs'));
}

function programOf(name: string): string {
  return join(findRepository(), 'dist', 'workers', `${name}.mjs`);
}

/** Starts a thread. What is asked of one that dies is rejected; the next one answers again. */
export function startThread(plan: ThreadPlan): Thread {
  let current = launch();
  let isClosed = false;
  return {
    call: (name, ...input) => current.call(name, ...input),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      const closing = current.call('close').catch(() => undefined);
      await Promise.race([closing, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
      await current.worker.terminate();
    },
  };

  function launch() {
    const worker = new Worker(programOf(plan.name), {
      workerData: plan.workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const { call, fail } = connectPort(worker, plan.own);
    worker.on('error', (err) => {
      plan.log.error({ err }, `the thread for ${plan.name} died; starting another`);
    });
    worker.on('exit', () => {
      fail(new Error(`the thread for ${plan.name} ended`));
      if (!isClosed) setTimeout(restart, RESTART_AFTER_MS).unref();
    });
    return { worker, call };
  }

  function restart(): void {
    if (!isClosed) current = launch();
  }
}
