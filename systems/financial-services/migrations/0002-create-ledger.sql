create table financial_services.ledger_account (
  zone_code text not null,
  account_code text not null,
  name_zh text not null,
  name_en text not null,
  kind text not null,
  normal_side text not null,
  currency text not null default 'CNY',
  balance numeric(24,5) not null default 0,
  constraint ledger_account_pkey primary key (zone_code, account_code),
  constraint ledger_account_kind_known check (kind in ('asset', 'liability', 'memorandum')),
  constraint ledger_account_side_known check (normal_side in ('debit', 'credit'))
) with (fillfactor = 50);
comment on table financial_services.ledger_account is 'Chart of accounts (会计科目) with balances; written by the application once per zone, balances by the database alone';
comment on column financial_services.ledger_account.kind is 'memorandum: off-balance account (表外科目)';
comment on column financial_services.ledger_account.balance is 'Sum of all postings, debit positive; kept by trigger posting_balanced';

create table financial_services.posting (
  zone_code text not null,
  posting_set_id uuid not null,
  set_no smallint not null,
  leg_no smallint not null,
  account_code text not null,
  party_code text not null,
  amount numeric(19,5) not null,
  currency text not null,
  reference_kind text not null,
  day date not null,
  posted_at timestamptz not null,
  constraint posting_pkey primary key (zone_code, posting_set_id, set_no, leg_no),
  constraint posting_leg_positive check (leg_no > 0)
);
comment on table financial_services.posting is 'Double-entry postings (分录), append-only. Rows of one (posting_set_id, set_no) are a posting set and sum to 0';
comment on column financial_services.posting.posting_set_id is 'What the set is about: the declaration, the event, the tax payment or the limit change named by reference_kind';
comment on column financial_services.posting.set_no is 'Number of the set among those about the same thing; for a declaration the sequence of its guarantee entry';
comment on column financial_services.posting.leg_no is 'From 1 without gaps within a set, so that a set cannot be extended later';
comment on column financial_services.posting.party_code is 'Whose money (辅助核算): the guarantor by customs code, empty where nobody''s';
comment on column financial_services.posting.amount is 'Debit positive, credit negative';
comment on column financial_services.posting.day is 'Accounting day in China';

create function financial_services.balance_postings() returns trigger language plpgsql as $$
declare
  wrong record;
  booked record;
begin
  -- A set has one currency, sums to 0 and has legs 1 to n. The last makes the primary key refuse a later extension,
  -- which would need another leg 1, and costs no look-up.
  select posting_set_id, set_no, currency, sum(amount) as total, count(*) as legs
  into wrong
  from added
  group by zone_code, posting_set_id, set_no, currency
  having sum(amount) <> 0 or count(*) < 2 or min(leg_no) <> 1 or max(leg_no) <> count(*)
  limit 1;
  if found then
    raise exception 'posting set % no. % does not balance: % legs sum to % %',
      wrong.posting_set_id, wrong.set_no, wrong.legs, wrong.total, wrong.currency
      using errcode = 'integrity_constraint_violation';
  end if;

  -- In key order, so that batches that meet at these rows never wait for each other in a circle.
  for booked in
    select zone_code, account_code, currency, sum(amount) as total
    from added
    group by zone_code, account_code, currency
    order by zone_code, account_code
  loop
    update financial_services.ledger_account a
    set balance = a.balance + booked.total
    where a.zone_code = booked.zone_code
      and a.account_code = booked.account_code
      and a.currency = booked.currency;
    if not found then
      raise exception 'the books of zone % have no account % in %',
        booked.zone_code, booked.account_code, booked.currency
        using errcode = 'foreign_key_violation';
    end if;
  end loop;
  return null;
end
$$;
comment on function financial_services.balance_postings is 'Refuses posting sets that do not balance and keeps ledger_account.balance; once per statement, so bulk postings stay cheap';

create trigger posting_balanced
  after insert on financial_services.posting
  referencing new table as added
  for each statement execute function financial_services.balance_postings();

create trigger posting_append_only
  before update or delete or truncate on financial_services.posting
  for each statement execute function financial_services.refuse_rewriting();
