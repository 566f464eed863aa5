alter table information_sharing.api_key add column secret_sealed bytea;

comment on column information_sharing.api_key.secret_sealed is
  'The key itself, sealed, where it signs requests; such a key is never sent. Null: it is sent';

create table information_sharing.used_nonce (
  zone_code text not null,
  api_key_id uuid not null,
  nonce text not null,
  used_at timestamptz not null,
  constraint used_nonce_pkey primary key (zone_code, api_key_id, nonce)
);

create index used_nonce_age_idx on information_sharing.used_nonce (zone_code, used_at);

comment on table information_sharing.used_nonce is
  'Nonces of signed requests, so that none is good twice; kept longer than a request is good';
