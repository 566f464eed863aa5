create schema if not exists single_window;

create table single_window."order" (
  zone_code text not null,
  ebp_code text not null,
  order_no text not null,
  ebc_code text not null,
  guid text not null,
  app_time text not null,
  app_status smallint not null,
  body text not null,
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  deleted boolean not null default false,
  constraint order_pkey primary key (zone_code, ebp_code, order_no)
);
comment on table single_window."order" is 'Electronic orders (电子订单, CEB311) as last declared; every version stands in the exchange log';
comment on column single_window."order".app_time is 'Customs local time YYYYMMDDhhmmss as sent; compares as text';
comment on column single_window."order".body is 'Packed fields of the message but guid, appType and appTime (customs/ceb pack.ts)';
comment on column single_window."order".deleted is 'Set by appType 3; a deleted order matches nothing and may be sent anew';

create table single_window.declaration (
  zone_code text not null,
  declaration_id uuid not null,
  ebp_code text not null,
  order_no text not null,
  agent_code text not null,
  cop_no text not null,
  ebc_code text not null,
  assure_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  trade_mode text not null,
  guid text not null,
  app_time text not null,
  app_status smallint not null,
  attempt integer not null,
  version integer not null,
  status text not null,
  return_status text,
  return_time text,
  pre_no text,
  invt_no text,
  lane text,
  reasons jsonb,
  buyer_key uuid not null,
  allowance_year smallint,
  currency text not null default 'CNY',
  dutiable_price numeric(19,5),
  tariff numeric(19,5),
  consumption_tax numeric(19,5),
  value_added_tax numeric(19,5),
  tax numeric(19,5),
  filed_at timestamptz not null,
  decided_at timestamptz,
  released_on date,
  constraint declaration_pkey primary key (zone_code, declaration_id),
  constraint declaration_order_key unique (zone_code, ebp_code, order_no),
  constraint declaration_cop_no_key unique (zone_code, cop_no, agent_code),
  constraint declaration_status_known check (status in
    ('staged', 'filed', 'waiting', 'held', 'sent', 'customs-held', 'rejected', 'released', 'returned', 'cancelled'))
) with (fillfactor = 75);
comment on table single_window.declaration is 'Declaration lists (申报清单, CEB621): the present state of each; narrow, because it is updated. No index holds a column that changes, so that updates stay inside their page (HOT).';
comment on column single_window.declaration.attempt is 'Counts declarations under the same numbers, from 1: a rejected list may be declared again';
comment on column single_window.declaration.version is 'Counts transitions; the key of declaration_transition';
comment on column single_window.declaration.return_time is 'returnTime of the receipt that decides the present status; older receipts change nothing';
comment on column single_window.declaration.buyer_key is 'Keyed hash of the buyer''s id number; the number itself stands only in the document';
comment on column single_window.declaration.reasons is 'Findings that explain a list that is not released';

create table single_window.declaration_document (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  exchange_id uuid not null,
  body text not null,
  facts text,
  filed_at timestamptz not null,
  constraint declaration_document_pkey primary key (zone_code, declaration_id, attempt)
);
comment on table single_window.declaration_document is 'The list as declared, one row per attempt, append-only but for facts';
comment on column single_window.declaration_document.facts is 'JSON of DeclarationFacts (contract.ts) as judged: what events tell once the list is released';

create table single_window.declaration_transition (
  zone_code text not null,
  declaration_id uuid not null,
  version integer not null,
  attempt integer not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  cause text not null,
  actor text,
  xid xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  constraint declaration_transition_pkey primary key (zone_code, declaration_id, version)
);
create index declaration_transition_news_idx on single_window.declaration_transition (zone_code, xid, position);
comment on table single_window.declaration_transition is 'Every step of every declaration, append-only';
comment on column single_window.declaration_transition.xid is 'With position the order in which steps become visible: readers of news take only transactions that all have ended';
comment on column single_window.declaration_transition.cause is 'What made the step: a receipt status, a document, a decision with its reason';

create table single_window.waiting (
  zone_code text not null,
  ebp_code text not null,
  order_no text not null,
  declaration_id uuid not null,
  logistics_code text not null,
  logistics_no text not null,
  since timestamptz not null,
  alerted_at timestamptz,
  constraint waiting_pkey primary key (zone_code, ebp_code, order_no)
);
create index waiting_waybill_idx on single_window.waiting (zone_code, logistics_code, logistics_no);
create index waiting_since_idx on single_window.waiting (zone_code, since);
comment on table single_window.waiting is 'Lists that wait for a document: small, so that each arriving document is looked up cheaply';

create table single_window.declared_waybill (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  declaration_id uuid not null,
  constraint declared_waybill_pkey primary key (zone_code, logistics_code, logistics_no)
);
comment on table single_window.declared_waybill is 'One parcel, one live list: the narrow key table that guarantees it across partitions';

create table single_window.receipt (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  return_status text not null,
  return_time text not null,
  return_info text not null,
  pre_no text,
  invt_no text,
  source text not null,
  exchange_id uuid,
  received_at timestamptz not null,
  constraint receipt_pkey primary key (zone_code, declaration_id, attempt, return_status, return_time),
  constraint receipt_source_known check (source in ('platform', 'eport', 'customs'))
);
comment on table single_window.receipt is 'Receipts (回执, CEB622) of declarations, append-only; the key swallows repeats';

create table single_window.allowance (
  buyer_key uuid not null,
  year smallint not null,
  used numeric(19,5) not null default 0,
  limit_amount numeric(19,5) not null,
  currency text not null default 'CNY',
  constraint allowance_pkey primary key (buyer_key, year),
  constraint allowance_never_overspent check (used >= 0 and used <= limit_amount)
) with (fillfactor = 70);
comment on table single_window.allowance is 'A buyer''s yearly limit (个人年度交易限值): nation-wide by law, so keyed by the person and not by the zone';

create table single_window.allowance_entry (
  buyer_key uuid not null,
  year smallint not null,
  declaration_id uuid not null,
  attempt integer not null,
  kind text not null,
  amount numeric(19,5) not null,
  currency text not null default 'CNY',
  at timestamptz not null,
  constraint allowance_entry_pkey primary key (buyer_key, year, declaration_id, attempt, kind),
  constraint allowance_entry_kind_known check (kind in ('spend', 'restore'))
);
comment on table single_window.allowance_entry is 'The ledger behind allowance, append-only: used = spends minus restores';
