create table gateway.simulator_bill (
  zone_code text not null,
  tax_no text not null,
  invt_no text not null,
  bill_no integer not null,
  customs_code text not null,
  agent_code text not null,
  ebc_code text not null,
  logistics_code text not null,
  assure_code text not null,
  released_on date not null,
  lines jsonb not null,
  returned jsonb not null default '{}',
  status text not null default '1',
  told text not null default '',
  ent_duty_no text not null default '',
  channel text not null,
  receiver text not null,
  is_enveloped boolean not null,
  issue_at timestamptz not null,
  constraint simulator_bill_pkey primary key (zone_code, invt_no, bill_no),
  constraint simulator_bill_tax_no_key unique (zone_code, tax_no),
  constraint simulator_bill_status_known check (status in ('1', '2', '3'))
);
create index simulator_bill_untold_idx on gateway.simulator_bill (zone_code, issue_at) where told <> status;
create index simulator_bill_open_idx on gateway.simulator_bill (zone_code, released_on) where status = '1';
comment on table gateway.simulator_bill is 'Tax bills (电子税单) of the customs simulator: one per released list, another one for what remains after a return';
comment on column gateway.simulator_bill.lines is 'Lines of the list with their tax in full, amounts in 1/100 000: [{gnum, gcode, qty, taxPrice, tariff, consumptionTax, valueAddedTax}]';
comment on column gateway.simulator_bill.returned is 'What had come back of each line when it was made, in 1/100 000 by gnum';
comment on column gateway.simulator_bill.told is 'The state that the other side was last told; empty before the first message';
comment on column gateway.simulator_bill.channel is 'Where the list came from at the stand-alone simulator; empty inside the platform';

alter table gateway.simulator_request add column lines jsonb not null default '[]';
comment on column gateway.simulator_request.lines is 'What a return brings back: [{gnum, qty}], quantities in 1/100 000';

create sequence gateway.simulator_duty_seq;
comment on sequence gateway.simulator_duty_seq is 'Serials of the payment books (缴款书) of the customs simulator';
