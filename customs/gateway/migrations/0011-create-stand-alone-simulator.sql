create table gateway.simulator_message (
  zone_code text not null,
  message_no bigint generated always as identity,
  channel text not null,
  sender text not null,
  message_id text not null,
  sha256 bytea not null,
  message_type text not null,
  body bytea not null,
  explanation text not null,
  received_at timestamptz not null,
  repeats integer not null default 0,
  constraint simulator_message_pkey primary key (zone_code, message_no),
  constraint simulator_message_id_key unique (zone_code, sender, message_id)
);
comment on table gateway.simulator_message is
  'What the stand-alone customs simulator received, and why it answered as it did';

create table gateway.simulator_document (
  zone_code text not null,
  kind text not null,
  company_code text not null,
  document_no text not null,
  order_key text not null,
  app_time text not null,
  document jsonb not null,
  constraint simulator_document_pkey primary key (zone_code, kind, company_code, document_no),
  constraint simulator_document_kind_known check (kind in ('order', 'payment', 'waybill'))
);
create index simulator_document_order_idx on gateway.simulator_document (zone_code, kind, order_key);
comment on table gateway.simulator_document is
  'Orders, payments and waybills that the stand-alone simulator matches lists with';
comment on column gateway.simulator_document.order_key is 'ebpCode and orderNo; for a waybill logisticsCode and logisticsNo';

create table gateway.simulator_waiting (
  zone_code text not null,
  agent_code text not null,
  cop_no text not null,
  app_time text not null,
  order_key text not null,
  waybill_key text not null,
  channel text not null,
  receiver text not null,
  is_enveloped boolean not null,
  list jsonb not null,
  waits_until timestamptz not null,
  constraint simulator_waiting_pkey primary key (zone_code, agent_code, cop_no, app_time)
);
comment on table gateway.simulator_waiting is 'Lists that lack a document, at the stand-alone simulator';

create table gateway.simulator_receipt (
  zone_code text not null,
  receipt_id uuid not null,
  channel text not null,
  receiver text not null,
  message_type text not null,
  body bytea not null,
  summary text not null,
  due_at timestamptz not null,
  state text not null,
  sent_at timestamptz,
  constraint simulator_receipt_pkey primary key (zone_code, receipt_id),
  constraint simulator_receipt_state_known check (state in ('due', 'sent', 'lost'))
);
create index simulator_receipt_due_idx on gateway.simulator_receipt (zone_code, channel, receiver, due_at)
  where state = 'due';
comment on table gateway.simulator_receipt is
  'Answers of the stand-alone simulator, on their way or taken; lost ones are never delivered, on purpose';
