-- Rules never tell what they miss. A share of green declarations is looked at by chance.
create table risk.random_floor (
  zone_code text not null,
  floor_no integer not null,
  share integer not null,
  note kernel.sealed not null,
  set_by text not null,
  set_at timestamptz not null,
  constraint random_floor_pkey primary key (zone_code, floor_no),
  constraint random_floor_share check (share between 0 and 2000)
);
comment on table risk.random_floor is
  'Which share of green declarations chance draws for a look (随机抽查), append-only, the last one decides';
comment on column risk.random_floor.share is 'Basis points';
create trigger random_floor_immutable
  before update or delete on risk.random_floor
  for each row execute function risk.refuse_change();

create table risk.random_draw (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  drawn_on date not null,
  floor_no integer not null,
  share integer not null,
  constraint random_draw_pkey primary key (zone_code, declaration_id, attempt),
  constraint random_draw_floor_fkey foreign key (zone_code, floor_no)
    references risk.random_floor (zone_code, floor_no)
);
create index random_draw_day_idx on risk.random_draw (zone_code, drawn_on);
comment on table risk.random_draw is
  'Green declarations that chance drew and held for an officer, with the probability; append-only';
comment on column risk.random_draw.share is
  'Probability of the draw in basis points: by the keyed hash of id, attempt and floor_no it can be checked';
create trigger random_draw_immutable
  before update or delete on risk.random_draw
  for each row execute function risk.refuse_change();
