import type { Database } from '@pilotzone/kernel/db';
import { watchDatabaseCpu } from './cpu.ts';

/** What clearing cost while the meter ran; CPU in microseconds. */
export type Reading = {
  readonly seconds: number;
  readonly nodeMicros: number;
  readonly databaseMicros: number;
  readonly walBytes: number;
};

/** Runs only while clearing does: generating messages between two stretches costs nothing here. */
export type Meter = {
  run(work: () => Promise<void>): Promise<void>;
  reading(): Reading;
  /** False where the database's CPU cannot be seen: another machine, or no /proc. */
  readonly seesDatabase: boolean;
};

/** A meter of this process and of the server behind `db`. */
export async function createMeter(db: Database): Promise<Meter> {
  const database = await watchDatabaseCpu(db);
  let [seconds, nodeMicros, databaseMicros, walBytes] = [0, 0, 0, 0];
  return {
    seesDatabase: database.known,
    reading: () => ({ seconds, nodeMicros, databaseMicros, walBytes }),
    run: async (work) => {
      const wal = await walPosition(db);
      const databaseBefore = database.micros();
      const node = process.cpuUsage();
      const start = performance.now();
      await work();
      seconds += (performance.now() - start) / 1000;
      const used = process.cpuUsage(node);
      nodeMicros += used.user + used.system;
      databaseMicros += database.micros() - databaseBefore;
      walBytes += (await walPosition(db)) - wal;
    },
  };
}

async function walPosition(db: Database): Promise<number> {
  const rows = await db.query<{ bytes: string }>(
    `select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`,
  );
  return Number(rows[0]?.bytes ?? 0);
}
