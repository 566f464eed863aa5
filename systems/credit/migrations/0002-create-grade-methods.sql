create table credit.grade_method (
  zone_code text not null,
  version integer not null,
  valid_from date not null,
  content jsonb not null,
  sha256 bytea not null,
  recorded_at timestamptz not null,
  constraint grade_method_pkey primary key (zone_code, version),
  constraint grade_method_day_key unique (zone_code, valid_from),
  constraint grade_method_sha256_length check (length(sha256) = 32)
);
comment on table credit.grade_method is
  'How grades are computed (信用评价方法): components, weights and bands, each version from a day on';
comment on column credit.grade_method.valid_from is
  'First day in China that is graded so, until the first day of the next method';
comment on column credit.grade_method.content is
  'As systems/credit/src/model/method.ts defines it';

create trigger grade_method_immutable
  before update or delete on credit.grade_method
  for each row execute function credit.refuse_change();
