create table risk.case_file (
  zone_code text not null,
  case_id uuid not null,
  kind text not null,
  state text not null,
  outcome text,
  assignee text,
  due_on date,
  opened_by text not null,
  opened_at timestamptz not null,
  decided_by text,
  step_count int not null,
  subject kernel.sealed not null,
  constraint case_file_pkey primary key (zone_code, case_id),
  constraint case_file_kind_known check (kind in ('suspicion', 'ring', 'recall', 'dispute', 'audit')),
  constraint case_file_state_known check (state in ('open', 'decided', 'appealed', 'closed')),
  constraint case_file_outcome_known check (outcome in ('confirmed', 'cleared'))
);
create index case_file_queue_idx on risk.case_file (zone_code, state, due_on, case_id);
comment on table risk.case_file is
  'A case of the risk desk (风险案件): as its steps have made it; the subject may name persons';

create table risk.case_step (
  zone_code text not null,
  case_id uuid not null,
  step_no int not null,
  kind text not null,
  actor text not null,
  at timestamptz not null,
  body kernel.sealed not null,
  constraint case_step_pkey primary key (zone_code, case_id, step_no)
);
comment on table risk.case_step is
  'What was done in a case, by whom and why, in order (案件处置记录); never changed';

create table risk.case_link (
  zone_code text not null,
  case_id uuid not null,
  kind text not null,
  reference text not null,
  constraint case_link_pkey primary key (zone_code, kind, reference, case_id),
  constraint case_link_kind_known check (kind in ('declaration', 'participant', 'exchange', 'dispute'))
);
create index case_link_case_idx on risk.case_link (zone_code, case_id);
comment on table risk.case_link is
  'What a case is about: declarations, participants, messages, disputes (案件关联)';

create table risk.work_order (
  zone_code text not null,
  work_order_id uuid not null,
  case_id uuid not null,
  assignee text not null,
  due_on date not null,
  state text not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  task kernel.sealed not null,
  result kernel.sealed,
  constraint work_order_pkey primary key (zone_code, work_order_id),
  constraint work_order_state_known check (state in ('open', 'done', 'dropped')),
  constraint work_order_ended_whole check (
    (state = 'open' and ended_by is null and ended_at is null and result is null)
    or (state <> 'open' and ended_by is not null and ended_at is not null and result is not null))
);
create index work_order_case_idx on risk.work_order (zone_code, case_id, work_order_id);
create index work_order_open_idx on risk.work_order (zone_code, due_on, work_order_id)
  where state = 'open';
comment on table risk.work_order is
  'What a case asks somebody to do by a day, and what came of it (查验工单)';

create function risk.keep_case_steps() returns trigger
language plpgsql
as $$
begin
  raise exception 'risk.case_step is never changed: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;
comment on function risk.keep_case_steps() is 'What was done in a case stays as it was written';

create trigger case_step_append_only
  before update or delete on risk.case_step
  for each row execute function risk.keep_case_steps();
