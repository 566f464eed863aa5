create table kernel.idempotency_key (
  zone_code text not null,
  caller text not null,
  key text not null,
  request_sha256 text not null,
  status int,
  body text,
  created_at timestamptz not null,
  constraint idempotency_key_pk primary key (zone_code, caller, key)
);
comment on table kernel.idempotency_key is
  'Answers to POST requests by Idempotency-Key, so that a repeated request gets the first answer and does nothing twice.';
comment on column kernel.idempotency_key.status is 'HTTP status of the answer; null while the first request is being carried out.';

create index idempotency_key_created_at on kernel.idempotency_key (created_at);
