alter table gateway.outbound add column is_draft boolean not null default false;
alter table gateway.outbound add column signed_id uuid;
comment on column gateway.outbound.is_draft is
  'True: a signing service signs it before it is sent; the bytes in the exchange log are a draft';
comment on column gateway.outbound.signed_id is
  'The signed message in the exchange log; every try sends these same bytes';
