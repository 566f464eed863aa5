import type { CustomsSimulator } from '@pilotzone/gateway/simulator/simulator';
import type { PlatformConfig } from '../config.ts';
import { startThread } from './start-thread.ts';
import type { ThreadNeeds } from './thread-runtime.ts';

type Handler = Parameters<CustomsSimulator['onMessages']>[0];

/** What the customs thread is started with. */
export type CustomsThreadData = Omit<ThreadNeeds, 'log'> & {
  readonly options: Pick<
    PlatformConfig,
    'seed' | 'inspectShare' | 'reviewShare' | 'disturbance' | 'taxBills'
  >;
};

/**
 * The customs simulator in a thread of its own, as the other side of the counter should be: nothing
 * but the bytes of messages passes.
 */
export function startCustomsThread(
  { log, ...needs }: ThreadNeeds,
  { seed, inspectShare, reviewShare = 0, disturbance, taxBills }: PlatformConfig,
): CustomsSimulator {
  const handlers: Handler[] = [];
  let isReachable = true;
  const options = {
    ...{ seed, inspectShare, reviewShare, taxBills },
    ...(disturbance && { disturbance }),
  };
  const workerData: CustomsThreadData = { ...needs, options };
  const thread = startThread({
    name: 'customs',
    workerData,
    log,
    own: {
      receive: async (bodies: readonly Uint8Array[]) => {
        for (const handler of handlers) await handler(bodies);
      },
    },
  });
  return {
    name: 'customs simulator',
    send: async (messages) => {
      if (!isReachable) throw new Error('customs does not answer');
      await thread.call('send', messages);
    },
    onMessages: (handler) => void handlers.push(handler),
    settled: () => thread.call('settled'),
    close: () => thread.close(),
    setReachable: (reachable) => {
      isReachable = reachable;
    },
    issueTaxBills: () => (isReachable ? thread.call('issueTaxBills') : Promise.resolve(0)),
  };
}
