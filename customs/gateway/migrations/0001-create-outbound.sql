create schema if not exists gateway;

create table gateway.outbound (
  zone_code text not null,
  exchange_id uuid not null,
  message_type text not null,
  subject_ids uuid[] not null,
  state text not null,
  attempts integer not null default 0,
  queued_at timestamptz not null,
  next_at timestamptz not null,
  sent_at timestamptz,
  last_error text,
  constraint outbound_pkey primary key (zone_code, exchange_id),
  constraint outbound_state_known check (state in ('queued', 'sending', 'sent', 'answered'))
);
create index outbound_due_idx on gateway.outbound (zone_code, next_at) where state in ('queued', 'sending');
create index outbound_unanswered_idx on gateway.outbound (zone_code, sent_at) where state = 'sent';
comment on table gateway.outbound is 'Messages on their way to customs; the bytes stand in the exchange log under the same id';
comment on column gateway.outbound.subject_ids is 'The declarations inside, so that unanswered ones can be sent again';
comment on column gateway.outbound.next_at is 'When it may be tried (again); for state sending, when the lease of a lost process ends';

create sequence gateway.simulator_pre_no_seq increment by 1000;
create sequence gateway.simulator_invt_no_seq increment by 1000;
comment on sequence gateway.simulator_pre_no_seq is 'Numbers are taken in blocks of 1000 by each process of the simulator';

create table gateway.simulator_list (
  zone_code text not null,
  agent_code text not null,
  cop_no text not null,
  app_time text not null,
  pre_no text not null,
  invt_no text not null,
  return_status text not null,
  return_info text not null,
  decided_at timestamptz not null,
  constraint simulator_list_pkey primary key (zone_code, agent_code, cop_no, app_time)
);
comment on table gateway.simulator_list is 'What the customs simulator decided: the same list again gets the same answer';
