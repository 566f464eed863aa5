create table single_window.export_order (
  zone_code text not null,
  ebp_code text not null,
  ebc_code text not null,
  order_no text not null,
  guid text not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  deleted boolean not null,
  body text not null,
  earlier jsonb not null default '[]',
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  constraint export_order_pkey primary key (zone_code, ebp_code, ebc_code, order_no)
);
comment on table single_window.export_order is 'Export orders (出口订单, CEB303) as last declared: B2C, B2B, or bookings of an overseas warehouse';
comment on column single_window.export_order.ebp_code is 'A foreign platform without a code is called 无, therefore the merchant belongs to the key';
comment on column single_window.export_order.earlier is 'Versions that stood before, so that an old one sent again is known: [{body, deleted}]';

create table single_window.export_case (
  zone_code text not null,
  case_id uuid not null,
  kind text not null,
  declarant_code text not null,
  cop_no text not null,
  part integer not null default 1,
  subject_key text not null,
  guid text not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  attempt integer not null,
  version integer not null,
  status text not null,
  return_status text,
  return_time text,
  pre_no text,
  customs_no text,
  reasons jsonb,
  body text not null,
  earlier jsonb not null default '[]',
  exchange_id uuid not null,
  filed_at timestamptz not null,
  decided_at timestamptz,
  ebp_code text not null default '',
  ebc_code text not null default '',
  logistics_code text not null default '',
  logistics_no text not null default '',
  trade_mode text not null default '',
  statistics_flag text not null default '',
  value_cny numeric(19,5),
  facts jsonb,
  released_on date,
  closed_on date,
  closed_at text,
  bill_no text,
  constraint export_case_pkey primary key (zone_code, case_id),
  constraint export_case_number_key unique (zone_code, kind, declarant_code, cop_no, part),
  constraint export_case_kind_known check (kind in
    ('list', 'cancellation', 'manifest', 'summary', 'return', 'tally')),
  constraint export_case_status_known check (status in
    ('staged', 'filed', 'waiting', 'sent', 'examined', 'customs-held', 'released', 'closed',
     'accepted', 'rejected', 'cancelled', 'returned'))
);
create unique index export_case_list_idx
  on single_window.export_case (zone_code, subject_key) where kind = 'list';
create index export_case_customs_no_idx
  on single_window.export_case (zone_code, customs_no) where customs_no is not null;
create index export_case_waybill_idx
  on single_window.export_case (zone_code, logistics_code, logistics_no) where kind = 'list';
create index export_case_subject_idx on single_window.export_case (zone_code, kind, subject_key);
create index export_case_closed_idx
  on single_window.export_case (zone_code, ebc_code, closed_at) where kind = 'list';
create index export_case_open_idx
  on single_window.export_case (zone_code, kind, status) where status in ('filed', 'waiting', 'sent');
comment on table single_window.export_case is 'What a declarant declares about exports, each with one life: lists (603), cancellations (605), manifests (607), summary applications (701), returns (213), tallies (215)';
comment on column single_window.export_case.declarant_code is 'agentCode; of a tally the operator of the supervised place';
comment on column single_window.export_case.part is 'msgSeqNo of a message that was split';
comment on column single_window.export_case.subject_key is 'What it is about: ebpCode|ebcCode|orderNo of a list, invtNo of a cancellation or return, billNo of a manifest, logisticsNo of a tally';
comment on column single_window.export_case.customs_no is 'Number that customs gave: invtNo of a list, sumNo of a summary application';
comment on column single_window.export_case.facts is 'ExportFacts (contract.ts) as judged: what events tell; lists only';
comment on column single_window.export_case.closed_at is 'returnTime of 899: the goods left; time ranges of summary applications ask for it';
comment on column single_window.export_case.bill_no is 'Bill of lading by the manifest that customs took';

create table single_window.export_transition (
  zone_code text not null,
  case_id uuid not null,
  version integer not null,
  attempt integer not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  cause text not null,
  actor text,
  constraint export_transition_pkey primary key (zone_code, case_id, version)
);
comment on table single_window.export_transition is 'Every step of every export case, append-only';

create table single_window.export_receipt (
  zone_code text not null,
  case_id uuid not null,
  return_status text not null,
  return_time text not null,
  return_info text not null,
  source text not null,
  exchange_id uuid,
  received_at timestamptz not null,
  constraint export_receipt_pkey primary key (zone_code, case_id, return_status, return_time)
);
comment on table single_window.export_receipt is 'Receipts (604, 606, 608, 702, 214, 216) of export cases, append-only; the key swallows repeats';

create table single_window.export_returned_line (
  zone_code text not null,
  list_id uuid not null,
  return_id uuid not null,
  line_no integer not null,
  quantity numeric(19,5) not null,
  quantity1 numeric(19,5) not null,
  quantity2 numeric(19,5) not null,
  constraint export_returned_line_pkey primary key (zone_code, list_id, return_id, line_no)
);
comment on table single_window.export_returned_line is 'What came back of each line of a list by an accepted return; never more than was exported';

create table single_window.summary_declaration (
  zone_code text not null,
  decl_seq_no text not null,
  sum_no text not null,
  application_id uuid,
  entry_id text,
  decl_state text not null,
  op_date text not null,
  gross_weight numeric(19,5) not null,
  net_weight numeric(19,5) not null,
  exchange_id uuid not null,
  received_at timestamptz not null,
  constraint summary_declaration_pkey primary key (zone_code, decl_seq_no)
);
create index summary_declaration_application_idx
  on single_window.summary_declaration (zone_code, application_id);
comment on table single_window.summary_declaration is 'Declaration forms (报关单) that customs made of lists (汇总结果单, CEB792), as last told';

create table single_window.summary_declaration_line (
  zone_code text not null,
  decl_seq_no text not null,
  list_id uuid not null,
  line_no integer not null,
  form_line_no integer not null,
  hs_code text not null,
  constraint summary_declaration_line_pkey primary key (zone_code, list_id, line_no)
);
create index summary_declaration_line_form_idx
  on single_window.summary_declaration_line (zone_code, decl_seq_no);
comment on table single_window.summary_declaration_line is 'Which line of which form each line of a list went into; a list is summed up once';

alter table single_window.tariff_version
  drop constraint tariff_version_kind_known,
  add constraint tariff_version_kind_known
    check (kind in ('tariff', 'positive-list', 'supervision-modes', 'exchange-rates',
                    'export-goods', 'overseas-warehouses'));
