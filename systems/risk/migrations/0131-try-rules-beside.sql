create table risk.rule_trial (
  zone_code text not null,
  trial_id uuid not null,
  version integer not null,
  from_day date not null,
  until_day date,
  share integer not null,
  max_red integer,
  started_by text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  end_note text,
  constraint rule_trial_pkey primary key (zone_code, trial_id),
  constraint rule_trial_table_fkey foreign key (zone_code, version)
    references risk.rule_table (zone_code, version),
  constraint rule_trial_period check (until_day is null or from_day <= until_day),
  constraint rule_trial_share_known check (share between 0 and 5000),
  constraint rule_trial_limit_known check (max_red between 1 and 10000),
  constraint rule_trial_canary_limited check (share = 0 or max_red is not null),
  constraint rule_trial_ended_whole check (num_nulls(ended_at, ended_by, end_note) in (0, 3))
);
create unique index rule_trial_open_idx on risk.rule_trial (zone_code, version)
  where ended_at is null;
-- One canary at a time: a declaration is judged by one of two tables, never by a third.
create unique index rule_trial_canary_idx on risk.rule_trial (zone_code)
  where ended_at is null and share > 0;
comment on table risk.rule_trial is
  'Versions of the rule table that run beside the one in force (影子运行), some for a share (灰度)';
comment on column risk.rule_trial.share is
  'Basis points of declarations that the version really decides, by a hash of their id; 0: none';
comment on column risk.rule_trial.max_red is
  'Basis points of judged declarations that it may hold; above, the trial ends by itself';

create table risk.trial_count (
  zone_code text not null,
  trial_id uuid not null,
  assessed_on date not null,
  count_id uuid not null,
  judged integer not null,
  changes jsonb not null,
  examples jsonb not null,
  constraint trial_count_pkey primary key (zone_code, trial_id, count_id),
  constraint trial_count_trial_fkey foreign key (zone_code, trial_id)
    references risk.rule_trial (zone_code, trial_id)
);
comment on table risk.trial_count is
  'What a version on trial said about each batch beside the one in force, append-only';
comment on column risk.trial_count.changes is
  'Declarations by "lane in force - lane on trial", unchanged ones included';
comment on column risk.trial_count.examples is
  'Declarations with another lane: [id, change]; the first fifty of the batch';

create trigger trial_count_immutable
  before update or delete on risk.trial_count
  for each row execute function risk.refuse_change();
