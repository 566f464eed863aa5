create table information_sharing.exchange_chain (
  zone_code text not null,
  chain_no int4 not null,
  last_seq int8 not null,
  last_hash bytea not null,
  constraint exchange_chain_pkey primary key (zone_code, chain_no)
);

comment on table information_sharing.exchange_chain is
  'Heads of the hash chains of exchange_record. A writer locks one head until it commits; several chains let '
  'several writers append at once. See docs/protocols/evidence.md';
comment on column information_sharing.exchange_chain.last_seq is 'Sequence number of the last record, 0 when none';
comment on column information_sharing.exchange_chain.last_hash is
  'chain_hash of the last record, 32 zero bytes when none';

create function information_sharing.keep_chain_growing() returns trigger
language plpgsql
as $$
begin
  if new.last_seq <= old.last_seq then
    raise exception 'exchange chain % of % may only grow', old.chain_no, old.zone_code
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger exchange_chain_grows
  before update on information_sharing.exchange_chain
  for each row execute function information_sharing.keep_chain_growing();

create trigger exchange_chain_keeps_rows
  before delete or truncate on information_sharing.exchange_chain
  for each statement execute function information_sharing.refuse_change();

create table information_sharing.exchange_record (
  zone_code text not null,
  exchange_id uuid not null,
  chain_no int4 not null,
  chain_seq int8 not null,
  at timestamptz not null,
  direction text not null,
  counterparty text not null,
  message_type text not null,
  refused bool not null,
  sha256 bytea not null,
  chain_hash bytea not null,
  encoding text not null,
  body_length int8 not null,
  body bytea not null,
  constraint exchange_record_pkey primary key (zone_code, exchange_id),
  constraint exchange_record_chain_key unique (zone_code, chain_no, chain_seq),
  constraint exchange_record_direction_check check (direction in ('in', 'out')),
  constraint exchange_record_encoding_check check (encoding in ('br', 'identity'))
);

-- Bodies arrive compressed: PostgreSQL must not spend time on trying again.
alter table information_sharing.exchange_record alter column body set storage external;

create index exchange_record_counterparty_idx
  on information_sharing.exchange_record (zone_code, counterparty, exchange_id);

comment on table information_sharing.exchange_record is
  '交换日志: every message in and out, byte for byte, hashed and chained. Append-only';
comment on column information_sharing.exchange_record.exchange_id is
  'Version-7 UUID: ordered by time, which the listing relies on';
comment on column information_sharing.exchange_record.counterparty is
  'Who sent it or is to receive it: participant code, "customs", or "" when unknown';
comment on column information_sharing.exchange_record.message_type is
  'CEB621Message …; "Unknown" when the message could not be read';
comment on column information_sharing.exchange_record.refused is
  'The message was refused as a whole: format, or a sender without right';
comment on column information_sharing.exchange_record.sha256 is 'SHA-256 of the message as received or sent';
comment on column information_sharing.exchange_record.chain_hash is
  'SHA-256 over the previous chain_hash, the canonical header and sha256; see docs/protocols/evidence.md';
comment on column information_sharing.exchange_record.encoding is
  'How body is stored: br (brotli, RFC 7932) or identity (as it was)';
comment on column information_sharing.exchange_record.body_length is 'Bytes of the message before compression';

create trigger exchange_record_append_only
  before update or delete or truncate on information_sharing.exchange_record
  for each statement execute function information_sharing.refuse_change();

create sequence information_sharing.intake_no minvalue 1 maxvalue 999999999 cycle;

comment on sequence information_sharing.intake_no is
  'Nine digits of the intake number P + YYYYMMDD + serial, which stands in receipts of lists without preNo';
