create table logistics.arrival_report (
  zone_code text not null,
  report_id uuid not null,
  operator_code text not null,
  cop_no text not null,
  app_time text not null,
  guid text not null,
  status text not null,
  return_status text,
  return_info text,
  rkd_no text,
  body text not null,
  exchange_id uuid not null,
  filed_at timestamptz not null,
  decided_at timestamptz,
  constraint arrival_report_pk primary key (zone_code, report_id),
  constraint arrival_report_number_uk unique (zone_code, operator_code, cop_no),
  constraint arrival_report_status_ck
    check (status in ('staged', 'sent', 'closed', 'rejected', 'deleted'))
);

comment on table logistics.arrival_report is
  'Reports of an operator about parcels that arrived at its supervised place (入库明细单, CEB711)';
comment on column logistics.arrival_report.status is
  'closed: customs has examined it (399) and issued rkd_no; only then the parcels count as arrived';
comment on column logistics.arrival_report.body is 'Packed fields of the message (customs/ceb pack.ts)';
