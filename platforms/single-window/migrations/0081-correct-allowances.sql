alter table single_window.allowance_entry drop constraint allowance_entry_kind_known;
alter table single_window.allowance_entry add constraint allowance_entry_kind_known
  check (kind in ('spend', 'restore', 'correct'));
comment on table single_window.allowance_entry is
  'The ledger behind allowance, append-only: used = spends minus restores and corrections. A correction gives a person back what somebody else spent in her name; what its list gives back after it counts nothing.';

alter table single_window.goods_quota_entry drop constraint goods_quota_entry_kind_known;
alter table single_window.goods_quota_entry add constraint goods_quota_entry_kind_known
  check (kind in ('spend', 'restore', 'correct'));
comment on table single_window.goods_quota_entry is
  'The ledger behind goods_quota, append-only: used = spends minus restores and corrections, as of allowance_entry';
