create table risk.rule_step (
  zone_code text not null,
  version integer not null,
  step_no integer not null,
  kind text not null,
  said_by text not null,
  person_id uuid,
  said_at timestamptz not null,
  note text not null,
  detail jsonb not null,
  constraint rule_step_pkey primary key (zone_code, version, step_no),
  constraint rule_step_table_fkey foreign key (zone_code, version)
    references risk.rule_table (zone_code, version),
  constraint rule_step_known check (kind in ('drafted', 'checked', 'back-tested', 'shadow-started',
    'shadow-stopped', 'requested', 'objected', 'activated', 'retired')),
  constraint rule_step_person_known
    check (kind not in ('requested', 'objected', 'activated') or person_id is not null)
);
comment on table risk.rule_step is
  'The life of each version of the rule table (规则生命周期): who did what when and why, append-only';
comment on column risk.rule_step.person_id is
  'Who asked for an activation and who answered, as people: nobody confirms her own';
comment on column risk.rule_step.detail is
  'By kind: days asked for, number of the request answered, remarks of a check, the back-test';

create trigger rule_step_immutable
  before update or delete on risk.rule_step
  for each row execute function risk.refuse_change();
