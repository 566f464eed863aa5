create schema if not exists credit;

create table credit.evidence (
  zone_code text not null,
  event_id uuid not null,
  enterprise_code text not null,
  roles text[] not null,
  outcome text not null,
  reason_code text not null,
  day date not null,
  known_on date not null,
  declarations integer not null,
  declaration_ids uuid[] not null,
  recorded_at timestamptz not null,
  constraint evidence_pkey primary key
    (zone_code, event_id, enterprise_code, roles, outcome, reason_code),
  constraint evidence_outcome_known check
    (outcome in ('released', 'rejected', 'held', 'cancelled', 'returned')),
  constraint evidence_declarations_counted check
    (declarations > 0 and declarations = cardinality(declaration_ids))
);
create index evidence_enterprise_idx on credit.evidence (zone_code, enterprise_code, known_on);
comment on table credit.evidence is
  'What became of declarations, for each enterprise involved (信用证据): append-only, a row per event';
comment on column credit.evidence.roles is
  'All roles it had in these declarations, in the order of model/evidence.ts: each counts once';
comment on column credit.evidence.reason_code is
  'Empty: each declaration with this outcome once. Else the declarations with this reason';
comment on column credit.evidence.day is 'Day in China on which it happened';
comment on column credit.evidence.known_on is
  'Day in China on which it was recorded; grades count by it, so that a past grade never changes';

create table credit.daily_count (
  zone_code text not null,
  enterprise_code text not null,
  known_on date not null,
  roles text[] not null,
  outcome text not null,
  reason_code text not null,
  declarations bigint not null,
  constraint daily_count_pkey primary key
    (zone_code, enterprise_code, known_on, roles, outcome, reason_code)
);
comment on table credit.daily_count is
  'Evidence added up by day, kept in step with credit.evidence: what grades are computed from';

create function credit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of credit.% are never changed or deleted; add a new one', tg_table_name;
end
$$;

create trigger evidence_immutable
  before update or delete on credit.evidence
  for each row execute function credit.refuse_change();
