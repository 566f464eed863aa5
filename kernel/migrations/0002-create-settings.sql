create table kernel.setting (
  zone_code text not null,
  key text not null,
  value text not null,
  created_at timestamptz not null default now(),
  constraint setting_pk primary key (zone_code, key)
);
comment on table kernel.setting is
  'Values made once and kept for good, secrets among them (person-key: without it the pseudonyms of buyers cannot be made again).';
