-- Consignees are persons: what documents say is sealed (docs/adr/0060).

alter table logistics.waybill
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table logistics.waybill_status
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table logistics.export_waybill
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table logistics.filing_change
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
