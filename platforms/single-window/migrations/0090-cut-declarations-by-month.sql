-- What is written once about a declaration is cut by the month in which the list was filed. The declaration itself is
-- not: its keys say what is known for good, and no number comes in twice (ADR 0061).
drop view single_window.receipt;

select kernel.partition_by_month('single_window.declaration_document', 'declaration_id');
select kernel.partition_by_month('single_window.declaration_transition', 'declaration_id');
select kernel.partition_by_month('single_window.receipt_arrival', 'declaration_id');

create view single_window.receipt as
select r.zone_code, r.declaration_id, r.attempt, u.return_status, u.return_time, u.return_info,
       nullif(u.pre_no, '') as pre_no, nullif(u.invt_no, '') as invt_no, u.source, u.exchange_id,
       r.received_at
  from single_window.receipt_arrival r
 cross join lateral unnest(r.return_status, r.return_time, r.return_info, r.pre_no, r.invt_no, r.source,
                           r.exchange_id)
                 as u (return_status, return_time, return_info, pre_no, invt_no, source, exchange_id);
comment on view single_window.receipt is 'Receipts one by one, as receipt_arrival keeps them';
