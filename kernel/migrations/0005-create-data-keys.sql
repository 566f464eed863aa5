create table kernel.data_key (
  zone_code text not null,
  data_key_no integer not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  constraint data_key_pkey primary key (zone_code, data_key_no)
);

comment on table kernel.data_key is
  'Keys that seal values in the database (AES-256-GCM), each itself sealed by the master key, which '
  'is never in the database';
