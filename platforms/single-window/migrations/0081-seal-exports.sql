-- Consignors and consignees of exports are persons, too (docs/adr/0060).

alter table single_window.export_order
  alter column earlier drop default,
  alter column body type kernel.sealed using convert_to(body, 'UTF8'),
  alter column earlier type kernel.sealed using convert_to(earlier::text, 'UTF8');
alter table single_window.export_case
  alter column earlier drop default,
  alter column body type kernel.sealed using convert_to(body, 'UTF8'),
  alter column earlier type kernel.sealed using convert_to(earlier::text, 'UTF8');
