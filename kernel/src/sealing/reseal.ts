import { isUtf8 } from 'node:buffer';
import type { Database, Tx } from '../db.ts';
import { unwrapKey, type MasterKey } from '../vault.ts';

/** A sealed column of a table that holds rows itself; partitions stand for their parent. */
type SealedColumn = { readonly table: string; readonly column: string };

/** Every column of the domain kernel.sealed. */
export function listSealedColumns(db: Database): Promise<SealedColumn[]> {
  return db.query<SealedColumn>(
    `select format('%I.%I', namespace.nspname, class.relname) as table, attribute.attname as column
       from pg_attribute as attribute
       join pg_class as class on class.oid = attribute.attrelid
       join pg_namespace as namespace on namespace.oid = class.relnamespace
      where attribute.atttypid = 'kernel.sealed'::regtype
        and not attribute.attisdropped
        and class.relkind = 'r'
      order by 1, 2`,
  );
}

const ROWS_AT_ONCE = 500;

/**
 * Seals what stands in the clear from before there was sealing, some rows at a time, each time in a
 * transaction of its own: it may be interrupted and run again. Returns how many values it sealed.
 */
export async function sealClearValues(
  db: Database,
  progress: (table: string, values: number) => void,
): Promise<number> {
  let total = 0;
  for (const one of await listSealedColumns(db)) {
    for (;;) {
      const sealed = await db.transaction((tx) => sealSome(tx, one));
      total += sealed;
      progress(one.table, total);
      if (sealed < ROWS_AT_ONCE) break;
    }
  }
  return total;
}

async function sealSome(tx: Tx, { table, column }: SealedColumn): Promise<number> {
  const name = `"${column}"`;
  // 245 and 246 begin what is sealed (cells.ts); a place has 11 bytes.
  const rows = await tx.query<{ at: string; value: Buffer }>(
    `select ctid::text as at, ${name}::bytea as value
       from ${table}
      where octet_length(${name}) > 0
        and get_byte(${name}, 0) <> 245
        and not (get_byte(${name}, 0) = 246 and octet_length(${name}) = 11)
      limit ${ROWS_AT_ONCE}
        for update`,
  );
  if (rows.length === 0) return 0;
  const cells = await tx.seal(rows.map(({ value }) => (isUtf8(value) ? String(value) : value)));
  // Triggers keep history as it is; the history that these rows tell stays the same.
  await tx.run(`alter table ${table} disable trigger user`);
  await tx.query(
    `update ${table} as t
        set ${name} = decode(u.cell, 'hex')
       from unnest($1::text[], $2::text[]) as u (at, cell)
      where t.ctid = u.at::tid`,
    [rows.map(({ at }) => at), cells.map((cell) => cell?.toString('hex') ?? null)],
  );
  await tx.run(`alter table ${table} enable trigger user`);
  return rows.length;
}

/**
 * Seals every key of the database by another master key, in one transaction; what the keys seal is
 * not touched. Throws MASTER_KEY_INVALID when the present one does not open them.
 */
export async function changeMasterKey(
  db: Database,
  { from, to }: { from: MasterKey; to: MasterKey },
): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.run('lock table kernel.day_key, kernel.data_key in exclusive mode');
    const days = await tx.query<{ no: number; wrapped: Buffer }>(
      'select day_key_no as no, wrapped from kernel.day_key',
    );
    for (const { no, wrapped } of days) {
      await tx.query('update kernel.day_key set wrapped = $2 where day_key_no = $1', [
        no,
        await to.wrap(await unwrapKey(from, wrapped)),
      ]);
    }
    const zones = await tx.query<{ zone: string; no: number; wrapped: Buffer }>(
      'select zone_code as zone, data_key_no as no, wrapped from kernel.data_key',
    );
    for (const { zone, no, wrapped } of zones) {
      await tx.query(
        'update kernel.data_key set wrapped = $3 where zone_code = $1 and data_key_no = $2',
        [zone, no, await to.wrap(await unwrapKey(from, wrapped))],
      );
    }
    return days.length + zones.length;
  });
}
