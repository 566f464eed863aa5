create table financial_services.guarantee (
  zone_code text not null,
  guarantor_code text not null,
  limit_amount numeric(19,5) not null,
  earmarked numeric(19,5) not null default 0,
  reserved numeric(19,5) not null default 0,
  currency text not null default 'CNY',
  warn_share numeric(6,5) not null,
  status text not null default 'ok',
  status_since timestamptz not null,
  version integer not null default 1,
  constraint guarantee_pkey primary key (zone_code, guarantor_code),
  constraint guarantee_not_negative check (limit_amount >= 0 and earmarked >= 0 and reserved >= 0),
  constraint guarantee_never_overdrawn check (earmarked + reserved <= limit_amount),
  constraint guarantee_warn_share_is_share check (warn_share > 0 and warn_share <= 1),
  constraint guarantee_status_known check (status in ('ok', 'low', 'exhausted'))
) with (fillfactor = 50);
comment on table financial_services.guarantee is 'Tax guarantees (税款担保) per guarantor (担保企业); updated in place without touching an index (HOT)';
comment on column financial_services.guarantee.earmarked is 'For lists filed and not yet released';
comment on column financial_services.guarantee.reserved is 'For tax of released lists that is not yet paid';
comment on column financial_services.guarantee.warn_share is 'Used share of the limit from which on the status is low';
comment on column financial_services.guarantee.status is 'exhausted: nothing left, or a list was refused and no money came free since';

create table financial_services.guarantee_entry (
  zone_code text not null,
  declaration_id uuid not null,
  sequence smallint not null,
  kind text not null,
  guarantor_code text not null,
  amount numeric(19,5) not null,
  currency text not null default 'CNY',
  day date not null,
  recorded_at timestamptz not null,
  invt_no text,
  constraint guarantee_entry_pkey primary key (zone_code, declaration_id, sequence),
  constraint guarantee_entry_kind_known
    check (kind in ('earmark', 'release-earmark', 'reserve', 'restore', 'pay')),
  constraint guarantee_entry_not_negative check (amount >= 0)
);
comment on table financial_services.guarantee_entry is 'What happened to a guarantee because of a declaration, append-only; guarantee is the sum of it';
comment on column financial_services.guarantee_entry.sequence is 'From 1 per declaration, so that two writers cannot both take the same step';
comment on column financial_services.guarantee_entry.invt_no is 'Which release (清单编号); a cancelled list may be declared and released again';

create trigger guarantee_entry_append_only
  before update or delete or truncate on financial_services.guarantee_entry
  for each statement execute function financial_services.refuse_rewriting();

create table financial_services.guarantee_limit_change (
  zone_code text not null,
  guarantor_code text not null,
  version integer not null,
  posting_set_id uuid not null,
  limit_before numeric(19,5) not null,
  limit_after numeric(19,5) not null,
  currency text not null default 'CNY',
  warn_share numeric(6,5) not null,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  constraint guarantee_limit_change_pkey primary key (zone_code, guarantor_code, version)
);
comment on table financial_services.guarantee_limit_change is 'Every change of a limit with its reason, append-only';

create trigger guarantee_limit_change_append_only
  before update or delete or truncate on financial_services.guarantee_limit_change
  for each statement execute function financial_services.refuse_rewriting();

create table financial_services.tax_due (
  zone_code text not null,
  guarantor_code text not null,
  released_on date not null,
  declaration_id uuid not null,
  sequence smallint not null,
  status text not null default 'due',
  tariff numeric(19,5) not null,
  consumption_tax numeric(19,5) not null,
  value_added_tax numeric(19,5) not null,
  guaranteed numeric(19,5) not null,
  currency text not null default 'CNY',
  settled_by uuid,
  constraint tax_due_pkey primary key (zone_code, guarantor_code, released_on, declaration_id, sequence),
  constraint tax_due_status_known check (status in ('due', 'undone', 'paid', 'refundable'))
) with (fillfactor = 90);
comment on table financial_services.tax_due is 'Tax of each released list that its agent (代收代缴义务人) owes; payable from day 31 to day 45 after release';
comment on column financial_services.tax_due.sequence is 'Sequence of the guarantee entry that reserved it';
comment on column financial_services.tax_due.guaranteed is 'Covered by the guarantee; 0 when customs released a list that no guarantee had room for';
comment on column financial_services.tax_due.status is 'undone: taken back before it was paid; refundable: taken back afterwards';
comment on column financial_services.tax_due.settled_by is 'The tax payment that paid it';

create table financial_services.tax_day (
  zone_code text not null,
  released_on date not null,
  guarantor_code text not null,
  open_count integer not null default 0,
  open_tariff numeric(19,5) not null default 0,
  open_consumption_tax numeric(19,5) not null default 0,
  open_value_added_tax numeric(19,5) not null default 0,
  paid_count integer not null default 0,
  paid_total numeric(19,5) not null default 0,
  currency text not null default 'CNY',
  constraint tax_day_pkey primary key (zone_code, released_on, guarantor_code),
  constraint tax_day_not_negative check (open_count >= 0 and paid_count >= 0)
) with (fillfactor = 50);
comment on table financial_services.tax_day is 'tax_due summed by day of release and guarantor: the calendar (缴税日历) without reading millions of rows';

create table financial_services.tax_payment (
  zone_code text not null,
  guarantor_code text not null,
  reference text not null,
  tax_payment_id uuid not null,
  released_from date not null,
  released_until date not null,
  declarations integer not null,
  amount numeric(19,5) not null,
  currency text not null default 'CNY',
  paid_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  constraint tax_payment_pkey primary key (zone_code, guarantor_code, reference)
);
comment on table financial_services.tax_payment is 'Payments of collected tax by agents, append-only';
comment on column financial_services.tax_payment.reference is 'The payer''s number of the payment (缴款书号 or bank reference): the same one again pays nothing twice';

create trigger tax_payment_append_only
  before update or delete or truncate on financial_services.tax_payment
  for each statement execute function financial_services.refuse_rewriting();
