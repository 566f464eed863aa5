create table single_window.draft (
  zone_code text not null,
  draft_id uuid not null,
  participant_code text not null,
  kind text not null,
  title text not null,
  based_on uuid,
  body bytea not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  constraint draft_pkey primary key (zone_code, draft_id),
  constraint draft_kind_known check (kind in ('list'))
);
create index draft_participant_idx on single_window.draft (zone_code, participant_code, draft_id);

comment on table single_window.draft is
  'What somebody is writing and has not filed: of an organisation, so that a colleague or another machine goes on with it';
comment on column single_window.draft.based_on is 'The declaration that it corrects';
comment on column single_window.draft.body is
  'JSON sealed by the vault (kernel/src/vault.ts): it holds personal data';
comment on column single_window.draft.revision is
  'Counts the savings: who saves names the one he saw, so that two windows do not overwrite each other';
comment on column single_window.draft.updated_by is 'Name of the person or API key';
