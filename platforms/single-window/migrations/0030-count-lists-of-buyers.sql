-- Risk control asks how often somebody buys. The row of the buyer's year is locked and written for
-- every list anyway, so the counts stand there and cost no statement of their own.
alter table single_window.allowance
  add column lists_year int not null default 0,
  add column lists_day date,
  add column lists_today int not null default 0;

comment on column single_window.allowance.lists_year is 'Lists that asked for this year''s allowance, whether they got it or not';
comment on column single_window.allowance.lists_day is 'The latest day of such a list; lists_today counts those of this day';
