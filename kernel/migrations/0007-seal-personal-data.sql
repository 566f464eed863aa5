-- Personal data at rest (docs/adr/0060-sealed-personal-data.md). Keys and batches belong to the deployment, not to a zone:
-- one batch may hold rows of any table.

create domain kernel.sealed as bytea;

comment on domain kernel.sealed is
  'Personal data, sealed with AES-256-GCM by the program: a value of its own, or a place in kernel.sealed_batch. What was '
  'written before there was sealing is in the clear until `pilotzone keys seal` has run';

create table kernel.day_key (
  day_key_no integer not null generated always as identity,
  day date not null,
  part smallint not null default 0,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  constraint day_key_pkey primary key (day_key_no),
  constraint day_key_day_key unique (day, part)
);

comment on table kernel.day_key is
  'The key that seals the personal data of a day in China, itself sealed by the master key, which is never in the '
  'database';
comment on column kernel.day_key.part is 'Counts the keys of a day: the newest seals';

create table kernel.sealed_batch (
  batch_no bigint not null,
  bytes bytea not null,
  constraint sealed_batch_pkey primary key (batch_no)
) with (toast_tuple_target = 8160);

alter table kernel.sealed_batch alter column bytes set storage external;

comment on table kernel.sealed_batch is
  'Values of rows that were written together, compressed and sealed as one; a sealed column says which batch and place';

create sequence kernel.sealed_batch_no increment by 64;

create function kernel.keep_sealed() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and current_setting('pilotzone.sealing', true) = 'on' then
    return null;
  end if;
  raise exception 'kernel.sealed_batch is append-only: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;

create trigger sealed_batch_append_only
  before update or delete or truncate on kernel.sealed_batch
  for each statement execute function kernel.keep_sealed();
