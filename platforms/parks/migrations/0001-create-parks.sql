create schema parks;

comment on schema parks is '线下产业园区: parks, where goods stand in them, and the passes that let goods leave';

create function parks.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'parks.% is append-only: % is not allowed', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end
$$;

create table parks.operator (
  zone_code text not null,
  operator_code text not null,
  name text not null,
  is_demo bool not null,
  updated_at timestamptz not null,
  constraint operator_pk primary key (zone_code, operator_code)
);

comment on table parks.operator is 'Who runs a park, a warehouse or a supervised place';
comment on column parks.operator.operator_code is 'Customs registration number';
comment on column parks.operator.is_demo is 'Invented for the demo zone';

create table parks.park (
  zone_code text not null,
  park_code text not null,
  name text not null,
  operator_code text not null,
  is_demo bool not null,
  updated_at timestamptz not null,
  constraint park_pk primary key (zone_code, park_code),
  constraint park_operator_fk foreign key (zone_code, operator_code)
    references parks.operator (zone_code, operator_code)
);

comment on table parks.park is '园区 of the zone (一区多园)';

create table parks.facility (
  zone_code text not null,
  facility_code text not null,
  park_code text not null,
  kind text not null,
  name text not null,
  operator_code text not null,
  area_code text not null,
  ems_no text not null,
  customs_code text not null,
  loct_no text not null,
  is_demo bool not null,
  updated_at timestamptz not null,
  constraint facility_pk primary key (zone_code, facility_code),
  constraint facility_park_fk foreign key (zone_code, park_code)
    references parks.park (zone_code, park_code),
  constraint facility_operator_fk foreign key (zone_code, operator_code)
    references parks.operator (zone_code, operator_code),
  constraint facility_kind_ck check (
    (kind = 'warehouse' and area_code <> '' and customs_code = '' and loct_no = '')
    or (kind = 'supervised-place' and area_code = '' and ems_no = ''
      and customs_code <> '' and loct_no <> ''))
);

create unique index facility_warehouse_uk on parks.facility (zone_code, area_code, ems_no)
  where kind = 'warehouse';
create unique index facility_place_uk on parks.facility (zone_code, customs_code, loct_no)
  where kind = 'supervised-place';

comment on table parks.facility is
  'Where goods stand: a bonded warehouse (区内仓储) or a place under supervision (监管场所)';
comment on column parks.facility.area_code is 'Warehouse: 区内企业代码 of its bonded operator';
comment on column parks.facility.ems_no is
  'Warehouse: its book (账册编号); empty when it serves every book of the operator without a warehouse';
comment on column parks.facility.customs_code is 'Supervised place: customs office in charge';
comment on column parks.facility.loct_no is 'Supervised place: 监管场所代码';

create table parks.reference_change (
  zone_code text not null,
  change_no int8 not null generated always as identity,
  kind text not null,
  code text not null,
  changed_at timestamptz not null,
  actor text not null,
  before jsonb,
  after jsonb not null,
  constraint reference_change_pk primary key (zone_code, kind, code, change_no)
);

comment on table parks.reference_change is
  'What was added to or changed in operators, parks and facilities, by whom. Append-only.';
comment on column parks.reference_change.before is 'The row before; null when added';

create trigger reference_change_append_only
  before update or delete or truncate on parks.reference_change
  for each statement execute function parks.refuse_change();

create sequence parks.gate_pass_number;

create table parks.gate_pass (
  zone_code text not null,
  gate_pass_no text not null,
  declaration_id uuid not null,
  invt_no text not null,
  logistics_code text not null,
  logistics_no text not null,
  park_code text not null,
  facility_code text not null,
  unassigned_because text,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  revoked_cause text,
  consumed_at timestamptz,
  gate text,
  consumed_by text,
  constraint gate_pass_pk primary key (zone_code, gate_pass_no),
  constraint gate_pass_declaration_uk unique (zone_code, declaration_id),
  constraint gate_pass_once_ck check (consumed_at is null or revoked_at is null),
  constraint gate_pass_gate_ck check ((consumed_at is null) = (gate is null))
);

comment on table parks.gate_pass is
  '核放单: lets the goods of one released declaration leave, once';
comment on column parks.gate_pass.park_code is
  'Park and facility as known at release; empty, with the reason beside it, where unknown';
comment on column parks.gate_pass.unassigned_because is
  'Why no facility was found; null when one was';
comment on column parks.gate_pass.issued_at is
  'Moment of release; of the cancellation where that became known first';
comment on column parks.gate_pass.revoked_at is
  'The release was taken back before the goods left; the barrier stays shut';
comment on column parks.gate_pass.gate is 'Gate (卡口) through which the goods left';
comment on column parks.gate_pass.consumed_by is 'API key or person that opened the barrier';

create trigger gate_pass_keeps_rows before delete or truncate on parks.gate_pass
  for each statement execute function parks.refuse_change();
