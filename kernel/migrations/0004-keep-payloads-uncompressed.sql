-- An event is written once, read once or twice within a second and then deleted: compressing it
-- costs more than the room it takes until then.
alter table kernel.outbox
  alter column payload set storage external;
