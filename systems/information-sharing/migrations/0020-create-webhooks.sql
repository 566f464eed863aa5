create table information_sharing.webhook (
  zone_code text not null,
  webhook_id uuid not null,
  participant_code text not null,
  name text not null,
  url text not null,
  outcomes text[] not null,
  secret_sealed bytea not null,
  previous_secret_sealed bytea,
  previous_secret_until timestamptz,
  status text not null,
  status_reason text,
  created_at timestamptz not null,
  created_by text not null,
  last_success_at timestamptz,
  constraint webhook_pkey primary key (zone_code, webhook_id),
  constraint webhook_status_check check (status in ('active', 'paused', 'ended')),
  constraint webhook_participant_fkey foreign key (zone_code, participant_code)
    references information_sharing.participant (zone_code, code)
);

create index webhook_participant_idx
  on information_sharing.webhook (zone_code, participant_code, webhook_id);

comment on table information_sharing.webhook is
  'Addresses of organisations that we call when something happens to their declarations';
comment on column information_sharing.webhook.outcomes is 'Which outcomes are told; empty: all';
comment on column information_sharing.webhook.secret_sealed is 'Key of the signature, sealed';
comment on column information_sharing.webhook.previous_secret_sealed is
  'Signs beside the new one until previous_secret_until, so that receivers can change over';
comment on column information_sharing.webhook.status_reason is 'Why it was paused, if we did it';

create trigger webhook_keeps_rows
  before delete or truncate on information_sharing.webhook
  for each statement execute function information_sharing.refuse_change();

create table information_sharing.webhook_cursor (
  zone_code text not null,
  position text not null,
  constraint webhook_cursor_pkey primary key (zone_code)
);

comment on table information_sharing.webhook_cursor is
  'Up to which step of a declaration deliveries were made; no row while there is no webhook';

create table information_sharing.webhook_delivery (
  zone_code text not null,
  delivery_id uuid not null,
  webhook_id uuid not null,
  body text not null,
  events integer not null,
  state text not null,
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_attempt_at timestamptz,
  last_status integer,
  last_error text,
  constraint webhook_delivery_pkey primary key (zone_code, delivery_id),
  constraint webhook_delivery_state_check check (state in ('due', 'delivered', 'given-up')),
  constraint webhook_delivery_webhook_fkey foreign key (zone_code, webhook_id)
    references information_sharing.webhook (zone_code, webhook_id)
);

create index webhook_delivery_log_idx
  on information_sharing.webhook_delivery (zone_code, webhook_id, delivery_id);
create index webhook_delivery_due_idx
  on information_sharing.webhook_delivery (zone_code, webhook_id, next_attempt_at)
  where state = 'due';

comment on table information_sharing.webhook_delivery is
  'What is or was to be sent to a webhook: the queue and its log in one; kept for a month';
comment on column information_sharing.webhook_delivery.body is 'JSON as sent; masked like the API';
comment on column information_sharing.webhook_delivery.next_attempt_at is
  'When it is tried next; moved ahead while an attempt runs, so that a lost one is repeated';

create table information_sharing.webhook_attempt (
  zone_code text not null,
  delivery_id uuid not null,
  attempt_no integer not null,
  at timestamptz not null,
  status integer,
  error text,
  milliseconds integer not null,
  constraint webhook_attempt_pkey primary key (zone_code, delivery_id, attempt_no),
  constraint webhook_attempt_delivery_fkey foreign key (zone_code, delivery_id)
    references information_sharing.webhook_delivery (zone_code, delivery_id) on delete cascade
);

comment on table information_sharing.webhook_attempt is
  'Each attempt to deliver: the HTTP status, or why there was none; never what was answered';
