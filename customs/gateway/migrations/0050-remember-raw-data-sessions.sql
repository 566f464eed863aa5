create table gateway.simulator_raw_data_session (
  zone_code text not null,
  session_id text not null,
  order_no text not null,
  url text not null,
  asked_at timestamptz not null,
  answered text not null default '',
  uploads integer not null default 0,
  last_code text not null default '',
  last_message text not null default '',
  accepted_at timestamptz,
  constraint simulator_raw_data_session_pkey primary key (zone_code, session_id)
);
comment on table gateway.simulator_raw_data_session is
  'What the stand-alone simulator asked platforms for (platDataOpen), and how their uploads were answered';
