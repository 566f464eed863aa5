create table risk.assessment (
  zone_code text not null,
  declaration_id uuid not null,
  assessment_id uuid not null,
  attempt integer not null,
  assessed_on date not null,
  assessed_at timestamptz not null,
  rule_table_version integer not null,
  rule_table_sha256 bytea not null,
  lane text not null,
  score integer not null,
  inputs jsonb not null,
  hits jsonb not null,
  constraint assessment_pkey primary key (zone_code, declaration_id, assessment_id)
);
comment on table risk.assessment is
  'Every risk assessment (风险评估) with all it was made from, append-only: it can be replayed';
comment on column risk.assessment.attempt is
  'Attempt of the declaration: a rejected list may be declared again under the same numbers';
comment on column risk.assessment.assessed_on is 'The day in China whose rules judged';
comment on column risk.assessment.inputs is
  'Known facts by name (model/facts.ts); decimals as text; an absent fact was unknown';
comment on column risk.assessment.hits is
  'Rows that matched with operands and values: for officers, never for the trader';
