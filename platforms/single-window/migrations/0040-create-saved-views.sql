create table single_window.saved_view (
  zone_code text not null,
  person_id uuid not null,
  page text not null,
  name text not null,
  view_id uuid not null,
  query text not null,
  saved_at timestamptz not null,
  constraint saved_view_pkey primary key (zone_code, person_id, page, name),
  constraint saved_view_id_key unique (zone_code, view_id)
);

comment on table single_window.saved_view is
  'What a person wants to find again: the filters of a page under a name; saved again, it is replaced';
comment on column single_window.saved_view.page is 'The page of the portal it belongs to: declarations';
comment on column single_window.saved_view.query is 'The filters as they stand in the address, without "?"';
