-- By the month in which the list was filed (kernel/migrations/0080).
select kernel.partition_by_month('risk.assessment', 'declaration_id');
