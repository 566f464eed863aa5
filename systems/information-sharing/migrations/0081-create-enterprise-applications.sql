create table information_sharing.enterprise_detail (
  zone_code text not null,
  code text not null,
  body bytea not null,
  application_id uuid not null,
  updated_at timestamptz not null,
  constraint enterprise_detail_pkey primary key (zone_code, code)
);
comment on table information_sharing.enterprise_detail is
  'What an enterprise has filed beside its enrolment (企业备案): address, representative and contact, as last approved';
comment on column information_sharing.enterprise_detail.body is
  'JSON sealed by the vault (kernel/src/vault.ts): it names people';
comment on column information_sharing.enterprise_detail.application_id is 'The application that brought it';

create table information_sharing.enterprise_application (
  zone_code text not null,
  application_id uuid not null,
  code text not null,
  status text not null,
  revision integer not null,
  body bytea not null,
  submitted_at timestamptz not null,
  changed_at timestamptz not null,
  constraint enterprise_application_pkey primary key (zone_code, application_id),
  constraint enterprise_application_status_known check
    (status in ('submitted', 'returned', 'approved', 'refused', 'withdrawn'))
);
create unique index enterprise_application_open_idx
  on information_sharing.enterprise_application (zone_code, code)
  where status in ('submitted', 'returned');
create index enterprise_application_code_idx
  on information_sharing.enterprise_application (zone_code, code, application_id);
create index enterprise_application_queue_idx
  on information_sharing.enterprise_application (zone_code, application_id)
  where status = 'submitted';
comment on table information_sharing.enterprise_application is
  'Applications of enterprises to change what is filed about them (企业备案变更); one at a time is open';
comment on column information_sharing.enterprise_application.body is
  'What shall change and why: JSON sealed by the vault, as last submitted';
comment on column information_sharing.enterprise_application.revision is
  'Counts the submissions: who decides names the one that was read';

create table information_sharing.enterprise_application_step (
  zone_code text not null,
  application_id uuid not null,
  step_no integer not null,
  at timestamptz not null,
  status text not null,
  actor text not null,
  actor_code text not null,
  note text not null,
  constraint enterprise_application_step_pkey primary key (zone_code, application_id, step_no)
);
comment on table information_sharing.enterprise_application_step is
  'The life of an application, append-only: who submitted, returned, approved, refused or withdrew it, and why';
create trigger enterprise_application_step_append_only
  before update or delete or truncate on information_sharing.enterprise_application_step
  for each statement execute function information_sharing.refuse_change();

alter table information_sharing.enterprise_detail enable row level security;
create policy enterprise_detail_owner on information_sharing.enterprise_detail
  for select to pilotzone_reader using (code = (select kernel.reader()));

alter table information_sharing.enterprise_application enable row level security;
create policy enterprise_application_owner on information_sharing.enterprise_application
  for select to pilotzone_reader using (code = (select kernel.reader()));

alter table information_sharing.enterprise_application_step enable row level security;
create policy enterprise_application_step_owner
  on information_sharing.enterprise_application_step for select to pilotzone_reader
  using (exists (select 1 from information_sharing.enterprise_application a
    where a.zone_code = enterprise_application_step.zone_code
      and a.application_id = enterprise_application_step.application_id));
