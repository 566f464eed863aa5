create schema logistics;

comment on schema logistics is '智能物流: waybills, their status, and the timeline of each parcel';

create table logistics.waybill (
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
  constraint waybill_pk primary key (zone_code, logistics_code, logistics_no)
);

comment on table logistics.waybill is '运单 (CEB511): the document that stands under each number';
comment on column logistics.waybill.logistics_code is '物流企业代码 of the carrier';
comment on column logistics.waybill.generation is
  'A carrier may use a number again after six months; each use is a generation, from 1';
comment on column logistics.waybill.is_deleted is
  'A grave: the document was deleted at app_time, and nothing older may come back';
comment on column logistics.waybill.app_time is
  '报送时间 YYYYMMDDhhmmss as sent, local time of China; compares as text';
comment on column logistics.waybill.app_status is '1 staged (暂存), 2 declared (申报)';
comment on column logistics.waybill.exchange_id is 'The message in the exchange log that brought it';
comment on column logistics.waybill.body is
  'The content, packed by @pilotzone/ceb/pack; equal text means equal content';

create table logistics.waybill_status (
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
  constraint waybill_status_pk primary key (zone_code, logistics_code, logistics_no)
);

comment on table logistics.waybill_status is
  '运单状态 (CEB513): the last status of each number; only S (签收, signed for) exists';
comment on column logistics.waybill_status.generation is
  'The use of the number that was signed for; behind the waybill''s once the number is used again';
comment on column logistics.waybill_status.is_deleted is
  'A grave: the status was deleted at app_time, and nothing older may come back';
comment on column logistics.waybill_status.body is
  'The content, packed by @pilotzone/ceb/pack; equal text means equal content';

create table logistics.filing_change (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  change_no int8 not null generated always as identity,
  filing text not null,
  kind text not null,
  changed_at timestamptz not null,
  generation int4 not null,
  is_deleted bool not null,
  app_type text not null,
  app_time text not null,
  app_status text not null,
  guid text not null,
  exchange_id uuid not null,
  received_at timestamptz not null,
  body text not null,
  constraint filing_change_pk primary key (zone_code, logistics_code, logistics_no, change_no),
  constraint filing_change_filing_ck check (filing in ('waybill', 'waybill_status')),
  constraint filing_change_kind_ck check (kind in ('changed', 'deleted', 'renewed'))
);

comment on table logistics.filing_change is
  'What stood before a waybill or status was changed, deleted, or its number used again. Append-only.';
comment on column logistics.filing_change.kind is
  'Why it gave way; renewed: the number began a new generation, or a grave was filled';
comment on column logistics.filing_change.changed_at is 'When the next document took its place';

create table logistics.parcel_event (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  kind text not null,
  declaration_id uuid not null,
  occurred_at timestamptz not null,
  reference text not null,
  place text not null,
  constraint parcel_event_pk
    primary key (zone_code, logistics_code, logistics_no, kind, declaration_id),
  constraint parcel_event_kind_ck check (kind in ('released', 'release-undone', 'left-park'))
);

comment on table logistics.parcel_event is
  'What happened to a parcel beyond its carrier''s documents; with those it is the timeline. Append-only.';
comment on column logistics.parcel_event.declaration_id is
  'The declaration through which it happened; its key makes a second delivery of an event harmless';
comment on column logistics.parcel_event.reference is
  'Number by which the other side knows it: invtNo of a release, number of a gate pass';
comment on column logistics.parcel_event.place is
  'Where: gate and facility when leaving a park, cause when a release is undone, else empty';

create function logistics.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'logistics.% is append-only: % is not allowed', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end
$$;

create trigger filing_change_append_only
  before update or delete or truncate on logistics.filing_change
  for each statement execute function logistics.refuse_change();
create trigger parcel_event_append_only
  before update or delete or truncate on logistics.parcel_event
  for each statement execute function logistics.refuse_change();
create trigger waybill_keeps_rows before delete or truncate on logistics.waybill
  for each statement execute function logistics.refuse_change();
create trigger waybill_status_keeps_rows before delete or truncate on logistics.waybill_status
  for each statement execute function logistics.refuse_change();
