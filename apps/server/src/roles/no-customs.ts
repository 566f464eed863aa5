import type { CustomsSimulator } from '@pilotzone/gateway/simulator/simulator';

const ELSEWHERE = 'another process talks to customs';

/** In the place of customs where this process does not talk to it. */
export const NO_CUSTOMS: CustomsSimulator = {
  name: 'customs, by another process',
  send: () => Promise.reject(new Error(ELSEWHERE)),
  onMessages: () => undefined,
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
  setReachable: () => undefined,
  issueTaxBills: () => Promise.resolve(0),
};
