-- Messages on their way from a process that took them in to one that clears them, and their answers
-- on the way back. Unlogged: a message here was not acknowledged yet, and what was cleared of it
-- stands in the logged tables; after a crash its sender, who got no answer, sends it again.
create unlogged table information_sharing.intake_message (
  zone_code text not null,
  message_id uuid not null,
  handed_in_by uuid not null,
  handed_in_at timestamptz not null default now(),
  head jsonb not null,
  byte_count integer not null,
  body kernel.sealed not null,
  answered_at timestamptz,
  answer jsonb,
  receipt kernel.sealed,
  constraint intake_message_pkey primary key (zone_code, message_id)
);
create index intake_message_waiting_idx on information_sharing.intake_message (zone_code, message_id)
  where answered_at is null;

-- XML is compressed where it is kept; here it stays for a moment.
alter table information_sharing.intake_message alter column body set storage external;
-- Every row is updated once and deleted soon after.
alter table information_sharing.intake_message
  set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

comment on table information_sharing.intake_message is
  'Messages between intake and clearing where these are processes of their own; emptied as they are answered';
comment on column information_sharing.intake_message.handed_in_by is 'The process that waits for the answer';
comment on column information_sharing.intake_message.answer is
  'What became of it, written by the transaction that cleared it; {"failed": …} when it broke the program';

revoke all on information_sharing.intake_message from pilotzone_reader;
