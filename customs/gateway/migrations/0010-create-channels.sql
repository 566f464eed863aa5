alter table gateway.outbound drop constraint outbound_state_known;
alter table gateway.outbound add constraint outbound_state_known
  check (state in ('queued', 'sending', 'sent', 'answered', 'refused'));

create table gateway.received_message (
  zone_code text not null,
  sender text not null,
  message_id text not null,
  sha256 bytea not null,
  received_at timestamptz not null,
  constraint received_message_pkey primary key (zone_code, sender, message_id)
);
create index received_message_age_idx on gateway.received_message (zone_code, received_at);
comment on table gateway.received_message is
  'Messages from customs that were taken, so that one that is delivered again counts once';
comment on column gateway.received_message.message_id is
  'CopMsgId of the envelope, or what the channel calls it; other bytes under a known id are refused';

create table gateway.dead_letter (
  zone_code text not null,
  dead_letter_id uuid not null,
  channel text not null,
  message_id text not null,
  reason text not null,
  body bytea not null,
  exchange_id uuid,
  died_at timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  outcome text,
  constraint dead_letter_pkey primary key (zone_code, dead_letter_id),
  constraint dead_letter_outcome_known check (outcome in ('replayed', 'discarded')),
  constraint dead_letter_settled_whole check (
    (settled_at is null) = (outcome is null) and (settled_at is null) = (settled_by is null))
);
create index dead_letter_open_idx on gateway.dead_letter (zone_code, dead_letter_id)
  where settled_at is null;
comment on table gateway.dead_letter is
  'Messages that a channel could not hand over, or that customs refused, until a person replays or discards them';
comment on column gateway.dead_letter.exchange_id is
  'The message in the exchange log, for one of ours that customs refused';
