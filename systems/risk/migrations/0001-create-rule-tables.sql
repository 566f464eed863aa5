create schema if not exists risk;

create table risk.rule_table (
  zone_code text not null,
  version integer not null,
  name text not null,
  sha256 bytea not null,
  content jsonb not null,
  imported_by text not null,
  imported_at timestamptz not null,
  constraint rule_table_pkey primary key (zone_code, version),
  constraint rule_table_content_key unique (zone_code, sha256),
  constraint rule_table_version_positive check (version > 0),
  constraint rule_table_sha256_length check (length(sha256) = 32)
);
comment on table risk.rule_table is
  'Decision tables of risk control (风险规则表), each version immutable: rows are only added';
comment on column risk.rule_table.sha256 is
  'SHA-256 of the canonical text of content; checked whenever the table is loaded';
comment on column risk.rule_table.content is
  'Name, thresholds and rows as systems/risk/src/model/rule-table.ts defines them';

create table risk.rule_table_activation (
  zone_code text not null,
  activation integer not null,
  version integer not null,
  valid_from date not null,
  valid_until date,
  activated_by text not null,
  activated_at timestamptz not null,
  constraint rule_table_activation_pkey primary key (zone_code, activation),
  constraint rule_table_activation_table_fkey foreign key (zone_code, version)
    references risk.rule_table (zone_code, version),
  constraint rule_table_activation_period check (valid_until is null or valid_from <= valid_until)
);
comment on table risk.rule_table_activation is
  'Which table applies when, append-only: the last activation that covers a day decides';
comment on column risk.rule_table_activation.activation is 'Counts the activations of a zone, from 1';

create function risk.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of risk.% are never changed or deleted; add a new one', tg_table_name;
end
$$;

create trigger rule_table_immutable
  before update or delete on risk.rule_table
  for each row execute function risk.refuse_change();
create trigger rule_table_activation_immutable
  before update or delete on risk.rule_table_activation
  for each row execute function risk.refuse_change();
