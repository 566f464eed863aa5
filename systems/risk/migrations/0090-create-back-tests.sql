create table risk.back_test (
  zone_code text not null,
  back_test_id uuid not null,
  version integer not null,
  from_day date not null,
  until_day date not null,
  capacity integer,
  requested_by text not null,
  requested_at timestamptz not null,
  state text not null default 'queued',
  done bigint not null default 0,
  total bigint not null default 0,
  lease_until timestamptz,
  ended_at timestamptz,
  result jsonb,
  failure text,
  constraint back_test_pkey primary key (zone_code, back_test_id),
  constraint back_test_table_fkey foreign key (zone_code, version)
    references risk.rule_table (zone_code, version),
  constraint back_test_period check (from_day <= until_day),
  constraint back_test_state_known check (state in ('queued', 'running', 'done', 'failed')),
  constraint back_test_ended_whole check ((state in ('done', 'failed')) = (ended_at is not null)
    and (state = 'done') = (result is not null) and (state = 'failed') = (failure is not null))
);
create index back_test_open_idx on risk.back_test (zone_code, back_test_id)
  where state in ('queued', 'running');
comment on table risk.back_test is
  'Versions of the rule table judged over past declarations (规则回测), and what would have changed';
comment on column risk.back_test.capacity is 'Held declarations that officers can look at in a day';
comment on column risk.back_test.lease_until is
  'While it runs: whoever runs it renews this; when it has passed, the test starts anew elsewhere';
comment on column risk.back_test.done is 'Declarations judged so far, of total';
