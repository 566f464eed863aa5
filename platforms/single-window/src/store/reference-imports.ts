import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { ReferenceKind } from './tariff.ts';

/** An import as noted, without its content. */
export type ImportRow = {
  readonly kind: ReferenceKind;
  readonly version: number;
  readonly fileName: string;
  readonly importedBy: string;
  readonly importedAt: number;
  readonly rows: number;
  /** Null, like the three counts, for imports of before they were noted. */
  readonly inForceFrom: string | null;
  readonly added: number | null;
  readonly changed: number | null;
  readonly closed: number | null;
  /** Whether it is the newest of its kind that was not withdrawn. */
  readonly isNewest: boolean;
  readonly withdrawnAt: number | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnReason: string | null;
};

const SELECT = `
  select v.kind, v.tariff_version as version, v.file_name as "fileName",
         v.imported_by as "importedBy", v.imported_at as "importedAt", v.row_count as rows,
         to_char(v.in_force_from, 'YYYY-MM-DD') as "inForceFrom", v.added_count as added,
         v.changed_count as changed, v.closed_count as closed,
         w.withdrawn_at as "withdrawnAt", w.withdrawn_by as "withdrawnBy",
         w.reason as "withdrawnReason",
         v.tariff_version = (
           select max(n.tariff_version) from single_window.tariff_version n
            where n.zone_code = v.zone_code and n.kind = v.kind
              and not exists (select from single_window.reference_withdrawal nw
                               where nw.zone_code = n.zone_code and nw.kind = n.kind
                                 and nw.tariff_version = n.tariff_version)) as "isNewest"
    from single_window.tariff_version v
    left join single_window.reference_withdrawal w using (zone_code, kind, tariff_version)`;

/** Where a page goes on: behind this import. */
export type ImportKey = { readonly importedAt: number; readonly kind: string; version: number };

/** Imports, newest first. */
export async function listImports(
  q: Queryable,
  zoneCode: string,
  page: { kind: ReferenceKind | undefined; behind: ImportKey | undefined; limit: number },
): Promise<ImportRow[]> {
  const { kind, behind, limit } = page;
  return q.query<ImportRow>(
    `${SELECT}
      where v.zone_code = $1 and ($2::text is null or v.kind = $2)
        and ($3::float8 is null
             or (v.imported_at, v.kind, v.tariff_version)
                < (to_timestamp($3::float8 / 1000), $4::text, $5::int))
      order by v.imported_at desc, v.kind desc, v.tariff_version desc
      limit $6`,
    [
      zoneCode,
      kind ?? null,
      behind?.importedAt ?? null,
      behind?.kind ?? null,
      behind?.version ?? null,
      limit,
    ],
  );
}

/** One import; `undefined` where there is none of this number. */
export async function findImport(
  q: Queryable,
  zoneCode: string,
  { kind, version }: { kind: ReferenceKind; version: number },
): Promise<ImportRow | undefined> {
  const [row] = await q.query<ImportRow>(
    `${SELECT} where v.zone_code = $1 and v.kind = $2 and v.tariff_version = $3`,
    [zoneCode, kind, version],
  );
  return row;
}

export type ReferenceWithdrawal = {
  readonly kind: ReferenceKind;
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
};

/** Notes that an import was taken back; from the commit on the one before it counts. */
export async function insertReferenceWithdrawal(
  tx: Tx,
  zoneCode: string,
  one: ReferenceWithdrawal,
): Promise<void> {
  await tx.query(
    `insert into single_window.reference_withdrawal
            (zone_code, kind, tariff_version, withdrawn_at, withdrawn_by, reason)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6)`,
    [zoneCode, one.kind, one.version, one.at, one.by, one.reason],
  );
}

/** Lets one import or withdrawal of a kind at a time through, until the transaction ends. */
export async function lockKind(tx: Tx, zoneCode: string, kind: ReferenceKind): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`${zoneCode} ${kind}`]);
}

/** The highest number of a kind, withdrawn ones included: a number stands for one file forever. */
export async function lastNumber(
  q: Queryable,
  zoneCode: string,
  kind: ReferenceKind,
): Promise<number> {
  const [row] = await q.query<{ last: number }>(
    `select coalesce(max(tariff_version), 0) as last
       from single_window.tariff_version
      where zone_code = $1 and kind = $2`,
    [zoneCode, kind],
  );
  return row?.last ?? 0;
}
