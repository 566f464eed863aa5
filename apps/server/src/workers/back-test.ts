// The thread of back-tests.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@pilotzone/kernel/errors';
import { createBackTests } from '@pilotzone/risk/run-back-tests';
import { putBehind, REPORT_POOL } from '../reports.ts';
import type { BackTestNeeds } from '../threads/back-test-thread.ts';
import { connectPort } from '../threads/port-calls.ts';
import { stepBack } from '../threads/step-back.ts';
import { createThreadRuntime } from '../threads/thread-runtime.ts';

assert(parentPort, 'this is the program of a thread');
// Given by back-test-thread.ts in this very form.
const { isOurs, ...needs } = workerData as Omit<BackTestNeeds, 'log'>;
stepBack();
const onConnect = isOurs ? { onConnect: putBehind } : {};
const runtime = createThreadRuntime(needs, { ...REPORT_POOL, ...onConnect });
const { runBackTests } = createBackTests(runtime);

connectPort(parentPort, { run: runBackTests, close: () => runtime.db.close() });
