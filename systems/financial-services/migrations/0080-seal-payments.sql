-- Payers are persons: what documents say is sealed (docs/adr/0060).

alter table financial_services.payment
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table financial_services.payment_change
  alter column replaced_body type kernel.sealed using convert_to(replaced_body, 'UTF8');
