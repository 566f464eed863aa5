import { openDatabase } from '@pilotzone/kernel/db';
import { startEmbeddedPostgres } from '@pilotzone/kernel/embedded-postgres';
import { createIdSource } from '@pilotzone/kernel/ids';
import type { Log } from '@pilotzone/kernel/log';
import { migrate } from '@pilotzone/kernel/migrate';
import { startTemporaryPostgres } from '@pilotzone/kernel/temporary-postgres';
import type { Clock } from '@pilotzone/kernel/time';
import { systemClock } from '@pilotzone/kernel/time';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import type { PlatformConfig } from './config.ts';
import type { FilingFilter } from './filing-filter.ts';
import { allMigrations } from './migrations.ts';

/**
 * Where the database is: a server's URL, a folder for the embedded one, or neither for a temporary
 * one.
 */
export type Place = {
  readonly databaseUrl?: string | undefined;
  readonly dataDir?: string | undefined;
};

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
  /** "embedded 18.4" or "server". */
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
  try {
    const db = openDatabase(server.url);
    await migrate(db, allMigrations());
    const clock = options.clock ?? systemClock;
    const { zoneCode } = options.config;
    const runtime = { zoneCode, db, clock, ids: createIdSource(systemClock.now), log: options.log };
    const platform = await compose(runtime, options.config, options.filter);
    return {
      platform,
      server: server.name,
      location: server.location,
      close: async () => {
        await platform.gateway.stop();
        await platform.dispatcher.stop();
        await db.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Server = { url: string; name: string; location: string; stop(): Promise<void> };

async function openServer(place: Place, notice: (text: string) => void): Promise<Server> {
  if (place.databaseUrl) {
    return {
      url: place.databaseUrl,
      name: 'server',
      location: 'DATABASE_URL',
      stop: () => Promise.resolve(),
    };
  }
  const { dataDir } = place;
  const postgres = await (dataDir ? startEmbeddedPostgres({ dataDir }) : startTemporaryPostgres());
  for (const text of postgres.notices) notice(text);
  return {
    url: postgres.url,
    name: `embedded ${postgres.version}`,
    location: postgres.location,
    stop: () => postgres.stop(),
  };
}
