alter table gateway.simulator_export_application
  add column body text;
comment on column gateway.simulator_export_application.body is 'Part of a summary application that came in several messages: kept until all parts are there';
comment on column gateway.simulator_export_application.return_status is 'Empty while parts of the application are missing';
