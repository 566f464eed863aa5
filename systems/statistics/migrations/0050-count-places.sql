create table statistics.place_fact (
  zone_code text not null,
  day date not null,
  revision int8 not null,
  province text not null,
  list_count int4 not null,
  currency text not null default 'CNY',
  dutiable_price numeric(19,5) not null,
  constraint place_fact_pk primary key (zone_code, day, revision, province)
);

comment on table statistics.place_fact is
  'Where released imports go, one row per province and event. Append-only.';
comment on column statistics.place_fact.province is
  'First two digits of the consignee''s division (GB/T 2260); "" where the order names none.';
comment on column statistics.place_fact.list_count is
  'Lists; negative in a correction, as is the value.';

create trigger place_fact_append_only before update or delete on statistics.place_fact
  for each statement execute function statistics.refuse_change();
