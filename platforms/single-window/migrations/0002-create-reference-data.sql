create table single_window.tariff_version (
  zone_code text not null,
  tariff_version integer not null,
  kind text not null,
  imported_at timestamptz not null,
  imported_by text not null,
  file_name text not null,
  sha256 text not null,
  content text not null,
  row_count integer not null,
  constraint tariff_version_pkey primary key (zone_code, kind, tariff_version),
  constraint tariff_version_kind_known check (kind in ('tariff', 'positive-list'))
);
comment on table single_window.tariff_version is 'Rates and positive lists as imported, append-only: each import is kept whole and the newest of each kind is in force, its rows dated within';
comment on column single_window.tariff_version.content is 'The CSV as imported, so that any past judgement can be repeated';
