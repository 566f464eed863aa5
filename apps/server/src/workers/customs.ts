// The thread of the customs simulator.

import { parentPort, workerData } from 'node:worker_threads';
import type { WireMessage } from '@pilotzone/gateway/link';
import { assert } from '@pilotzone/kernel/errors';
import { composeSimulator } from '../compose.ts';
import { createTariffInForce } from '../tariff-in-force.ts';
import type { CustomsThreadData } from '../threads/customs-thread.ts';
import { connectPort } from '../threads/port-calls.ts';
import { createThreadRuntime } from '../threads/thread-runtime.ts';

assert(parentPort, 'this is the program of a thread');
// Given by customs-thread.ts in this very form.
const { options, ...needs } = workerData as CustomsThreadData;
const runtime = createThreadRuntime(needs);
// Asked first when something comes, so that nothing that comes before it is loaded is lost.
const reference = createTariffInForce(runtime);
const simulator = reference.then((inForce) => composeSimulator(runtime, inForce, options));

const { call } = connectPort(parentPort, {
  send: async (messages: readonly WireMessage[]) => {
    await (await reference).reloadTariff();
    await (await simulator).send(messages);
  },
  issueTaxBills: async () => (await simulator).issueTaxBills(),
  settled: async () => (await simulator).settled(),
  close: async () => {
    await (await simulator).close();
    await runtime.db.close();
  },
});
(await simulator).onMessages((bodies) => call('receive', bodies));
