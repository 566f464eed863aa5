alter table single_window.export_case
  add column alerted_at timestamptz;
comment on column single_window.export_case.alerted_at is 'When it was logged that the list waits too long or is not summed up in time';
create index export_case_unsummed_idx on single_window.export_case (zone_code, closed_on)
  where kind = 'list' and status = 'closed' and statistics_flag = 'B';
create index export_case_waiting_idx on single_window.export_case (zone_code, filed_at)
  where kind = 'list' and status = 'waiting';
