create schema if not exists financial_services;

create table financial_services.payment (
  zone_code text not null,
  pay_code text not null,
  pay_transaction_id text not null,
  ebp_code text not null,
  order_no text not null,
  guid text not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  status text not null default 'live',
  revision integer not null default 1,
  amount_paid numeric(19,5) not null,
  currency text not null,
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  body text not null,
  constraint payment_pkey primary key (zone_code, pay_code, pay_transaction_id),
  constraint payment_status_known check (status in ('live', 'deleted'))
);
create index payment_order_idx on financial_services.payment (zone_code, ebp_code, order_no);
comment on table financial_services.payment is 'Payments (支付单, CEB411) as they stand; what they replaced is in payment_change';
comment on column financial_services.payment.app_time is 'Customs local time YYYYMMDDhhmmss as sent; compares as text';
comment on column financial_services.payment.app_status is '1 staged 暂存, 2 declared 申报; only declared ones are matched';
comment on column financial_services.payment.status is 'deleted: a grave left by appType 3, which matches nothing and refuses older news';
comment on column financial_services.payment.currency is 'Customs currency code as sent (142 is CNY)';
comment on column financial_services.payment.body is 'Packed fields of the message but guid, appType and appTime (customs/ceb pack.ts)';

create table financial_services.payment_change (
  zone_code text not null,
  pay_code text not null,
  pay_transaction_id text not null,
  revision integer not null,
  kind text not null,
  app_time text not null,
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  replaced_guid text not null,
  replaced_app_type text not null,
  replaced_app_time text not null,
  replaced_app_status text not null,
  replaced_status text not null,
  replaced_exchange_id uuid not null,
  replaced_recorded_at timestamptz not null,
  replaced_body text not null,
  constraint payment_change_pkey primary key (zone_code, pay_code, pay_transaction_id, revision),
  constraint payment_change_kind_known check (kind in ('update', 'delete'))
);
comment on table financial_services.payment_change is 'Each accepted change of a payment with what it replaced, append-only; the first version of a payment has no row here';
comment on column financial_services.payment_change.revision is 'Revision of payment that the change made, from 2';

create function financial_services.refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only; correct by a new entry', tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;
comment on function financial_services.refuse_rewriting is 'History is append-only (architecture, principle 7), also for a hand at the database';

create trigger payment_change_append_only
  before update or delete or truncate on financial_services.payment_change
  for each statement execute function financial_services.refuse_rewriting();
