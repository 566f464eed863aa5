create table single_window.goods_quota (
  buyer_key uuid not null,
  year smallint not null,
  hs_code text not null,
  unit text not null,
  used numeric(19,5) not null default 0,
  constraint goods_quota_pkey primary key (buyer_key, year, hs_code, unit),
  constraint goods_quota_not_negative check (used >= 0)
) with (fillfactor = 70);
comment on table single_window.goods_quota is 'How much a buyer had of goods whose quantity per person and year the positive list (正面清单) limits; keyed by the person and not by the zone, as the allowance is';
comment on column single_window.goods_quota.hs_code is 'The code as the entry of the positive list has it, 8 or 10 digits: what one entry covers is counted together';
comment on column single_window.goods_quota.unit is 'Customs unit of the limit; part of the key, because an import may change it and quantities of two units cannot be added';
comment on column single_window.goods_quota.used is 'No upper bound here: the limit is the list''s of the day, and a new list may lower it below what was bought';

create table single_window.goods_quota_entry (
  buyer_key uuid not null,
  year smallint not null,
  hs_code text not null,
  unit text not null,
  declaration_id uuid not null,
  attempt integer not null,
  kind text not null,
  quantity numeric(19,5) not null,
  at timestamptz not null,
  constraint goods_quota_entry_pkey
    primary key (buyer_key, year, declaration_id, attempt, hs_code, unit, kind),
  constraint goods_quota_entry_kind_known check (kind in ('spend', 'restore'))
);
comment on table single_window.goods_quota_entry is 'The ledger behind goods_quota, append-only: used = spends minus restores';
