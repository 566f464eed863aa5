create table logistics.export_waybill (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  generation int4 not null,
  is_deleted bool not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  guid text not null,
  exchange_id uuid not null,
  received_at timestamptz not null,
  body text not null,
  constraint export_waybill_pk primary key (zone_code, logistics_code, logistics_no)
);

comment on table logistics.export_waybill is
  '出口运单 (CEB505): the document that stands under each number; columns as in waybill';

create trigger export_waybill_keeps_rows before delete or truncate on logistics.export_waybill
  for each statement execute function logistics.refuse_change();

alter table logistics.filing_change drop constraint filing_change_filing_ck;
alter table logistics.filing_change add constraint filing_change_filing_ck
  check (filing in ('waybill', 'waybill_status', 'export_waybill'));

create table logistics.export_movement (
  zone_code text not null,
  kind text not null,
  logistics_code text not null,
  cop_no text not null,
  part int4 not null,
  app_time text not null,
  app_status text not null,
  bill_no text not null,
  body text not null,
  exchange_id uuid not null,
  recorded_at timestamptz not null,
  return_status text,
  return_time text,
  return_info text,
  constraint export_movement_pk primary key (zone_code, kind, logistics_code, cop_no, part),
  constraint export_movement_kind_ck check (kind in ('arrival', 'departure'))
);

comment on table logistics.export_movement is
  'Arrival at the supervised place (运抵, CEB507) and departure from the country (离境, CEB509) of exports, as last filed';
comment on column logistics.export_movement.part is 'msgSeqNo of a message that was split';
comment on column logistics.export_movement.return_status is
  'The latest receipt of customs (508, 510) by returnTime';

create table logistics.export_movement_parcel (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  kind text not null,
  cop_no text not null,
  part int4 not null,
  occurred_at timestamptz not null,
  place text not null,
  constraint export_movement_parcel_pk
    primary key (zone_code, logistics_code, logistics_no, kind, cop_no, part)
);

comment on table logistics.export_movement_parcel is
  'The parcels of arrivals and departures, for the timeline of each';
comment on column logistics.export_movement_parcel.place is
  'Supervised place and vehicle of an arrival; conveyance and voyage of a departure';

alter table logistics.parcel_event drop constraint parcel_event_kind_ck;
alter table logistics.parcel_event add constraint parcel_event_kind_ck
  check (kind in ('released', 'release-undone', 'left-park', 'entered-park'));
