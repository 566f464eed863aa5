create table logistics.parcel_movement (
  zone_code text not null,
  logistics_code text not null,
  logistics_no text not null,
  kind text not null,
  subject_id uuid not null,
  step int2 not null,
  occurred_at timestamptz not null,
  reference text not null,
  place text not null,
  constraint parcel_movement_pk
    primary key (zone_code, logistics_code, logistics_no, kind, subject_id, step),
  constraint parcel_movement_kind_ck check (kind in ('arrived', 'part-returned'))
);

comment on table logistics.parcel_movement is
  'What may happen to a parcel more than once: it arrives at a supervised place, a part of it comes back. Append-only.';
comment on column logistics.parcel_movement.subject_id is
  'The arrival report or the declaration through which it happened; with step it makes a second delivery harmless';
comment on column logistics.parcel_movement.reference is
  'Number by which the other side knows it: invtNo of a list, copNo of an arrival report';

create trigger parcel_movement_append_only
  before update or delete or truncate on logistics.parcel_movement
  for each statement execute function logistics.refuse_change();
