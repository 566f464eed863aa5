create schema statistics;

create table statistics.counted_event (
  zone_code text not null,
  event_id text not null,
  revision int8 not null,
  kind text not null,
  event_day date not null,
  entered_on date not null,
  data_through timestamptz not null,
  list_count int4 not null,
  constraint counted_event_pk primary key (zone_code, event_id),
  constraint counted_event_revision_uk unique (zone_code, revision)
);

create index counted_event_entered on statistics.counted_event (zone_code, entered_on, revision);

comment on table statistics.counted_event is
  'Which events were counted, in which order: each is a revision of the zone. Append-only.';
comment on column statistics.counted_event.event_id is
  'The event''s own identity; its key makes a second delivery count nothing.';
comment on column statistics.counted_event.revision is
  'From 1 without gaps, in order of commit; facts up to it are the numbers of that time.';
comment on column statistics.counted_event.event_day is
  'Day in China on which it happened at customs.';
comment on column statistics.counted_event.entered_on is
  'Day in China on which statistics learned of it; never falls with rising revision.';
comment on column statistics.counted_event.data_through is
  'Latest moment at customs that the numbers of this revision know of.';
comment on column statistics.counted_event.list_count is
  'Declaration lists in the event, positive also for corrections.';

create table statistics.list_fact (
  zone_code text not null,
  day date not null,
  revision int8 not null,
  fact_no int4 not null,
  entered_on date not null,
  trade_mode text not null,
  direction text not null,
  port_code text not null,
  ebp_code text not null,
  list_count int4 not null,
  currency text not null default 'CNY',
  dutiable_price numeric(19,5) not null,
  tariff numeric(19,5) not null,
  consumption_tax numeric(19,5) not null,
  value_added_tax numeric(19,5) not null,
  tax numeric(19,5) not null,
  gross_weight_kg numeric(19,5) not null,
  constraint list_fact_pk primary key (zone_code, day, revision, fact_no),
  constraint list_fact_direction_ck check (direction in ('import', 'export'))
);

comment on table statistics.list_fact is
  'Declaration lists (清单), one row per combination of dimensions and event. Append-only.';
comment on column statistics.list_fact.day is
  'Day of release in China; a correction carries the day of the release that it takes back.';
comment on column statistics.list_fact.fact_no is 'Running number within the revision.';
comment on column statistics.list_fact.list_count is 'Lists; negative in a correction, as are all amounts.';
comment on column statistics.list_fact.tax is
  'The list''s tax as declared: what tariff, consumption_tax and value_added_tax must add up to.';

create table statistics.goods_fact (
  zone_code text not null,
  day date not null,
  revision int8 not null,
  fact_no int4 not null,
  entered_on date not null,
  trade_mode text not null,
  direction text not null,
  port_code text not null,
  ebp_code text not null,
  origin_country text not null,
  hs_heading text not null,
  unit text not null,
  line_count int4 not null,
  quantity numeric(19,5) not null,
  currency text not null default 'CNY',
  dutiable_price numeric(19,5) not null,
  tariff numeric(19,5) not null,
  consumption_tax numeric(19,5) not null,
  value_added_tax numeric(19,5) not null,
  constraint goods_fact_pk primary key (zone_code, day, revision, fact_no),
  constraint goods_fact_direction_ck check (direction in ('import', 'export'))
);

comment on table statistics.goods_fact is
  'Goods lines (清单表体), one row per combination of dimensions and event. Append-only.';
comment on column statistics.goods_fact.hs_heading is
  'First four digits of the customs code of the goods; the chapter is the first two.';
comment on column statistics.goods_fact.unit is
  'First legal unit (法定计量单位) of the quantity; quantities of different units are never added.';
comment on column statistics.goods_fact.quantity is 'First legal quantity in unit; negative in a correction.';

create function statistics.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'statistics.% is append-only: enter a correction with its day of knowledge', tg_table_name;
end
$$;

create trigger counted_event_append_only before update or delete on statistics.counted_event
  for each statement execute function statistics.refuse_change();
create trigger list_fact_append_only before update or delete on statistics.list_fact
  for each statement execute function statistics.refuse_change();
create trigger goods_fact_append_only before update or delete on statistics.goods_fact
  for each statement execute function statistics.refuse_change();
