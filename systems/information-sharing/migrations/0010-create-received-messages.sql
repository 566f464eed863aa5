create table information_sharing.received_message (
  zone_code text not null,
  source text not null,
  message_id text not null,
  sha256 bytea not null,
  exchange_id uuid not null,
  receipt_id uuid not null,
  receipt_type text not null,
  message_type text not null,
  received_at timestamptz not null,
  constraint received_message_pkey primary key (zone_code, source, message_id)
);
create index received_message_age_idx on information_sharing.received_message (zone_code, received_at);

comment on table information_sharing.received_message is
  'Messages taken, by their sender''s id: the same one again gets the same answer, other bytes under a known id are refused';
comment on column information_sharing.received_message.source is
  'The participant whose key or channel brought it; ids of one sender cannot hurt another';
comment on column information_sharing.received_message.receipt_id is 'Its answer, in the exchange log';
