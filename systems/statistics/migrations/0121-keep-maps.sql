create table statistics.map_version (
  zone_code text not null,
  map_version int4 not null,
  file_name text,
  content text,
  sha256 text,
  source text,
  approval_no text,
  shape_count int4 not null,
  entered_by text not null,
  entered_at timestamptz not null,
  constraint map_version_pk primary key (zone_code, map_version),
  constraint map_version_whole check (
    num_nulls(file_name, content, sha256, source, approval_no) in (0, 5))
);

comment on table statistics.map_version is
  'Approved maps of the provinces as supplied, and their withdrawals (no content). The last row counts. Append-only.';
comment on column statistics.map_version.content is 'The GeoJSON byte for byte; null in a withdrawal.';
comment on column statistics.map_version.approval_no is 'Number of the map''s approval (审图号); shown wherever the map is.';

create trigger map_version_append_only before update or delete on statistics.map_version
  for each statement execute function statistics.refuse_change();
