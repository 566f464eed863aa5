alter table financial_services.guarantee_entry add column part smallint;
comment on column financial_services.guarantee_entry.part is 'Which part of the release came back (部分退货), from 1; null where all of it did at once';

alter table financial_services.guarantee_entry drop constraint guarantee_entry_kind_known;
alter table financial_services.guarantee_entry add constraint guarantee_entry_kind_known
  check (kind in ('earmark', 'release-earmark', 'reserve', 'restore-part', 'restore', 'pay'));

comment on column financial_services.tax_due.tariff is 'What is still due: a part that came back before it was paid is subtracted; the postings keep both';
