-- Every fact of an event in one row: a column is the values of all goods lines, joined by commas, in
-- the same order. A thousand lines are one insert; a question takes apart only the columns it needs.
create table statistics.fact_block (
  zone_code text not null,
  revision int8 not null,
  entered_on date not null,
  direction text not null,
  first_day date not null,
  last_day date not null,
  row_count int4 not null,
  declaration_id text not null,
  day text not null,
  trade_mode text not null,
  port_code text not null,
  platform text not null,
  merchant text not null,
  park text not null,
  district text not null,
  hs_code text not null,
  partner text not null,
  unit text not null,
  lists text not null,
  lines text not null,
  value text not null,
  tariff text not null,
  consumption_tax text not null,
  value_added_tax text not null,
  weight_kg text not null,
  quantity text not null,
  constraint fact_block_pk primary key (zone_code, revision),
  constraint fact_block_direction_ck check (direction in ('import', 'export'))
);

create index fact_block_days on statistics.fact_block (zone_code, last_day, first_day);

comment on table statistics.fact_block is
  'Goods lines of one counted event, a column each of joined values. Append-only.';
comment on column statistics.fact_block.lists is
  '1 on the first line of a list that enters, -1 of one that leaves whole, else 0: a list counts once.';
comment on column statistics.fact_block.lines is '1 for a line that enters, -1 for one that leaves whole, else 0.';
comment on column statistics.fact_block.partner is
  'Country of origin of imports, of destination of exports; customs'' three digits.';
comment on column statistics.fact_block.district is
  'The consignee''s division (GB/T 2260, six digits) from the order; "" where it names none.';
comment on column statistics.fact_block.park is 'Park of the goods as the register stood; "" where none.';
comment on column statistics.fact_block.weight_kg is
  'Share of the list''s gross weight, by value: lines do not say theirs.';

-- What was counted before blocks were kept: lists and lines apart, without what nobody kept of them.
insert into statistics.fact_block
select zone_code, revision, min(entered_on), direction, min(day), max(day), count(*),
  string_agg('', ','), string_agg(day::text, ','), string_agg(trade_mode, ','),
  string_agg(port_code, ','), string_agg(ebp_code, ','), string_agg('', ','),
  string_agg('', ','), string_agg('', ','), string_agg(hs_heading, ','),
  string_agg(origin_country, ','), string_agg(unit, ','), string_agg(lists::text, ','),
  string_agg(lines::text, ','), string_agg(value::text, ','), string_agg(tariff::text, ','),
  string_agg(consumption_tax::text, ','), string_agg(value_added_tax::text, ','),
  string_agg(weight::text, ','), string_agg(quantity::text, ',')
from (
  select zone_code, revision, entered_on, direction, day, trade_mode, port_code, ebp_code,
    '' as hs_heading, '' as origin_country, '' as unit, list_count as lists, 0 as lines,
    0::numeric as value, 0::numeric as tariff, 0::numeric as consumption_tax,
    0::numeric as value_added_tax, gross_weight_kg as weight, 0::numeric as quantity
  from statistics.list_fact
  union all
  select zone_code, revision, entered_on, direction, day, trade_mode, port_code, ebp_code,
    hs_heading, origin_country, unit, 0, line_count, dutiable_price, tariff, consumption_tax,
    value_added_tax, 0::numeric, quantity
  from statistics.goods_fact
) as before
group by zone_code, revision, direction;

create trigger fact_block_append_only before update or delete on statistics.fact_block
  for each statement execute function statistics.refuse_change();
