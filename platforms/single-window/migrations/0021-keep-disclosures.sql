create table single_window.disclosure (
  zone_code text not null,
  disclosure_id uuid not null,
  declaration_id uuid not null,
  at timestamptz not null,
  actor text not null,
  actor_participant text not null,
  purpose text not null,
  reason text not null,
  fields text[] not null,
  constraint disclosure_pkey primary key (zone_code, disclosure_id)
);

create index disclosure_declaration_idx
  on single_window.disclosure (zone_code, declaration_id, disclosure_id);

comment on table single_window.disclosure is
  'Append-only: who saw the personal data of a declaration in the clear, when, why and which fields';
comment on column single_window.disclosure.actor is 'Name of the person or API key';
comment on column single_window.disclosure.purpose is 'One of PURPOSES in contract.ts';
comment on column single_window.disclosure.reason is 'In the words of whoever looked';
comment on column single_window.disclosure.fields is 'As document.field, without values';

create function single_window.keep_disclosures() returns trigger
language plpgsql
as $$
begin
  raise exception 'single_window.disclosure is append-only: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function single_window.keep_disclosures() is 'What was seen cannot be unseen';

create trigger disclosure_append_only
  before update or delete or truncate on single_window.disclosure
  for each statement execute function single_window.keep_disclosures();
