import type pg from 'pg';

/** A table as it is backed up: its columns that hold data, in order. */
export type TableNote = {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
};

/** A sequence and the last number it gave; `null` when it gave none. */
export type SequenceNote = {
  readonly schema: string;
  readonly sequence: string;
  readonly last: string | null;
};

/**
 * Every table outside PostgreSQL's own schemas, partitions left out: their parent speaks for them.
 * Generated columns are left out, identities kept.
 */
export async function listTables(client: pg.ClientBase): Promise<TableNote[]> {
  const { rows } = await client.query<TableNote>(
    `select namespace.nspname as schema, class.relname as table,
            array_agg(attribute.attname::text order by attribute.attnum) as columns
       from pg_class as class
       join pg_namespace as namespace on namespace.oid = class.relnamespace
       join pg_attribute as attribute on attribute.attrelid = class.oid
      where class.relkind in ('r', 'p')
        and not class.relispartition
        and class.relpersistence = 'p'
        and namespace.nspname !~ '^(pg_|information_schema$)'
        and attribute.attnum > 0
        and not attribute.attisdropped
        and attribute.attgenerated = ''
      group by namespace.nspname, class.relname
      order by namespace.nspname, class.relname`,
  );
  return rows;
}

/** Every part of a table that is cut, as SQL writes it: each has triggers of its own. */
export async function listParts(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits
       join pg_class on pg_class.oid = inhrelid
      where relispartition and relkind = 'r'`,
  );
  return rows.map(({ part }) => part);
}

/** A foreign key: rows of `from` need rows of `to`; both as `schema.table`. */
export type Reference = { readonly from: string; readonly to: string };

/** Every foreign key. */
export async function listReferences(client: pg.ClientBase): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `select own_space.nspname || '.' || own.relname as from,
            other_space.nspname || '.' || other.relname as to
       from pg_constraint
       join pg_class as own on own.oid = conrelid
       join pg_namespace as own_space on own_space.oid = own.relnamespace
       join pg_class as other on other.oid = confrelid
       join pg_namespace as other_space on other_space.oid = other.relnamespace
      where contype = 'f'`,
  );
  return rows;
}

/** Every sequence outside PostgreSQL's own schemas. */
export async function listSequences(client: pg.ClientBase): Promise<SequenceNote[]> {
  const { rows } = await client.query<SequenceNote>(
    `select schemaname as schema, sequencename as sequence, last_value::text as last
       from pg_sequences
      where schemaname !~ '^pg_'
      order by schemaname, sequencename`,
  );
  return rows;
}

/** A name as SQL writes it. */
export function quoted(schema: string, name: string): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}

/** The columns of a table as SQL writes them. */
export function columnsOf({ columns }: TableNote): string {
  return columns.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
}
