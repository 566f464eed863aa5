create table financial_services.raw_data (
  zone_code text not null,
  pay_code text not null,
  pay_transaction_id text not null,
  version integer not null,
  ebp_code text not null,
  body text not null,
  delivered_by text not null,
  delivered_at timestamptz not null,
  keep_until date not null,
  constraint raw_data_pkey primary key (zone_code, pay_code, pay_transaction_id, version),
  constraint raw_data_version_positive check (version > 0)
);
create index raw_data_keep_idx on financial_services.raw_data (zone_code, keep_until);
comment on table financial_services.raw_data is 'Payment raw data (支付原始数据) as delivered; a correction is a new version, and nothing goes before its keep_until';
comment on column financial_services.raw_data.body is 'JSON of payExchangeInfoHead and payExchangeInfoLists, fields in the order of announcement 2018 no. 179';
comment on column financial_services.raw_data.keep_until is 'Last day in China on which it must be there: three years after delivery or trade, whichever was later';

create table financial_services.raw_data_order (
  zone_code text not null,
  ebp_code text not null,
  order_no text not null,
  pay_code text not null,
  pay_transaction_id text not null,
  version integer not null,
  constraint raw_data_order_pkey primary key (zone_code, ebp_code, order_no, pay_code, pay_transaction_id, version),
  constraint raw_data_order_data_fkey foreign key (zone_code, pay_code, pay_transaction_id, version)
    references financial_services.raw_data on delete cascade
);
create index raw_data_order_data_idx on financial_services.raw_data_order (zone_code, pay_code, pay_transaction_id, version);
comment on table financial_services.raw_data_order is 'Which orders raw data are about: customs asks by order';

create function financial_services.keep_raw_data() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.keep_until < (now() at time zone 'Asia/Shanghai')::date then
    return old;
  end if;
  raise exception 'payment raw data % % must be kept as they are until %', old.pay_code, old.pay_transaction_id, old.keep_until
    using errcode = 'integrity_constraint_violation';
end
$$;
comment on function financial_services.keep_raw_data is 'Raw data stay as they are for three years, also for a hand at the database';

create trigger raw_data_kept
  before update or delete on financial_services.raw_data
  for each row execute function financial_services.keep_raw_data();
create trigger raw_data_not_emptied
  before truncate on financial_services.raw_data
  for each statement execute function financial_services.refuse_rewriting();

create table financial_services.raw_data_request (
  zone_code text not null,
  session_id text not null,
  ebp_code text not null,
  order_no text not null,
  pay_code text not null,
  service_time bigint not null,
  asked_at timestamptz not null,
  exchange_id uuid not null,
  state text not null,
  attempts integer not null default 0,
  failures integer not null default 0,
  refusals integer not null default 0,
  next_at timestamptz not null,
  last_code text not null default '',
  last_message text not null default '',
  ended_at timestamptz,
  constraint raw_data_request_pkey primary key (zone_code, session_id),
  constraint raw_data_request_state_known check (state in ('owed', 'due', 'done', 'dead'))
);
create index raw_data_request_due_idx on financial_services.raw_data_request (zone_code, next_at) where state = 'due';
create index raw_data_request_order_idx on financial_services.raw_data_request (zone_code, ebp_code, order_no);
create index raw_data_request_newest_idx on financial_services.raw_data_request (zone_code, asked_at, session_id);
comment on table financial_services.raw_data_request is 'What customs asked for (platDataOpen), and how far the answer (realTimeDataUpload) is';
comment on column financial_services.raw_data_request.state is 'owed: the platform has not delivered the data yet; due: on its way; done: customs took it; dead: given up until somebody replays it';
comment on column financial_services.raw_data_request.pay_code is 'Payment firm of the order as far as known, so that it sees the request too';
comment on column financial_services.raw_data_request.failures is 'Failed tries since the request was last made due; refusals are those that customs answered';
comment on column financial_services.raw_data_request.next_at is 'Not before this moment: the pause after a failure, or the lease of who is sending it';

create table financial_services.raw_data_try (
  zone_code text not null,
  session_id text not null,
  attempt integer not null,
  pay_code text not null,
  pay_transaction_id text not null,
  version integer not null,
  exchange_id uuid not null,
  outcome text not null,
  code text not null,
  message text not null,
  tried_at timestamptz not null,
  constraint raw_data_try_pkey primary key (zone_code, session_id, attempt),
  constraint raw_data_try_outcome_known check (outcome in ('accepted', 'refused', 'unreachable'))
);
comment on table financial_services.raw_data_try is 'Each upload with what customs answered, append-only; its bytes are in the exchange log';

create trigger raw_data_try_append_only
  before update or delete or truncate on financial_services.raw_data_try
  for each statement execute function financial_services.refuse_rewriting();
