import { basename } from 'node:path';
import { noteBackup } from '@pilotzone/kernel/backup/note-backup';
import { restoreBackup } from '@pilotzone/kernel/backup/restore-backup';
import { writeBackup } from '@pilotzone/kernel/backup/write-backup';
import { verifyEvidence } from '@pilotzone/information-sharing/verify-evidence';
import type { EvidenceReport } from '@pilotzone/information-sharing/verify-evidence';
import { PilotError } from '@pilotzone/kernel/errors';
import { allMigrations } from '../migrations.ts';
import { hasDatabase, openServer } from '../open-server.ts';
import type { Place } from '../open-server.ts';

/** Which file, which database, and who is told. */
export type BackupCommand = {
  readonly place: Place;
  readonly file: string;
  readonly version: string;
  notice(text: string): void;
  progress(done: number, total: number): void;
};

/** What was saved or restored. */
export type BackupReport = {
  readonly file: string;
  readonly takenAt: string;
  readonly version: string;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
};

/**
 * Saves all data into a file, as of one instant, also while the platform runs on it, and notes in
 * the database that it did, for the page of system status. Throws
 * BACKUP_SOURCE_MISSING, BACKUP_UNWRITABLE.
 */
export async function backup(command: BackupCommand): Promise<BackupReport> {
  const { place, file, version, notice, progress } = command;
  if (!hasDatabase(place)) {
    const text = `there is no database in ${place.dataDir ?? ''}; name its folder with --data`;
    throw new PilotError('BACKUP_SOURCE_MISSING', text);
  }
  const server = await openServer({ ...place, shared: true }, notice);
  try {
    const done = report(file, await writeBackup({ url: server.url, file, version, progress }));
    await noteBackup(server.db, { ...done, file: basename(file) });
    return done;
  } finally {
    await server.close();
  }
}

/**
 * Fills an empty database from a file, then verifies the exchange log in it. Throws
 * RESTORE_TARGET_NOT_EMPTY, BACKUP_INVALID, BACKUP_NEWER, INPUT_UNREADABLE.
 */
export async function restore(
  command: Omit<BackupCommand, 'version'>,
): Promise<BackupReport & { readonly evidence: EvidenceReport }> {
  const { place, file, notice, progress } = command;
  const server = await openServer(place, notice);
  try {
    const { url, db } = server;
    const migrations = allMigrations();
    const manifest = await restoreBackup({ url, db, file, migrations, progress });
    return { ...report(file, manifest), evidence: await verifyEvidence(db, []) };
  } finally {
    await server.close();
  }
}

function report(file: string, manifest: Awaited<ReturnType<typeof writeBackup>>): BackupReport {
  const { takenAt, version, tables } = manifest;
  return {
    file,
    takenAt,
    version,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
  };
}
