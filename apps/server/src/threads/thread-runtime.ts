import { openDatabase } from '@pilotzone/kernel/db';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import type { Log } from '@pilotzone/kernel/log';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { systemClock } from '@pilotzone/kernel/time';

/** What a thread needs to make a runtime of its own, and a log for what happens on this side. */
export type ThreadNeeds = {
  readonly zoneCode: string;
  readonly databaseUrl: string;
  readonly log: Log;
};

/** Two batches at once, and a question beside them. */
const POOLS = { batch: 2, query: 2 };

/** The outside world of a thread: connections of its own and the system's clock. */
export function createThreadRuntime({ zoneCode, databaseUrl }: Omit<ThreadNeeds, 'log'>): Runtime {
  return {
    zoneCode,
    db: openDatabase(databaseUrl, POOLS),
    clock: systemClock,
    ids: createIdSource(systemClock.now),
    log: createLog('warn'),
  };
}
