create table financial_services.export_payment (
  zone_code text not null,
  ebp_code text not null,
  ebc_code text not null,
  order_no text not null,
  guid text not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  deleted boolean not null,
  pay_code text not null,
  charge numeric(19,5) not null,
  currency text not null,
  body text not null,
  earlier jsonb not null default '[]',
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  constraint export_payment_pkey primary key (zone_code, ebp_code, ebc_code, order_no)
);
comment on table financial_services.export_payment is 'Receipts of payment for exports (收款单, CEB403) as they stand; one per order';
comment on column financial_services.export_payment.charge is 'Amount received, in the currency of the order (customs code beside it)';
comment on column financial_services.export_payment.earlier is 'Versions that stood before, so that an old one sent again is known: [{body, deleted}]';
