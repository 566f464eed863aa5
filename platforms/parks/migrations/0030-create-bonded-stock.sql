create table parks.stock_rule (
  zone_code text not null,
  rule_no int8 not null generated always as identity,
  effective_from date not null,
  is_checked bool not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  constraint stock_rule_pk primary key (zone_code, rule_no)
);
comment on table parks.stock_rule is 'From which day on lists of bonded goods are held against the stock (账册核扣), append-only; without a rule they are not';
create trigger stock_rule_append_only
  before update or delete or truncate on parks.stock_rule
  for each statement execute function parks.refuse_change();

create table parks.bonded_entry (
  zone_code text not null,
  entry_no text not null,
  area_code text not null,
  ems_no text not null,
  bill_no text not null,
  rkd_no text not null,
  state text not null,
  body text not null,
  delivered_by text not null,
  delivered_at timestamptz not null,
  entered_at timestamptz,
  constraint bonded_entry_pk primary key (zone_code, area_code, entry_no),
  constraint bonded_entry_state_ck check (state in ('announced', 'entered'))
);
create index bonded_entry_bill_idx on parks.bonded_entry (zone_code, area_code, bill_no)
  where state = 'announced';
comment on table parks.bonded_entry is 'Bonded goods on their way into a warehouse (保税入区), and those that entered';
comment on column parks.bonded_entry.entry_no is 'Number of the bonded checklist (核注清单编号), one of the area enterprise''s own';
comment on column parks.bonded_entry.bill_no is 'Bill of lading under which the arrival report (711) names them';
comment on column parks.bonded_entry.rkd_no is 'Number that customs gave the arrival (入库单编号, 712); empty before';
comment on column parks.bonded_entry.body is 'JSON of its goods lines';

create table parks.stock (
  zone_code text not null,
  area_code text not null,
  ems_no text not null,
  ebc_code text not null,
  item_record_no text not null,
  hs_code text not null,
  name text not null,
  unit text not null,
  on_hand numeric(19,5) not null default 0,
  reserved numeric(19,5) not null default 0,
  constraint stock_pk primary key (zone_code, area_code, ems_no, ebc_code, item_record_no),
  constraint stock_never_overdrawn_ck check (reserved >= 0 and on_hand >= reserved)
) with (fillfactor = 50);
comment on table parks.stock is 'Bonded stock (保税库存) by area enterprise, book, merchant and goods record; the sum of stock_movement';
comment on column parks.stock.item_record_no is 'Record of the goods in the book (账册备案料号)';
comment on column parks.stock.reserved is 'For lists that are filed and not released yet';

create table parks.stock_movement (
  zone_code text not null,
  movement_no int8 not null generated always as identity,
  area_code text not null,
  ems_no text not null,
  ebc_code text not null,
  item_record_no text not null,
  kind text not null,
  on_hand numeric(19,5) not null,
  reserved numeric(19,5) not null,
  declaration_id uuid,
  attempt int2 not null default 0,
  gnum int2 not null default 0,
  part int2 not null default 0,
  reference text not null,
  moved_at timestamptz not null,
  constraint stock_movement_pk primary key (zone_code, movement_no),
  constraint stock_movement_kind_ck check (kind in ('enter', 'reserve', 'free', 'draw', 'restore'))
);
create index stock_movement_record_idx
  on parks.stock_movement (zone_code, area_code, ems_no, ebc_code, item_record_no, movement_no);
create unique index stock_movement_once_uk
  on parks.stock_movement (zone_code, declaration_id, attempt, gnum, kind, part)
  where declaration_id is not null;
comment on table parks.stock_movement is 'What came into and went out of the bonded stock, append-only';
comment on column parks.stock_movement.on_hand is 'Change of what lies there; reserved: change of what is promised to lists';
comment on column parks.stock_movement.reference is 'Number of the entry, or order number of the list';
create trigger stock_movement_append_only
  before update or delete or truncate on parks.stock_movement
  for each statement execute function parks.refuse_change();

create table parks.stock_reservation (
  zone_code text not null,
  declaration_id uuid not null,
  attempt int2 not null,
  gnum int2 not null,
  area_code text not null,
  ems_no text not null,
  ebc_code text not null,
  item_record_no text not null,
  order_no text not null,
  quantity numeric(19,5) not null,
  restored numeric(19,5) not null default 0,
  state text not null default 'reserved',
  constraint stock_reservation_pk primary key (zone_code, declaration_id, attempt, gnum),
  constraint stock_reservation_state_ck check (state in ('reserved', 'drawn', 'freed')),
  constraint stock_reservation_restored_ck check (restored >= 0 and restored <= quantity)
);
comment on table parks.stock_reservation is 'What each line of a list took of the stock, and what of it came back';
