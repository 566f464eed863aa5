create table single_window.purchase_freeze (
  zone_code text not null,
  buyer_key uuid not null,
  since timestamptz not null,
  constraint purchase_freeze_pkey primary key (zone_code, buyer_key)
);
comment on table single_window.purchase_freeze is
  'Buyers who want no list cleared in their name for now: small, because clearing asks it';

create table single_window.purchase_freeze_change (
  zone_code text not null,
  change_id uuid not null,
  buyer_key uuid not null,
  at timestamptz not null,
  action text not null,
  constraint purchase_freeze_change_pkey primary key (zone_code, change_id),
  constraint purchase_freeze_change_known check (action in ('freeze', 'thaw'))
);
create index purchase_freeze_change_buyer_idx
  on single_window.purchase_freeze_change (zone_code, buyer_key, change_id);
comment on table single_window.purchase_freeze_change is
  'Append-only: when a buyer froze purchases in her name, and when she allowed them again';

create table single_window.frozen_refusal (
  zone_code text not null,
  buyer_key uuid not null,
  declaration_id uuid not null,
  attempt integer not null,
  at timestamptz not null,
  constraint frozen_refusal_pkey primary key (zone_code, buyer_key, declaration_id, attempt)
);
comment on table single_window.frozen_refusal is
  'Append-only: lists refused because their buyer had frozen purchases, shown to the buyer';

create function single_window.keep_freezes() returns trigger
language plpgsql
as $$
begin
  raise exception 'single_window.% is append-only: % is not allowed', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function single_window.keep_freezes() is 'Statement-level guard of append-only tables';

create trigger purchase_freeze_change_append_only
  before update or delete or truncate on single_window.purchase_freeze_change
  for each statement execute function single_window.keep_freezes();

create trigger frozen_refusal_append_only
  before update or delete or truncate on single_window.frozen_refusal
  for each statement execute function single_window.keep_freezes();
