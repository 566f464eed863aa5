create schema identity;

comment on schema identity is '身份与权限: people, their sign-ins and sessions';

create function identity.refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception '%.% is append-only: % is not allowed', tg_table_schema, tg_table_name, tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function identity.refuse_change() is 'Statement-level guard of append-only tables';

create table identity.person (
  zone_code text not null,
  person_id uuid not null,
  login_name text not null,
  display_name text not null,
  participant_code text not null,
  permissions text[] not null,
  status text not null,
  password_hash text,
  must_change_password boolean not null,
  totp_sealed bytea,
  totp_last_step bigint,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint person_pkey primary key (zone_code, person_id),
  constraint person_login_name_key unique (zone_code, login_name),
  constraint person_status_check check (status in ('active', 'suspended')),
  constraint person_login_name_check check (login_name = lower(login_name))
);

create index person_participant_idx on identity.person (zone_code, participant_code, login_name);

comment on table identity.person is 'People who sign in, each for one organisation';
comment on column identity.person.participant_code is
  'The organisation: code of information_sharing.participant';
comment on column identity.person.permissions is
  'What the organisation lets the person do; what the organisation itself may do bounds it';
comment on column identity.person.password_hash is
  'argon2id in PHC form; null for people who come by OIDC or passkey only';
comment on column identity.person.totp_sealed is
  'Secret of the authenticator app (RFC 6238), sealed; null without one';
comment on column identity.person.totp_last_step is 'Last step used, so that no code works twice';
comment on column identity.person.failed_attempts is 'Wrong passwords or codes since the last right one';

create table identity.passkey (
  zone_code text not null,
  credential_id text not null,
  person_id uuid not null,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  constraint passkey_pkey primary key (zone_code, credential_id),
  constraint passkey_person_fkey foreign key (zone_code, person_id)
    references identity.person (zone_code, person_id)
);

create index passkey_person_idx on identity.passkey (zone_code, person_id);

comment on table identity.passkey is 'Passkeys (WebAuthn credentials) of people';
comment on column identity.passkey.credential_id is 'As base64url';

create table identity.oidc_link (
  zone_code text not null,
  issuer text not null,
  subject text not null,
  person_id uuid not null,
  created_at timestamptz not null,
  constraint oidc_link_pkey primary key (zone_code, issuer, subject),
  constraint oidc_link_person_fkey foreign key (zone_code, person_id)
    references identity.person (zone_code, person_id)
);

comment on table identity.oidc_link is 'Which subject of which OIDC provider is which person';

create table identity.session (
  zone_code text not null,
  session_id uuid not null,
  token_sha256 bytea not null,
  person_id uuid not null,
  method text not null,
  client text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint session_pkey primary key (zone_code, session_id),
  constraint session_token_key unique (zone_code, token_sha256),
  constraint session_person_fkey foreign key (zone_code, person_id)
    references identity.person (zone_code, person_id),
  constraint session_method_check check (method in ('password', 'password-totp', 'passkey', 'oidc'))
);

create index session_person_idx on identity.session (zone_code, person_id, created_at);

comment on table identity.session is 'Sessions of people; they survive a restart';
comment on column identity.session.token_sha256 is
  'SHA-256 of the cookie, which has 256 random bits; the cookie itself is not stored';
comment on column identity.session.client is 'User-Agent of the sign-in, shortened';

create table identity.challenge (
  zone_code text not null,
  challenge_id uuid not null,
  kind text not null,
  person_id uuid,
  value jsonb not null,
  expires_at timestamptz not null,
  constraint challenge_pkey primary key (zone_code, challenge_id)
);

comment on table identity.challenge is
  'Questions that a browser or an OIDC provider must answer; each is taken once and dies in minutes';

create table identity.account_event (
  zone_code text not null,
  account_event_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  kind text not null,
  actor text not null,
  detail text not null,
  constraint account_event_pkey primary key (zone_code, account_event_id)
);

create index account_event_person_idx on identity.account_event (zone_code, person_id, at);

comment on table identity.account_event is
  'Append-only: sign-ins, refusals and changes of accounts, shown to the person';
comment on column identity.account_event.actor is 'Login name of who did it, or the command';

create trigger account_event_append_only
  before update or delete or truncate on identity.account_event
  for each statement execute function identity.refuse_change();

create trigger person_keeps_rows
  before delete or truncate on identity.person
  for each statement execute function identity.refuse_change();
