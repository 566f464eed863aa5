alter table single_window.draft add column order_ebp_code text;
alter table single_window.draft add column order_no text;
alter table single_window.draft add constraint draft_one_source check (
  (order_ebp_code is null) = (order_no is null) and (order_no is null or based_on is null));

comment on column single_window.draft.order_ebp_code is
  'The order that the draft was made of, with order_no: its personal values are taken from it unseen when the list is filed';
