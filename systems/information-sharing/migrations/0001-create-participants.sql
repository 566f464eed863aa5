create schema information_sharing;

comment on schema information_sharing is '信息共享: participants, API keys, exchange log (evidence)';

create function information_sharing.refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception '%.% is append-only: % is not allowed', tg_table_schema, tg_table_name, tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function information_sharing.refuse_change() is
  'Statement-level guard of append-only tables: costs nothing unless someone tries';

create table information_sharing.participant (
  zone_code text not null,
  code text not null,
  credit_code text,
  name text not null,
  status text not null,
  roles text[] not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint participant_pkey primary key (zone_code, code),
  constraint participant_status_check check (status in ('active', 'suspended', 'closed'))
);

create index participant_credit_code_idx
  on information_sharing.participant (zone_code, credit_code, code);

comment on table information_sharing.participant is '参与企业: organisations enrolled in the zone';
comment on column information_sharing.participant.code is
  'Customs registration number (10 characters), platform id, or whatever code the company declares under';
comment on column information_sharing.participant.credit_code is
  '统一社会信用代码 (GB 32100-2015), 18 characters; null when not known. Messages may name the company by it; '
  'where several share one, the first active by code is meant';
comment on column information_sharing.participant.roles is
  'Sorted role names of contract.ts, e.g. {merchant,platform}';

create table information_sharing.participant_change (
  zone_code text not null,
  participant_change_id uuid not null,
  at timestamptz not null,
  code text not null,
  kind text not null,
  actor text not null,
  before jsonb,
  after jsonb not null,
  constraint participant_change_pkey primary key (zone_code, participant_change_id),
  constraint participant_change_kind_check check (kind in ('added', 'changed', 'closed'))
);

create index participant_change_code_idx
  on information_sharing.participant_change (zone_code, code, at);

comment on table information_sharing.participant_change is
  'Append-only history of participant: what was changed, when and by whom';
comment on column information_sharing.participant_change.actor is
  'Who changed it: name of the API key, or the command';
comment on column information_sharing.participant_change.before is 'The row before; null when added';

create trigger participant_change_append_only
  before update or delete or truncate on information_sharing.participant_change
  for each statement execute function information_sharing.refuse_change();

create trigger participant_keeps_rows
  before delete or truncate on information_sharing.participant
  for each statement execute function information_sharing.refuse_change();
