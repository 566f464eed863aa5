-- Reports and movements are documents like the others (docs/adr/0060).

alter table logistics.arrival_report
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table logistics.export_movement
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
