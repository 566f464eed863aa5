create table information_sharing.api_key (
  zone_code text not null,
  api_key_id uuid not null,
  key_sha256 bytea not null,
  participant_code text not null,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  constraint api_key_pkey primary key (zone_code, api_key_id),
  constraint api_key_sha256_key unique (zone_code, key_sha256),
  constraint api_key_participant_fkey foreign key (zone_code, participant_code)
    references information_sharing.participant (zone_code, code)
);

comment on table information_sharing.api_key is 'Keys with which machines authenticate';
comment on column information_sharing.api_key.key_sha256 is
  'SHA-256 of the key; the key has 256 random bits, so no salt and no slow hash are needed. '
  'The key itself is shown once and never stored';
comment on column information_sharing.api_key.name is 'What the key is for, as its owner calls it';
comment on column information_sharing.api_key.revoked_at is 'Null while the key is valid';

create trigger api_key_keeps_rows
  before delete or truncate on information_sharing.api_key
  for each statement execute function information_sharing.refuse_change();
