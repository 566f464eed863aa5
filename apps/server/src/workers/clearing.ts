// A thread that clears: a platform of its own on the database of all, customs' side included.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@pilotzone/kernel/errors';
import { masterKeyOf } from '@pilotzone/kernel/vault';
import { createStageProfiler } from '../bench/profile.ts';
import { compose } from '../compose.ts';
import { settle } from '../settle.ts';
import type { ClearingThreadData } from '../threads/clearing-threads.ts';
import { connectPort } from '../threads/port-calls.ts';
import { createThreadRuntime } from '../threads/thread-runtime.ts';

assert(parentPort, 'this is the program of a thread');
// Given by clearing-threads.ts in this very form.
const { config, ...needs } = workerData as ClearingThreadData;
// Two batches, their receipts and a subscriber at once.
const runtime = createThreadRuntime(needs, { batch: 4, query: 2 });
const masterKey = needs.masterKey && masterKeyOf(needs.masterKey);
// Asked first when something comes, so that nothing that comes before it is loaded is lost.
const composed = compose(runtime, { ...config, ...(masterKey && { masterKey }) });
const profiler = createStageProfiler();

connectPort(parentPort, {
  clear: async (messages: readonly Uint8Array[]) => {
    const platform = await composed;
    platform.dispatcher.start();
    await platform.informationSharing.receiveMessages(
      messages.map((bytes) => ({ bytes, transport: 'http' as const })),
    );
    await platform.gateway.settle();
    platform.dispatcher.kick();
  },
  settle: async () => settle(await composed),
  startProfile: profiler.start,
  stopProfile: profiler.stop,
  close: async () => {
    const platform = await composed;
    await platform.gateway.stop();
    await platform.dispatcher.stop();
    await runtime.db.close();
  },
});
