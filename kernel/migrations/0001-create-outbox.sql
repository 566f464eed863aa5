-- Events that leave a transaction together with what it wrote (transactional outbox), and how far each subscriber is.

create table kernel.outbox_era (
  era int not null,
  system_identifier text not null,
  started_at timestamptz not null default now(),
  constraint outbox_era_pk primary key (era)
);
comment on table kernel.outbox_era is
  'Transaction ids order events within one PostgreSQL cluster only. Data restored into another cluster begins a new era; all events of older eras come first.';
comment on column kernel.outbox_era.system_identifier is 'pg_control_system() of the cluster; it never changes in a cluster''s life.';

insert into kernel.outbox_era (era, system_identifier)
select 0, system_identifier::text from pg_control_system();

create function kernel.current_era() returns int
language sql stable
return (select max(era) from kernel.outbox_era);
comment on function kernel.current_era() is 'The era in which new events are written.';

create table kernel.outbox (
  zone_code text not null,
  kind text not null,
  era int not null default kernel.current_era(),
  xid xid8 not null default pg_current_xact_id(),
  position bigint not null generated always as identity,
  published_at timestamptz not null default now(),
  payload text not null,
  constraint outbox_pk primary key (zone_code, kind, era, xid, position)
);
comment on table kernel.outbox is
  'Events, append-only; rows go only when every subscriber has them and they are old. One row tells of a whole batch.';
comment on column kernel.outbox.xid is
  'Transaction that published the event. Readers take only events older than every running transaction: position alone would skip an event that commits late.';
comment on column kernel.outbox.payload is 'JSON. Text, because the server never looks inside.';

-- An event of a thousand declarations is large, read a few times and soon gone: compressing it costs more than it saves.
alter table kernel.outbox alter column payload set storage external;

create table kernel.outbox_cursor (
  zone_code text not null,
  subscriber text not null,
  kind text not null,
  era int not null default 0,
  xid xid8 not null default '0',
  position bigint not null default 0,
  delivered bigint not null default 0,
  moved_at timestamptz not null default now(),
  constraint outbox_cursor_pk primary key (zone_code, subscriber)
);
comment on table kernel.outbox_cursor is
  'The last event each subscriber has handled; moves in the transaction of the handler.';
