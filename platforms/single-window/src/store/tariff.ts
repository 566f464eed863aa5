import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** What an imported file of reference data holds. */
export type ReferenceKind =
  | 'tariff'
  | 'positive-list'
  | 'supervision-modes'
  | 'exchange-rates'
  | 'export-goods'
  | 'overseas-warehouses';

/** One imported file of reference data. */
export type ReferenceVersion = {
  readonly kind: ReferenceKind;
  readonly version: number;
  readonly sha256: string;
  readonly content: string;
  readonly fileName: string;
  readonly importedBy: string;
  readonly importedAt: number;
  readonly rowCount: number;
};

/** What an import changes, in numbers, and from which day. */
export type ReferenceEffect = {
  readonly inForceFrom: string;
  readonly added: number;
  readonly changed: number;
  readonly closed: number;
};

const NOT_WITHDRAWN = `not exists (select from single_window.reference_withdrawal w
                    where w.zone_code = v.zone_code and w.kind = v.kind
                      and w.tariff_version = v.tariff_version)`;

/** The newest file of each kind that was not withdrawn. */
export async function loadVersions(q: Queryable, zoneCode: string): Promise<ReferenceVersion[]> {
  const rows = await q.query<{
    kind: ReferenceKind;
    tariff_version: number;
    sha256: string;
    content: string;
    file_name: string;
    imported_by: string;
    imported_at: number;
    row_count: number;
  }>(
    `select distinct on (kind) kind, tariff_version, sha256, content, file_name,
            imported_by, imported_at, row_count
       from single_window.tariff_version v
      where zone_code = $1 and ${NOT_WITHDRAWN}
      order by kind, tariff_version desc`,
    [zoneCode],
  );
  return rows.map((row) => ({
    kind: row.kind,
    version: row.tariff_version,
    sha256: row.sha256,
    content: row.content,
    fileName: row.file_name,
    importedBy: row.imported_by,
    importedAt: row.imported_at,
    rowCount: row.row_count,
  }));
}

/**
 * The newest version of each kind in one text, to see cheaply whether anything was imported or
 * withdrawn.
 */
export async function versionsMark(q: Queryable, zoneCode: string): Promise<string> {
  const [row] = await q.query<{ mark: string }>(
    `select coalesce(string_agg(kind || ' ' || newest, ', ' order by kind), '') as mark
       from (select kind, max(tariff_version) as newest
               from single_window.tariff_version v
              where zone_code = $1 and ${NOT_WITHDRAWN}
              group by kind) as newest_of_kind`,
    [zoneCode],
  );
  return row?.mark ?? '';
}

/** Keeps one file as the newest of its kind. */
export async function saveVersion(
  tx: Tx,
  zoneCode: string,
  file: ReferenceVersion & ReferenceEffect,
): Promise<void> {
  await tx.query(
    `insert into single_window.tariff_version
            (zone_code, kind, tariff_version, imported_at, imported_by, file_name, sha256, content,
             row_count, in_force_from, added_count, changed_count, closed_count)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      zoneCode,
      file.kind,
      file.version,
      file.importedAt,
      file.importedBy,
      file.fileName,
      file.sha256,
      file.content,
      file.rowCount,
      file.inForceFrom,
      file.added,
      file.changed,
      file.closed,
    ],
  );
}
