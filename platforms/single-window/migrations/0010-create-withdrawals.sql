create table single_window.withdrawal (
  zone_code text not null,
  withdrawal_id uuid not null,
  kind text not null,
  declaration_id uuid not null,
  attempt integer not null,
  agent_code text not null,
  cop_no text not null,
  guid text not null,
  app_time text not null,
  status text not null,
  part smallint,
  return_status text,
  return_time text,
  pre_no text,
  reasons jsonb,
  goods_due_on date,
  body text not null,
  exchange_id uuid not null,
  filed_at timestamptz not null,
  decided_at timestamptz,
  constraint withdrawal_pkey primary key (zone_code, withdrawal_id),
  constraint withdrawal_cop_no_key unique (zone_code, cop_no, kind, agent_code),
  constraint withdrawal_kind_known check (kind in ('cancellation', 'return')),
  constraint withdrawal_status_known check (status in
    ('staged', 'sent', 'accepted', 'rejected', 'closed', 'deleted'))
) with (fillfactor = 80);
create index withdrawal_declaration_idx on single_window.withdrawal (zone_code, declaration_id);
comment on table single_window.withdrawal is 'Requests to take a list back: cancellation before release (撤销申请单, CEB623), return after it (退货申请单, CEB625)';
comment on column single_window.withdrawal.attempt is 'Which declaration of the list it takes back';
comment on column single_window.withdrawal.status is 'closed: customs has examined and closed it (399), so that its list, or part of it, is taken back';
comment on column single_window.withdrawal.part is 'Number of the part of the release that it took back; null while it has not';
comment on column single_window.withdrawal.goods_due_on is 'Last day on which the goods of a return must be back';
comment on column single_window.withdrawal.body is 'Packed fields of the message (customs/ceb pack.ts)';

create table single_window.withdrawal_line (
  zone_code text not null,
  withdrawal_id uuid not null,
  gnum integer not null,
  quantity numeric(19,5) not null,
  constraint withdrawal_line_pkey primary key (zone_code, withdrawal_id, gnum),
  constraint withdrawal_line_positive check (quantity > 0)
);
comment on table single_window.withdrawal_line is 'What a return brings back of each line of its list, in the unit of the line';

create table single_window.withdrawal_receipt (
  zone_code text not null,
  withdrawal_id uuid not null,
  return_status text not null,
  return_time text not null,
  return_info text not null,
  pre_no text,
  exchange_id uuid not null,
  received_at timestamptz not null,
  constraint withdrawal_receipt_pkey primary key (zone_code, withdrawal_id, return_status, return_time)
);
comment on table single_window.withdrawal_receipt is 'Receipts of requests (CEB624, CEB626), append-only; the key swallows repeats';

alter table single_window.allowance_entry add column part smallint not null default 0;
alter table single_window.allowance_entry drop constraint allowance_entry_pkey;
alter table single_window.allowance_entry add constraint allowance_entry_pkey
  primary key (buyer_key, year, declaration_id, attempt, kind, part);
comment on column single_window.allowance_entry.part is 'Which part of the list gave it back; 0 where it is the whole list';

alter table single_window.goods_quota_entry add column part smallint not null default 0;
alter table single_window.goods_quota_entry drop constraint goods_quota_entry_pkey;
alter table single_window.goods_quota_entry add constraint goods_quota_entry_pkey
  primary key (buyer_key, year, declaration_id, attempt, hs_code, unit, kind, part);
comment on column single_window.goods_quota_entry.part is 'Which part of the list gave it back; 0 where it is the whole list';
