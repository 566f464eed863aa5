-- Receipts of one list nearly always arrive several at a time: one row an arrival instead of one a receipt
-- spares two rows and two keys a list. single_window.receipt goes on as a view with a row a receipt.
create table single_window.receipt_arrival (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  arrival_no smallint not null,
  received_at timestamptz not null,
  return_status text[] not null,
  return_time text[] not null,
  return_info text[] not null,
  pre_no text[] not null,
  invt_no text[] not null,
  source text[] not null,
  exchange_id uuid[] not null,
  constraint receipt_arrival_pkey primary key (zone_code, declaration_id, attempt, arrival_no),
  constraint receipt_arrival_source_known check (source <@ array['platform', 'eport', 'customs']),
  constraint receipt_arrival_whole check (cardinality(return_status) > 0
    and cardinality(return_time) = cardinality(return_status)
    and cardinality(return_info) = cardinality(return_status)
    and cardinality(pre_no) = cardinality(return_status)
    and cardinality(invt_no) = cardinality(return_status)
    and cardinality(source) = cardinality(return_status)
    and cardinality(exchange_id) in (0, cardinality(return_status)))
);
comment on table single_window.receipt_arrival is 'Receipts (回执, CEB622) of declarations, append-only: one row for those of one attempt that arrived together, an array element each';
comment on column single_window.receipt_arrival.arrival_no is 'From 1 per attempt; a receipt that is on file already is left out, under the lock of its declaration';
comment on column single_window.receipt_arrival.pre_no is 'Empty where the receipt names none, as in invt_no';
comment on column single_window.receipt_arrival.exchange_id is 'Message of each; empty for receipts of the platform''s own';

insert into single_window.receipt_arrival
select zone_code, declaration_id, attempt,
       row_number() over (partition by zone_code, declaration_id, attempt order by received_at)::smallint,
       received_at,
       array_agg(return_status order by return_time), array_agg(return_time order by return_time),
       array_agg(return_info order by return_time),
       array_agg(coalesce(pre_no, '') order by return_time),
       array_agg(coalesce(invt_no, '') order by return_time),
       array_agg(source order by return_time),
       coalesce(array_agg(exchange_id order by return_time) filter (where exchange_id is not null), '{}')
  from single_window.receipt
 group by zone_code, declaration_id, attempt, received_at, exchange_id is null;

drop table single_window.receipt;

create view single_window.receipt as
select r.zone_code, r.declaration_id, r.attempt, u.return_status, u.return_time, u.return_info,
       nullif(u.pre_no, '') as pre_no, nullif(u.invt_no, '') as invt_no, u.source, u.exchange_id,
       r.received_at
  from single_window.receipt_arrival r
 cross join lateral unnest(r.return_status, r.return_time, r.return_info, r.pre_no, r.invt_no, r.source,
                           r.exchange_id)
                 as u (return_status, return_time, return_info, pre_no, invt_no, source, exchange_id);
comment on view single_window.receipt is 'Receipts one by one, as receipt_arrival keeps them';
