import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

/** A map as supplied; without `content` the withdrawal of the one before. */
export type StoredMap = {
  readonly version: number;
  readonly fileName: string | null;
  readonly content: string | null;
  readonly sha256: string | null;
  readonly source: string | null;
  readonly approvalNo: string | null;
  readonly shapes: number;
  readonly enteredBy: string;
  readonly enteredAt: Instant;
};

const COLUMNS = `map_version as version, file_name as "fileName", sha256, source,
  approval_no as "approvalNo", shape_count as shapes, entered_by as "enteredBy",
  entered_at as "enteredAt"`;

// Imports of a zone follow each other; the number is arbitrary and only ours.
const MAP_LOCK = 7_168_022;

/** Keeps other imports of the zone waiting until the transaction ends. */
export async function lockMaps(tx: Tx, zoneCode: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [MAP_LOCK, zoneCode]);
}

/** The number of the newest entry; 0 where there is none. */
export async function latestMapVersion(q: Queryable, zoneCode: string): Promise<number> {
  const [row] = await q.query<{ version: number | null }>(
    'select max(map_version) as version from statistics.map_version where zone_code = $1',
    [zoneCode],
  );
  return row?.version ?? 0;
}

/** The newest entry, with the map itself. */
export async function loadLatestMap(
  q: Queryable,
  zoneCode: string,
): Promise<StoredMap | undefined> {
  const [row] = await q.query<StoredMap>(
    `select ${COLUMNS}, content from statistics.map_version
     where zone_code = $1
     order by map_version desc
     limit 1`,
    [zoneCode],
  );
  return row;
}

/** The newest entries first, without the maps. */
export function listMapVersions(q: Queryable, zoneCode: string, limit: number) {
  return q.query<Omit<StoredMap, 'content'>>(
    `select ${COLUMNS} from statistics.map_version
     where zone_code = $1
     order by map_version desc
     limit $2`,
    [zoneCode, limit],
  );
}

/** Adds an entry; {@link lockMaps} first. */
export async function insertMap(tx: Tx, zoneCode: string, map: StoredMap): Promise<void> {
  await tx.query(
    `insert into statistics.map_version (
       zone_code, map_version, file_name, content, sha256, source, approval_no, shape_count,
       entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000))`,
    [
      zoneCode,
      ...[map.version, map.fileName, map.content, map.sha256, map.source, map.approvalNo],
      ...[map.shapes, map.enteredBy, map.enteredAt],
    ],
  );
}
