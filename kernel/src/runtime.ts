import type { Database } from './db.ts';
import type { IdSource } from './ids.ts';
import type { Log } from './log.ts';
import type { Clock } from './time.ts';

/** What every module needs from the outside world; made once in apps/server and injected. */
export type Runtime = {
  /** The zone (综试区) this deployment acts for; first column of every key. */
  readonly zoneCode: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
};
