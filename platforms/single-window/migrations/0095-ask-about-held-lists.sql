create table single_window.held_inquiry (
  zone_code text not null,
  declaration_id uuid not null,
  asked integer not null default 0,
  next_at timestamptz not null,
  constraint held_inquiry_pkey primary key (zone_code, declaration_id)
);
create index held_inquiry_due_idx on single_window.held_inquiry (zone_code, next_at);

comment on table single_window.held_inquiry is
  'Lists that customs holds (300, 500, 600 …) and when they are asked for next: its last word may have been lost';
comment on column single_window.held_inquiry.asked is 'How often customs was asked; each pause is twice the one before, at most a day';
