create table financial_services.tax_bill (
  zone_code text not null,
  tax_no text not null,
  invt_no text not null,
  status text not null,
  tariff numeric(19,5) not null,
  consumption_tax numeric(19,5) not null,
  value_added_tax numeric(19,5) not null,
  currency text not null default 'CNY',
  guarantor_code text not null,
  ent_duty_no text not null,
  return_time text not null,
  has_lines boolean not null,
  exchange_id uuid not null,
  received_at timestamptz not null,
  constraint tax_bill_pkey primary key (zone_code, tax_no),
  constraint tax_bill_status_known check (status in ('1', '2', '3'))
);
create index tax_bill_list_idx on financial_services.tax_bill (zone_code, invt_no);
create index tax_bill_duty_idx on financial_services.tax_bill (zone_code, ent_duty_no)
  where ent_duty_no <> '';
comment on table financial_services.tax_bill is 'Electronic tax bills of customs (电子税单, CEB816) in the state that the latest message (816, 818) gives them';
comment on column financial_services.tax_bill.status is '1 issued (已生成), 2 collected into a payment book (已汇总), 3 void (作废)';
comment on column financial_services.tax_bill.has_lines is 'False: only its state (818) came so far, so its amounts are not known yet';
comment on column financial_services.tax_bill.ent_duty_no is 'Payment book (缴款书编号) that collects it; empty before';

create table financial_services.tax_bill_line (
  zone_code text not null,
  tax_no text not null,
  gnum integer not null,
  gcode text not null,
  tax_price numeric(19,5) not null,
  tariff numeric(19,5) not null,
  consumption_tax numeric(19,5) not null,
  value_added_tax numeric(19,5) not null,
  constraint tax_bill_line_pkey primary key (zone_code, tax_no, gnum)
);
comment on table financial_services.tax_bill_line is 'Goods lines of tax bills';

create table financial_services.tax_bill_message (
  zone_code text not null,
  tax_no text not null,
  return_time text not null,
  status text not null,
  ent_duty_no text not null,
  exchange_id uuid not null,
  received_at timestamptz not null,
  constraint tax_bill_message_pkey primary key (zone_code, tax_no, return_time, status)
);
comment on table financial_services.tax_bill_message is 'Every message about a tax bill (816, 818), append-only; the key swallows repeats';

create trigger tax_bill_message_append_only
  before update or delete or truncate on financial_services.tax_bill_message
  for each statement execute function financial_services.refuse_rewriting();
