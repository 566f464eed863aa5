create table statistics.publication (
  zone_code text not null,
  publication_id uuid not null,
  period text not null,
  edition int4 not null,
  revision int8 not null,
  opens_at timestamptz not null,
  made_at timestamptz not null,
  made_by text not null,
  reason text not null,
  content json not null,
  checks jsonb not null,
  constraint publication_pk primary key (zone_code, publication_id),
  constraint publication_period_uk unique (zone_code, period, edition)
);

comment on table statistics.publication is
  'Tables of a month or a quarter as they are published, withheld cells marked. Append-only.';
comment on column statistics.publication.period is '"2026-11" or "2026-Q4".';
comment on column statistics.publication.edition is 'From 1; a revised one says why in reason.';
comment on column statistics.publication.revision is 'Revision of the facts that its numbers are of.';
comment on column statistics.publication.opens_at is 'Embargo: before it nobody outside reads anything.';
comment on column statistics.publication.checks is 'What was checked when it was made, with results.';

create table statistics.publication_signature (
  zone_code text not null,
  publication_id uuid not null,
  person_id text not null,
  person_name text not null,
  signed_at timestamptz not null,
  constraint publication_signature_pk primary key (zone_code, publication_id, person_id)
);

comment on table statistics.publication_signature is
  'Who signed a publication off; with the second person it may open. Append-only.';

create trigger publication_append_only before update or delete on statistics.publication
  for each statement execute function statistics.refuse_change();
create trigger publication_signature_append_only
  before update or delete on statistics.publication_signature
  for each statement execute function statistics.refuse_change();
