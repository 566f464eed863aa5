// The thread of reports.

import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@pilotzone/kernel/errors';
import { openReplica } from '@pilotzone/kernel/replica';
import { masterKeyOf } from '@pilotzone/kernel/vault';
import { compose } from '../compose.ts';
import { createPlatformServer } from '../http-server.ts';
import { putBehind, REPORT_POOL } from '../reports.ts';
import { NO_CUSTOMS } from '../roles/no-customs.ts';
import type { ReportThreadData } from '../threads/report-thread.ts';
import { connectPort } from '../threads/port-calls.ts';
import { stepBack } from '../threads/step-back.ts';
import { createThreadRuntime } from '../threads/thread-runtime.ts';
import { startWork } from '../timers.ts';

assert(parentPort, 'this is the program of a thread');
// Given by report-thread.ts in this very form.
const { socket, isOurs, replicaUrl, options, ...needs } = workerData as ReportThreadData;
stepBack();
const runtime = createThreadRuntime(needs, {
  ...REPORT_POOL,
  ...(isOurs && { onConnect: putBehind }),
});
const { db, zoneCode, log } = runtime;
const replica =
  replicaUrl === undefined ? undefined : openReplica({ url: replicaUrl, primary: db, log });
const config = {
  ...{ ...options, zoneCode },
  ...(needs.masterKey && { masterKey: masterKeyOf(needs.masterKey) }),
};
const platform = await compose(runtime, config, { customs: NO_CUSTOMS, replica });
const server = await createPlatformServer(platform);
const stopLooking = startWork(platform, (doer) => doer === 'everybody');

connectPort(parentPort, {
  close: async () => {
    stopLooking();
    await server.close();
    await replica?.close();
    await db.close();
  },
});
// Of a thread before this one that died.
rmSync(socket, { force: true });
await server.listen({ path: socket });
