-- What an import changed and from which day, as it was told to the person who applied it. Imports
-- of earlier versions of the program did not note it: null.
alter table single_window.tariff_version
  add column in_force_from date,
  add column added_count integer,
  add column changed_count integer,
  add column closed_count integer;
comment on column single_window.tariff_version.in_force_from is
  'The first day in China that is judged otherwise because of this import; never before its own day';

create table single_window.reference_withdrawal (
  zone_code text not null,
  kind text not null,
  tariff_version integer not null,
  withdrawn_at timestamptz not null,
  withdrawn_by text not null,
  reason text not null,
  constraint reference_withdrawal_pkey primary key (zone_code, kind, tariff_version),
  constraint reference_withdrawal_version_fkey
    foreign key (zone_code, kind, tariff_version)
    references single_window.tariff_version (zone_code, kind, tariff_version),
  constraint reference_withdrawal_reasoned check (length(reason) >= 4)
);
comment on table single_window.reference_withdrawal is
  'Planned imports of reference data that were taken back before their day: by whom, when and why; the file stays';
