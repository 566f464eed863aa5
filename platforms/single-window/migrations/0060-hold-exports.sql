alter table single_window.export_case
  add column lane text,
  add constraint export_case_lane_known check (lane in ('green', 'amber', 'red')),
  drop constraint export_case_status_known,
  add constraint export_case_status_known check (status in
    ('staged', 'filed', 'waiting', 'held', 'sent', 'examined', 'customs-held', 'released', 'closed',
     'accepted', 'rejected', 'cancelled', 'returned'));
comment on column single_window.export_case.lane is 'Risk lane (风险通道) of a list at its present attempt; null before it was scored';
