import { createIdSource } from '@pilotzone/kernel/ids';
import type { Log } from '@pilotzone/kernel/log';
import { migrate } from '@pilotzone/kernel/migrate';
import type { Clock } from '@pilotzone/kernel/time';
import { systemClock } from '@pilotzone/kernel/time';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import type { PlatformConfig } from './config.ts';
import type { FilingFilter } from './filing-filter.ts';
import { allMigrations } from './migrations.ts';
import { masterKeyAt, openServer } from './open-server.ts';
import type { Place } from './open-server.ts';

export type OpenOptions = {
  readonly place: Place;
  readonly config: PlatformConfig;
  readonly log: Log;
  readonly clock?: Clock;
  readonly filter?: FilingFilter;
  /** Told to the person at the terminal while this goes on. */
  readonly notice?: (text: string) => void;
};

/** A platform that runs; `close` ends it in order, database last. */
export type OpenPlatform = {
  readonly platform: Platform;
  /** "embedded 18.4" or "server 15.13". */
  readonly server: string;
  readonly location: string;
  close(): Promise<void>;
};

/**
 * Opens the database, brings its schema up to date and composes the platform. Nothing is sent or
 * delivered before `platform.gateway.start()` and `platform.dispatcher.start()`.
 */
export async function openPlatform(options: OpenOptions): Promise<OpenPlatform> {
  const server = await openServer(options.place, options.notice ?? (() => undefined));
  const { db } = server;
  try {
    await migrate(db, allMigrations());
    const clock = options.clock ?? systemClock;
    const { zoneCode } = options.config;
    const runtime = { zoneCode, db, clock, ids: createIdSource(systemClock.now), log: options.log };
    const masterKey = options.config.masterKey ?? masterKeyAt(options.place);
    const config = { ...options.config, ...(masterKey && { masterKey }) };
    const platform = await compose(runtime, config, options.filter);
    return {
      platform,
      server: server.name,
      location: server.location,
      close: async () => {
        await platform.gateway.stop();
        await platform.dispatcher.stop();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
