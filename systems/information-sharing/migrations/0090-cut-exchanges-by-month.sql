-- The log is cut by month (kernel/migrations/0080). A key of a table that is cut holds what it is cut by; that a place
-- of a chain is taken once is kept by its head, which whoever appends has locked, and seen by the verifier.
alter table information_sharing.exchange_record
  drop constraint exchange_record_chain_key,
  add constraint exchange_record_chain_key unique (zone_code, chain_no, chain_seq, exchange_id);
select kernel.partition_by_month('information_sharing.exchange_record', 'exchange_id');
