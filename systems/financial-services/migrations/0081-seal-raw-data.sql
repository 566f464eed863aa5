-- Payment raw data name accounts, and receipts of export payments their payers (docs/adr/0060).

alter table financial_services.export_payment
  alter column earlier drop default,
  alter column body type kernel.sealed using convert_to(body, 'UTF8'),
  alter column earlier type kernel.sealed using convert_to(earlier::text, 'UTF8');
alter table financial_services.raw_data
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
