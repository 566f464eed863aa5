-- Serials grow with time, so a block range index finds a list by its number at nearly no cost.
create index simulator_list_serial_idx on gateway.simulator_list using brin (right(invt_no, 9))
  with (pages_per_range = 16, autosummarize = on);

create table gateway.simulator_request (
  zone_code text not null,
  message_type text not null,
  agent_code text not null,
  cop_no text not null,
  app_time text not null,
  customs_code text not null,
  ebp_code text not null,
  ebc_code text not null,
  invt_no text not null,
  logistics_code text not null,
  logistics_no text not null,
  pre_no text not null,
  return_status text not null,
  return_info text not null,
  decided_at timestamptz not null,
  constraint simulator_request_pkey primary key (zone_code, message_type, agent_code, cop_no, app_time)
);
create index simulator_request_list_idx on gateway.simulator_request (zone_code, invt_no);
create index simulator_request_goods_idx on gateway.simulator_request (zone_code, logistics_no)
  where return_status = '120';
comment on table gateway.simulator_request is 'What the customs simulator decided about requests to cancel (623) and to return (625): the same again gets the same answer';
comment on column gateway.simulator_request.return_status is '120 while a return waits for its goods';
