import type { Queryable } from '../db.ts';
import type { Instant } from '../time.ts';

/** A part of a table that is cut by month. */
export type Part = {
  readonly table: string;
  readonly part: string;
  readonly key: string;
  /** Rows younger than this are in other parts; `null` for the part for the rest. */
  readonly until: Instant | null;
  readonly bytes: number;
};

/** Every part of every table that is cut by month, oldest first. */
export async function listParts(q: Queryable): Promise<Part[]> {
  return q.query<Part>(
    `select inhparent::regclass::text as table, inhrelid::regclass::text as part,
            kernel.months_key(inhparent)::text as key,
            ('x' || left(replace(substring(pg_get_expr(relpartbound, c.oid)
                                           from 'TO \\(''([^'']+)''\\)'), '-', ''), 12)
            )::bit(48)::bigint as until,
            pg_total_relation_size(inhrelid) as bytes
       from pg_inherits
       join pg_class c on c.oid = inhrelid
      where relispartition and kernel.months_key(inhparent) is not null and relkind = 'r'
      order by 1, 4 nulls last`,
  );
}

/** A part that has left. */
export type ArchivedPart = {
  readonly table: string;
  readonly part: string;
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
  readonly archivedAt: Instant;
};

/** Every part that has left, in the order in which they did. */
export async function listArchived(q: Queryable): Promise<ArchivedPart[]> {
  return q.query<ArchivedPart>(
    `select table_name as table, part, file, rows, encode(sha256, 'hex') as sha256,
            archived_at as "archivedAt"
       from kernel.archived_part
      order by archived_at, table_name`,
  );
}
