-- Names, id numbers, telephones and addresses stand in documents; from now on they are sealed (docs/adr/0060). What is there
-- stays readable, and is sealed by `pilotzone keys seal`.

alter table single_window."order"
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table single_window.order_change
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table single_window.declaration_document
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table single_window.withdrawal
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
