alter table parks.gate_pass add column direction text not null default 'out';
alter table parks.gate_pass add constraint gate_pass_direction_ck check (direction in ('in', 'out'));
comment on column parks.gate_pass.direction is
  'out: released goods leave (出区); in: exports that customs examined enter the supervised place (入区)';
