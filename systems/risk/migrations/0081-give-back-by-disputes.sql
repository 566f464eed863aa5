alter table risk.dispute add column given_back numeric(19,5);
alter table risk.dispute add constraint dispute_gives_back_upheld
  check (given_back is null or (outcome = 'upheld' and given_back >= 0));
comment on column risk.dispute.given_back is
  'CNY of the yearly allowance that upholding gave back; null where nothing was decided so, or before that was done';
