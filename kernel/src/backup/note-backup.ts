import type { Queryable } from '../queryable.ts';

/** A backup that was written whole. */
export type BackupNote = {
  /** ISO 8601, as in its manifest. */
  readonly takenAt: string;
  /** Without its folder. */
  readonly file: string;
  readonly version: string;
  readonly rows: number;
  readonly bytes: number;
};

/**
 * Notes a backup in the database that it was made of. One that has no place for it yet, because an
 * earlier version made it, is saved without a note.
 */
export async function noteBackup(q: Queryable, note: BackupNote): Promise<void> {
  const [found] = await q.query<{ there: boolean }>(
    `select to_regclass('kernel.backup_note') is not null as there`,
  );
  if (!found?.there) return;
  await q.query(
    `insert into kernel.backup_note (taken_at, file, version, rows, bytes)
     values ($1::timestamptz, $2, $3, $4, $5)
     on conflict do nothing`,
    [note.takenAt, note.file, note.version, note.rows, note.bytes],
  );
}

/** When this database was last saved, milliseconds; `null` for never. */
export type LastSaved = {
  /** By `pilotzone backup`. */
  readonly backupAt: number | null;
  /** The last piece of the write-ahead log that the server handed to its archive. */
  readonly archivedAt: number | null;
  readonly archiveFailing: boolean;
};

/** How the last backup and the server's own archive stand. */
export async function readLastSaved(q: Queryable): Promise<LastSaved> {
  const [row] = await q.query<LastSaved>(
    `select (select max(taken_at) from kernel.backup_note) as "backupAt",
            last_archived_time as "archivedAt",
            coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
              as "archiveFailing"
       from pg_stat_archiver`,
  );
  return row ?? { backupAt: null, archivedAt: null, archiveFailing: false };
}
