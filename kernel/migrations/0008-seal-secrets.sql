-- Answers kept for repeated requests may tell of persons; secrets made every pseudonym one can guess (docs/adr/0060).

alter table kernel.idempotency_key
  alter column body type kernel.sealed using convert_to(body, 'UTF8');

create table kernel.secret (
  zone_code text not null,
  key text not null,
  secret kernel.sealed not null,
  created_at timestamptz not null default now(),
  constraint secret_pkey primary key (zone_code, key)
);

comment on table kernel.secret is
  'Secrets made once and kept for good, sealed: person-key, without which the pseudonyms of buyers cannot be made again';

insert into kernel.secret (zone_code, key, secret, created_at)
select zone_code, key, convert_to(value, 'UTF8'), created_at
  from kernel.setting
 where key in ('person-key', 'paper-key');

delete from kernel.setting where key in ('person-key', 'paper-key');

comment on table kernel.setting is 'Values made once and kept for good, none of them secret';
