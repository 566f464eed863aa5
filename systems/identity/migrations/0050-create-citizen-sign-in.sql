create table identity.citizen_code (
  zone_code text not null,
  request_id uuid not null,
  buyer_key uuid not null,
  contact_key uuid not null,
  code_sha256 bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  used_at timestamptz,
  wrong_answers integer not null default 0,
  constraint citizen_code_pkey primary key (zone_code, request_id)
);

create index citizen_code_contact_idx
  on identity.citizen_code (zone_code, contact_key, created_at);

comment on table identity.citizen_code is
  'One-time codes of citizens, also those of people nobody knows: they only are never sent';
comment on column identity.citizen_code.buyer_key is
  'Keyed hash of the id number; the number itself is not stored';
comment on column identity.citizen_code.contact_key is
  'Keyed hash of the telephone number; the number itself is not stored';
comment on column identity.citizen_code.code_sha256 is
  'SHA-256 of the request''s id with the code: worth nothing after five minutes';
comment on column identity.citizen_code.sent_at is
  'Set when declarations of this buyer name this telephone; without it no answer is right';

create table identity.citizen_session (
  zone_code text not null,
  session_id uuid not null,
  token_sha256 bytea not null,
  buyer_key uuid not null,
  contact_key uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint citizen_session_pkey primary key (zone_code, session_id),
  constraint citizen_session_token_key unique (zone_code, token_sha256)
);

comment on table identity.citizen_session is
  'Sessions of citizens, who have no account: half an hour each';
comment on column identity.citizen_session.token_sha256 is
  'SHA-256 of the cookie; the cookie itself is not stored';
