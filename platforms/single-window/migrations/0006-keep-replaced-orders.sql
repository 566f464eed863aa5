create table single_window.order_change (
  zone_code text not null,
  ebp_code text not null,
  order_no text not null,
  change_no bigint not null generated always as identity,
  changed_at timestamptz not null,
  guid text not null,
  app_time text not null,
  app_status smallint not null,
  body text not null,
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  deleted boolean not null,
  constraint order_change_pkey primary key (zone_code, ebp_code, order_no, change_no)
);
comment on table single_window.order_change is 'Versions of orders that a change, a deletion or a new declaration replaced, as they stood; append-only';
comment on column single_window.order_change.changed_at is 'When the version gave way';
comment on column single_window.order_change.body is 'As in order; an old version that is sent again is known by it';
comment on column single_window.order_change.deleted is 'The version was a deletion';
comment on table single_window."order" is 'Electronic orders (电子订单, CEB311) as they stand; what they replaced is in order_change';
