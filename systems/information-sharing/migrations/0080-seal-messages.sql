-- Messages hold everything personal that there is. What stands there stays as it is until `pilotzone keys seal` seals it.
-- The hash chain is over the message, not over its seal (docs/adr/0060-sealed-personal-data.md).

alter table information_sharing.exchange_record alter column body type kernel.sealed;

comment on column information_sharing.exchange_record.body is
  'The message, compressed as encoding says, sealed';
