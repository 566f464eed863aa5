alter table single_window.tariff_version
  drop constraint tariff_version_kind_known,
  add constraint tariff_version_kind_known
    check (kind in ('tariff', 'positive-list', 'supervision-modes'));
comment on table single_window.tariff_version is 'Rates, positive lists and supervision modes as imported, append-only: each import is kept whole and the newest of each kind is in force, its rows dated within';
