create table risk.dispute (
  zone_code text not null,
  dispute_id uuid not null,
  declaration_id uuid not null,
  buyer_key uuid not null,
  note text not null,
  raised_at timestamptz not null,
  decided_at timestamptz,
  outcome text,
  decided_by text,
  answer text,
  constraint dispute_pkey primary key (zone_code, dispute_id),
  constraint dispute_declaration_key unique (zone_code, declaration_id),
  constraint dispute_outcome_known check (outcome in ('upheld', 'dismissed')),
  constraint dispute_decided_whole check (
    (decided_at is null and outcome is null and decided_by is null and answer is null)
    or (decided_at is not null and outcome is not null and decided_by is not null
      and btrim(answer) <> ''))
);
create index dispute_open_idx on risk.dispute (zone_code, dispute_id) where decided_at is null;
create index dispute_buyer_idx on risk.dispute (zone_code, buyer_key, dispute_id);
comment on table risk.dispute is
  'Citizens who say that a purchase in their name is not theirs (身份冒用申诉), and what an officer answered';
comment on column risk.dispute.answer is 'What the officer tells the citizen';

create function risk.keep_disputes() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and old.decided_at is null and new.decided_at is not null
    and (new.declaration_id, new.buyer_key, new.note, new.raised_at)
      is not distinct from (old.declaration_id, old.buyer_key, old.note, old.raised_at) then
    return new;
  end if;
  raise exception 'risk.dispute is decided once and never deleted: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function risk.keep_disputes() is 'A dispute changes once, when it is decided';

create trigger dispute_decided_once
  before update or delete on risk.dispute
  for each row execute function risk.keep_disputes();
