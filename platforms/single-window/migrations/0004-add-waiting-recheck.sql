alter table single_window.waiting
  add column is_settled boolean not null default false,
  add column recheck_after xid8;
create index waiting_unsettled_idx on single_window.waiting (zone_code, recheck_after) where not is_settled;
comment on column single_window.waiting.is_settled is 'False until the list was looked at once more after every transaction that may have filed its document unseen';
comment on column single_window.waiting.recheck_after is 'When all transactions before this one have ended, the list is looked at once more; null until it is noticed';
