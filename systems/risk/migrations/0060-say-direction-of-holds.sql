alter table risk.hold
  add column direction text not null default 'import',
  add constraint hold_direction_known check (direction in ('import', 'export'));
comment on column risk.hold.direction is
  'Which way the goods go: says whether declaration_id is an import declaration or an export list';
