/** A column as the catalogue has it. */
export type CatalogueColumn = { readonly column: string; readonly type: string };

/**
 * How a copy of a row differs, in SQL over `t` (the row), `k` (which copy: so many days before the
 * original) and `k_day` (that day, YYMMDD).
 */
export type CopyRule = {
  /** The day in the originals' numbers, YYMMDD. */
  readonly day: string;
  /** Texts that nobody looks up stay behind: a quarter of the room. */
  readonly bare: boolean;
};

/**
 * Functions of the session that copies: ids keep their order and lie `k` days earlier, persons
 * become other persons, and numbers tell another day.
 */
export const COPY_FUNCTIONS = `
create function pg_temp.ago(id uuid, k int) returns uuid language sql immutable strict
return (lpad(to_hex(('x' || left(replace(left(id::text, 13), '-', ''), 12))::bit(48)::bigint
         - k * 86400000::bigint), 12, '0') || substr(id::text, 14))::uuid;
create function pg_temp.all_ago(ids uuid[], k int) returns uuid[] language sql immutable strict
return (select coalesce(array_agg(pg_temp.ago(id, k) order by n), '{}')
          from unnest(ids) with ordinality as u (id, n));
create function pg_temp.parcel(value text, k int) returns text language sql immutable
return overlay(left(value, 1) || chr(65 + k % 25) || substr(value, 3)
       placing lpad((k / 25)::text, 2, '0') from 6 for 2);
`;

const DATED = new Set(['order_no', 'cop_no', 'pay_transaction_id', 'gate_pass_no', 'pre_no']);
const DATED_TOO = new Set(['app_time', 'return_time', 'invt_no', 'reference']);
const WIDE = new Set(['body', 'facts', 'inputs', 'rows', 'return_info']);

/** The expression that makes the column of a copy. */
export function copyOf({ column, type }: CatalogueColumn, { day, bare }: CopyRule): string {
  const own = `t."${column}"`;
  const dated = `replace(${own}::text, '${day}', k_day)::${type}`;
  if (column === 'buyer_key') return `md5(${own}::text || k)::uuid`;
  if (column === 'logistics_no') return `pg_temp.parcel(${own}, k)`;
  if (column === 'event_id' && type === 'text') return `${own} || '-' || k`;
  // Older numbers of a row that counts without gaps.
  if (column === 'chain_seq' || column === 'revision')
    return type === 'bigint' ? `${own} - k * 1000000::bigint` : own;
  if (WIDE.has(column)) return bare ? bareOf(own, type) : type === 'text' ? dated : own;
  if (DATED.has(column) || DATED_TOO.has(column)) return dated;
  if (type === 'uuid') return `pg_temp.ago(${own}, k)`;
  if (type === 'uuid[]') return `pg_temp.all_ago(${own}, k)`;
  if (type === 'timestamp with time zone') return `${own} - k * interval '1 day'`;
  if (type === 'date') return `${own} - k`;
  return own;
}

function bareOf(own: string, type: string): string {
  if (type === 'text[]') return `array_fill(''::text, array[cardinality(${own})])`;
  return type === 'bytea' ? `''::bytea` : `''`;
}
