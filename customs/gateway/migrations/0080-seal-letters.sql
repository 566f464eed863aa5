-- Whole messages and documents of persons (docs/adr/0060): dead letters, and what the simulators keep.

alter table gateway.dead_letter add column body_length integer;
update gateway.dead_letter set body_length = octet_length(body);
alter table gateway.dead_letter
  alter column body_length set not null,
  alter column body type kernel.sealed;
alter table gateway.simulator_message alter column body type kernel.sealed;
alter table gateway.simulator_receipt alter column body type kernel.sealed;
alter table gateway.simulator_document
  alter column document type kernel.sealed using convert_to(document::text, 'UTF8');
alter table gateway.simulator_waiting
  alter column list type kernel.sealed using convert_to(list::text, 'UTF8');
alter table gateway.simulator_export_paper
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
alter table gateway.simulator_export_list
  alter column body type kernel.sealed using convert_to(body, 'UTF8');
