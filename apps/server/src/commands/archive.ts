import { mkdirSync } from 'node:fs';
import { archivePart } from '@pilotzone/kernel/archive/archive-part';
import { listArchived, listParts } from '@pilotzone/kernel/archive/list-parts';
import type { ArchivedPart, Part } from '@pilotzone/kernel/archive/list-parts';
import { PilotError } from '@pilotzone/kernel/errors';
import { migrate } from '@pilotzone/kernel/migrate';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { allMigrations } from '../migrations.ts';
import { openServer } from '../open-server.ts';
import type { Place } from '../open-server.ts';

// Goods come back within 30 days of release and carriers use a number again after six months: what
// is older is history to the platform.
const AGE_MIN_MS = 183 * 86_400_000;

/** Tables cut by month whose parts stay, each with its reason. */
const STAYS: Readonly<Record<string, string>> = {
  'information_sharing.exchange_record': 'its chains are verified from their beginning',
};

export type ArchiveCommand = {
  readonly place: Place;
  /** The first moment that stays. */
  readonly before: Instant;
  readonly folder: string;
  readonly now: Instant;
  notice(text: string): void;
  done(part: ArchivedPart): void;
};

/**
 * Takes every part that ended before a month out of the database, each into a Parquet file of its
 * own; also while the platform runs. Throws ARCHIVE_TOO_YOUNG, ARCHIVE_FILE_EXISTS,
 * ARCHIVE_DIFFERS.
 */
export async function archive(command: ArchiveCommand): Promise<ArchivedPart[]> {
  const { place, before, folder, now, notice, done } = command;
  const latest = now - AGE_MIN_MS;
  if (before > latest)
    throw new PilotError(
      'ARCHIVE_TOO_YOUNG',
      `what is younger than half a year stays, because lists may still be taken back; ` +
        `name a month up to ${formatInstant(latest as Instant).slice(0, 7)}`,
    );
  const server = await openServer({ ...place, shared: true }, notice);
  try {
    await migrate(server.db, allMigrations());
    mkdirSync(folder, { recursive: true });
    const archived: ArchivedPart[] = [];
    for (const part of await listParts(server.db)) {
      if (part.until === null || part.until > before || part.table in STAYS) continue;
      archived.push(await archivePart(server.db, part, { folder, now }));
      for (const one of archived.slice(-1)) done(one);
    }
    return archived;
  } finally {
    await server.close();
  }
}

export type ArchiveList = {
  readonly parts: readonly (Part & { readonly staysBecause: string | null })[];
  readonly archived: readonly ArchivedPart[];
};

/** What is cut by month: the parts that are here, and those that have left. */
export async function listArchive(
  place: Place,
  notice: (text: string) => void,
): Promise<ArchiveList> {
  const server = await openServer({ ...place, shared: true }, notice);
  try {
    await migrate(server.db, allMigrations());
    const parts = await listParts(server.db);
    return {
      parts: parts.map((part) => ({ ...part, staysBecause: STAYS[part.table] ?? null })),
      archived: await listArchived(server.db),
    };
  } finally {
    await server.close();
  }
}
