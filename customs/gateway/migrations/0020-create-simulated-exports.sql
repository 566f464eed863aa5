create table gateway.simulator_export_paper (
  zone_code text not null,
  kind text not null,
  paper_key text not null,
  app_time text not null,
  body text not null,
  constraint simulator_export_paper_pkey primary key (zone_code, kind, paper_key),
  constraint simulator_export_paper_kind_known check (kind in ('order', 'waybill', 'payment'))
);
comment on table gateway.simulator_export_paper is 'Orders (303), waybills (505) and receipts of payment (403) that the simulator matches export lists with; the newest of each key';

create table gateway.simulator_export_list (
  zone_code text not null,
  agent_code text not null,
  cop_no text not null,
  app_time text not null,
  pre_no text not null,
  invt_no text not null,
  ebc_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  bill_no text not null default '',
  state text not null,
  return_status text not null,
  return_info text not null,
  released_on text not null default '',
  closed_on text not null default '',
  closed_at text not null default '',
  sum_no text,
  body text not null,
  decided_at timestamptz not null,
  constraint simulator_export_list_pkey primary key (zone_code, agent_code, cop_no, app_time),
  constraint simulator_export_list_state_known check (state in
    ('rejected', 'held', 'examined', 'released', 'closed', 'cancelled'))
);
create index simulator_export_list_invt_idx on gateway.simulator_export_list (zone_code, invt_no);
create index simulator_export_list_waybill_idx
  on gateway.simulator_export_list (zone_code, logistics_code, logistics_no);
create index simulator_export_list_bill_idx on gateway.simulator_export_list (zone_code, bill_no);
comment on table gateway.simulator_export_list is 'What the customs simulator decided about export lists, and how far each is: the same list again gets the same answer';
comment on column gateway.simulator_export_list.closed_at is 'YYYYMMDDhhmmss of 899; time ranges of summary applications ask for it';

create table gateway.simulator_export_event (
  zone_code text not null,
  kind text not null,
  place_key text not null,
  constraint simulator_export_event_pkey primary key (zone_code, kind, place_key)
);
comment on table gateway.simulator_export_event is 'What has arrived or left: carrier|waybill, or bill|number where the report names no parcels';

create table gateway.simulator_export_application (
  zone_code text not null,
  kind text not null,
  declarant_code text not null,
  cop_no text not null,
  part integer not null,
  app_time text not null,
  pre_no text not null,
  customs_no text not null,
  return_status text not null,
  return_info text not null,
  results jsonb not null,
  constraint simulator_export_application_pkey
    primary key (zone_code, kind, declarant_code, cop_no, part, app_time)
);
comment on table gateway.simulator_export_application is 'What the simulator decided about cancellations, manifests, summaries, returns and tallies';
comment on column gateway.simulator_export_application.results is 'Declaration forms (792) that a summary application became';

create table gateway.simulator_export_returned (
  zone_code text not null,
  invt_no text not null,
  line_no integer not null,
  cop_no text not null,
  quantity numeric(19,5) not null,
  quantity1 numeric(19,5) not null,
  quantity2 numeric(19,5) not null,
  constraint simulator_export_returned_pkey primary key (zone_code, invt_no, line_no, cop_no)
);
comment on table gateway.simulator_export_returned is 'What came back of export lists by returns (213) that the simulator took';
