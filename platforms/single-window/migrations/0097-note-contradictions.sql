create table single_window.contradiction (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  noted_at timestamptz not null,
  warned_at timestamptz,
  constraint contradiction_pkey primary key (zone_code, declaration_id, attempt)
);
create index contradiction_unwarned_idx on single_window.contradiction (zone_code, noted_at) where warned_at is null;

comment on table single_window.contradiction is
  'Attempts of lists that customs both rejected and released: the first receipt stands, and somebody has to ask customs';
comment on column single_window.contradiction.warned_at is 'When the log was told, once';

alter table single_window.contradiction enable row level security;
create policy contradiction_parties on single_window.contradiction for select to pilotzone_reader
  using (exists (select 1 from single_window.declaration d
    where d.zone_code = contradiction.zone_code and d.declaration_id = contradiction.declaration_id));
