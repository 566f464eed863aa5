create table information_sharing.message_origin (
  zone_code text not null,
  exchange_id uuid not null,
  participant_code text not null,
  channel text not null,
  sender_id text,
  received_at timestamptz not null,
  constraint message_origin_pkey primary key (zone_code, exchange_id)
);
create index message_origin_age_idx on information_sharing.message_origin (zone_code, received_at);
comment on table information_sharing.message_origin is
  'Where a trader''s message came from, so that customs'' later receipts go back the same way';
comment on column information_sharing.message_origin.channel is '"http" or "intake NAME"';
comment on column information_sharing.message_origin.sender_id is
  'SenderId of its envelope, to which receipts are addressed; null: it came bare, and so do they';

create table information_sharing.receipt_due (
  zone_code text not null,
  exchange_id uuid not null,
  constraint receipt_due_pkey primary key (zone_code, exchange_id)
);
comment on table information_sharing.receipt_due is
  'Messages of customs whose receipts have still to be sorted by the traders they go back to';

create table information_sharing.returned_receipt (
  zone_code text not null,
  digest bytea not null,
  returned_at timestamptz not null,
  constraint returned_receipt_pkey primary key (zone_code, digest)
);
create index returned_receipt_age_idx on information_sharing.returned_receipt (zone_code, returned_at);
comment on table information_sharing.returned_receipt is
  'Receipts that were passed on: one that customs repeats goes back once';
comment on column information_sharing.returned_receipt.digest is
  'SHA-256 of participant, channel and the receipt without its guid';

create table information_sharing.return_message (
  zone_code text not null,
  exchange_id uuid not null,
  participant_code text not null,
  channel text not null,
  receiver_id text,
  message_type text not null,
  queued_at timestamptz not null,
  handed_at timestamptz,
  constraint return_message_pkey primary key (zone_code, exchange_id)
);
create index return_message_waiting_idx
  on information_sharing.return_message (zone_code, channel, participant_code, exchange_id)
  where handed_at is null;
comment on table information_sharing.return_message is
  'Receipts of customs on their way to traders; the bytes stand in the exchange log under the same id';
comment on column information_sharing.return_message.handed_at is
  'When the channel took it, or the trader confirmed it over HTTP; null while it waits';
