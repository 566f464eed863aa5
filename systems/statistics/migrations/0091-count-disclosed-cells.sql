create table statistics.disclosed_cells (
  zone_code text not null,
  client text not null,
  day date not null,
  cells int8 not null,
  constraint disclosed_cells_pk primary key (zone_code, client, day)
);

comment on table statistics.disclosed_cells is
  'How many protected cells an organisation was told on a day: its budget is limited.';
comment on column statistics.disclosed_cells.client is 'Code of the organisation that asked.';
comment on column statistics.disclosed_cells.cells is 'Cells told, those left out included.';
