create table information_sharing.certificate (
  zone_code text not null,
  fingerprint text not null,
  kind text not null,
  participant_code text,
  subject text not null,
  issuer text not null,
  serial text not null,
  key_kind text not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  der bytea not null,
  added_at timestamptz not null,
  added_by text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_reason text,
  constraint certificate_pkey primary key (zone_code, fingerprint),
  constraint certificate_kind_check check (kind in ('root', 'intermediate', 'company')),
  constraint certificate_key_kind_check check (key_kind in ('rsa', 'sm2')),
  constraint certificate_owner_check check ((kind = 'company') = (participant_code is not null)),
  constraint certificate_revoked_check check ((revoked_at is null) = (revoked_by is null)),
  constraint certificate_participant_fkey foreign key (zone_code, participant_code)
    references information_sharing.participant (zone_code, code)
);

create index certificate_participant_idx
  on information_sharing.certificate (zone_code, participant_code, fingerprint);

comment on table information_sharing.certificate is
  '证书: certificates of participants, and of the authorities that are trusted';
comment on column information_sharing.certificate.fingerprint is 'SHA-256 of the certificate, hexadecimal';
comment on column information_sharing.certificate.kind is
  'company: of the participant named; root, intermediate: an authority whose certificates count';
comment on column information_sharing.certificate.serial is 'Serial number, hexadecimal, as KeyName has it';
comment on column information_sharing.certificate.revoked_at is
  'When the zone ended it; what it signed before was in order. Revocation lists count besides';

create trigger certificate_keeps_rows
  before delete or truncate on information_sharing.certificate
  for each statement execute function information_sharing.refuse_change();

create table information_sharing.revocation_list (
  zone_code text not null,
  fingerprint text not null,
  issuer bytea not null,
  this_update timestamptz not null,
  next_update timestamptz,
  der bytea not null,
  added_at timestamptz not null,
  added_by text not null,
  constraint revocation_list_pkey primary key (zone_code, fingerprint)
);

create index revocation_list_issuer_idx
  on information_sharing.revocation_list (zone_code, issuer, this_update);

comment on table information_sharing.revocation_list is
  '证书吊销列表: what authorities revoked; of each authority the newest list counts';
comment on column information_sharing.revocation_list.fingerprint is 'SHA-256 of the list, hexadecimal';
comment on column information_sharing.revocation_list.issuer is 'The authority''s name in DER';

create trigger revocation_list_append_only
  before update or delete or truncate on information_sharing.revocation_list
  for each statement execute function information_sharing.refuse_change();
