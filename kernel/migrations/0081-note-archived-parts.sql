create table kernel.archived_part (
  table_name text not null,
  part text not null,
  file text not null,
  sha256 bytea not null,
  rows bigint not null,
  first_id uuid,
  last_id uuid,
  archived_at timestamptz not null,
  constraint archived_part_pkey primary key (table_name, part)
);
comment on table kernel.archived_part is
  'Parts of tables cut by month that have left for a Parquet file (docs/how-to/archive.md), append-only';
comment on column kernel.archived_part.file is 'Name of the file, without its folder';
comment on column kernel.archived_part.first_id is 'Ids of the rows in the file lie between these; null when it has none';
