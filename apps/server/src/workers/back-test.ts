// The thread of back-tests.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@pilotzone/kernel/errors';
import { createBackTests } from '@pilotzone/risk/run-back-tests';
import { connectPort } from '../threads/port-calls.ts';
import { createThreadRuntime } from '../threads/thread-runtime.ts';

assert(parentPort, 'this is the program of a thread');
// Given by back-test-thread.ts in this very form.
const runtime = createThreadRuntime(workerData as Parameters<typeof createThreadRuntime>[0]);
const { runBackTests } = createBackTests(runtime);

connectPort(parentPort, { run: runBackTests, close: () => runtime.db.close() });
