create table information_sharing.message_disclosure (
  zone_code text not null,
  disclosure_id uuid not null,
  exchange_id uuid not null,
  at timestamptz not null,
  actor text not null,
  actor_participant text not null,
  purpose text not null,
  reason text not null,
  constraint message_disclosure_pkey primary key (zone_code, disclosure_id),
  constraint message_disclosure_reason_given check (btrim(reason) <> '')
);
comment on table information_sharing.message_disclosure is
  'Append-only: who read a message of the log in the clear, with the personal data in it, when and why';
comment on column information_sharing.message_disclosure.actor is 'Name of the person or API key';

-- What an organisation sees: nothing; the log is the zone''s.
alter table information_sharing.message_disclosure enable row level security;

create function information_sharing.keep_message_disclosures() returns trigger
language plpgsql
as $$
begin
  raise exception 'information_sharing.message_disclosure is append-only: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function information_sharing.keep_message_disclosures() is 'What was read cannot be unread';

create trigger message_disclosure_append_only
  before update or delete or truncate on information_sharing.message_disclosure
  for each statement execute function information_sharing.keep_message_disclosures();
