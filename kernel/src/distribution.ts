import type { Queryable } from './db.ts';

/** A primary or unique key, and the columns it begins with. */
export type Key = { readonly table: string; readonly name: string; readonly columns: string[] };

/** What keeps a table from being spread without a look: see docs/how-to/scale-out.md. */
export type TableTraits = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly triggers: number;
  readonly policies: number;
  readonly identities: number;
};

/** A foreign key; both tables as `schema.table`. */
export type ForeignKey = {
  readonly from: string;
  readonly to: string;
  readonly columns: string[];
};

/** Where the rows of a table live when several servers share the data of many zones. */
export type Placement =
  | { readonly kind: 'zone' }
  /** By another column than the zone's. */
  | { readonly kind: 'column'; readonly column: string; readonly reason: string }
  /** Whole, on the coordinator. */
  | { readonly kind: 'local'; readonly reason: string };

const OWN_SCHEMAS = `namespace.nspname !~ '^(pg_|information_schema$)'`;

/** Every primary and unique key, of partitions too. Expressions have no column and are left out. */
export function listKeys(q: Queryable): Promise<Key[]> {
  return q.query<Key>(
    `select namespace.nspname || '.' || class.relname as table, index.relname as name,
            array_agg(coalesce(attribute.attname::text, '') order by place.ord) as columns
       from pg_index as key
       join pg_class as class on class.oid = key.indrelid
       join pg_class as index on index.oid = key.indexrelid
       join pg_namespace as namespace on namespace.oid = class.relnamespace
      cross join unnest(key.indkey::int2[]) with ordinality as place (attnum, ord)
       left join pg_attribute as attribute
         on attribute.attrelid = class.oid and attribute.attnum = place.attnum
      where key.indisunique and ${OWN_SCHEMAS}
      group by 1, 2
      order by 1, 2`,
  );
}

/** Every table that holds data, partitions left out. */
export function listTraits(q: Queryable): Promise<TableTraits[]> {
  return q.query<TableTraits>(
    `select namespace.nspname || '.' || class.relname as table,
            array(select attname::text from pg_attribute
                   where attrelid = class.oid and attnum > 0 and not attisdropped
                   order by attnum) as columns,
            (select count(*)::int4 from pg_trigger
              where tgrelid = class.oid and not tgisinternal) as triggers,
            (select count(*)::int4 from pg_policy where polrelid = class.oid) as policies,
            (select count(*)::int4 from pg_attribute
              where attrelid = class.oid and attidentity <> '') as identities
       from pg_class as class
       join pg_namespace as namespace on namespace.oid = class.relnamespace
      where class.relkind in ('r', 'p') and not class.relispartition and ${OWN_SCHEMAS}
      order by 1`,
  );
}

/** Every foreign key between tables, those of partitions left out. */
export function listForeignKeys(q: Queryable): Promise<ForeignKey[]> {
  return q.query<ForeignKey>(
    `select own_space.nspname || '.' || own.relname as from,
            other_space.nspname || '.' || other.relname as to,
            array(select attribute.attname::text
                    from unnest(conkey) with ordinality as place (attnum, ord)
                    join pg_attribute as attribute
                      on attribute.attrelid = own.oid and attribute.attnum = place.attnum
                   order by place.ord) as columns
       from pg_constraint
       join pg_class as own on own.oid = conrelid
       join pg_namespace as own_space on own_space.oid = own.relnamespace
       join pg_class as other on other.oid = confrelid
       join pg_namespace as other_space on other_space.oid = other.relnamespace
      where contype = 'f' and conparentid = 0
      order by 1, 2`,
  );
}

/**
 * The statements that spread a schema over a Citus cluster: tables that others refer to first, all
 * tables of a zone in one group, so that a batch of one zone meets one server.
 */
export function citusStatements(schema: {
  readonly tables: readonly TableTraits[];
  readonly foreignKeys: readonly ForeignKey[];
  placementOf(table: string): Placement;
}): string[] {
  const leaders = new Map<string, string>();
  return ordered(schema).map((table) => {
    const placement = schema.placementOf(table.table);
    if (placement.kind === 'local') return `-- ${table.table} stays here: ${placement.reason}`;
    const column = placement.kind === 'zone' ? 'zone_code' : placement.column;
    const leader = leaders.get(column) ?? 'none';
    if (leader === 'none') leaders.set(column, table.table);
    const call = `create_distributed_table('${table.table}', '${column}'`;
    return `select ${call}, colocate_with => '${leader}');${remarkOf(table, placement)}`;
  });
}

function remarkOf({ triggers, policies, identities }: TableTraits, placement: Placement): string {
  const named = (count: number, one: string, many: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  const remarks = [
    ...(placement.kind === 'column' ? [placement.reason] : []),
    ...named(triggers, 'trigger', 'triggers'),
    ...named(policies, 'policy', 'policies'),
    ...named(identities, 'identity column', 'identity columns'),
  ];
  return remarks.length === 0 ? '' : ` -- ${remarks.join('; ')}`;
}

/** Tables that others refer to before those. */
function ordered({
  tables,
  foreignKeys,
}: Pick<Parameters<typeof citusStatements>[0], 'tables' | 'foreignKeys'>): TableTraits[] {
  const rest = new Map(tables.map((table) => [table.table, table]));
  const result: TableTraits[] = [];
  while (rest.size > 0) {
    const waits = (name: string) =>
      foreignKeys.some(({ from, to }) => from === name && to !== name && rest.has(to));
    const free = [...rest.values()].filter(({ table }) => !waits(table));
    // Tables that refer to each other in a circle keep their order; Citus then says so itself.
    const next = free.length > 0 ? free : [...rest.values()];
    for (const table of next) rest.delete(table.table);
    result.push(...next);
  }
  return result;
}
