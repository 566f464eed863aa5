-- What the windows of risk control count (ADR 0080): a compact row for each batch, in its transaction. Every
-- clearing process reads what the others have added since it last looked.
create table risk.trade_log (
  zone_code text not null,
  written_by xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity (cache 1),
  day date not null,
  at timestamptz not null,
  kind text not null,
  seen_until bigint not null,
  unseen text,
  rows text not null,
  constraint trade_log_pkey primary key (zone_code, position),
  constraint trade_log_kind_known check (kind in ('trades', 'returns'))
);
-- Short keys do not compress, and trying costs more than the room.
alter table risk.trade_log alter column rows set storage external;
comment on table risk.trade_log is
  'Lists and returns as the windows of risk control count them, a row a batch, append-only; persons as keyed hashes';
comment on column risk.trade_log.position is
  'Drawn after written_by, in the order of the columns: whoever sees a later one can tell when this one is lost';
comment on column risk.trade_log.written_by is
  'Transaction that wrote it: it does not read its own rows, which may yet be rolled back';
comment on column risk.trade_log.at is 'When the batch was judged: which hour and day it counts for';
comment on column risk.trade_log.seen_until is
  'Up to which position the process had read when it judged this batch';
comment on column risk.trade_log.unseen is
  'Positions below seen_until that it had not read, by spaces: the state it saw can be made again';
comment on column risk.trade_log.rows is 'JSON of systems/risk/src/model/trade.ts (CountedTrade), or of returns';
