create table risk.hold (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  opened_at timestamptz not null,
  opened_on date not null,
  lane text not null,
  score integer not null,
  reasons jsonb not null,
  decided_at timestamptz,
  constraint hold_pkey primary key (zone_code, declaration_id, attempt)
);
create index hold_open_idx on risk.hold (zone_code, opened_on, score desc, declaration_id, attempt)
  where decided_at is null;
comment on table risk.hold is 'Declarations that wait for an officer (布控, 人工审核)';
comment on column risk.hold.opened_on is 'Day in China; the queue shows earlier days first';
comment on column risk.hold.reasons is 'Findings as the trader reads them';
comment on column risk.hold.decided_at is
  'Set once, with the row of hold_decision; keeps decided holds out of the index of open ones';

create table risk.hold_decision (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  decision text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  note text not null,
  constraint hold_decision_pkey primary key (zone_code, declaration_id, attempt),
  constraint hold_decision_hold_fkey foreign key (zone_code, declaration_id, attempt)
    references risk.hold (zone_code, declaration_id, attempt),
  constraint hold_decision_known check (decision in ('release', 'reject')),
  constraint hold_decision_note_given check (btrim(note) <> '')
);
comment on table risk.hold_decision is
  'What the officer decided and why, append-only: one decision per hold';

create trigger hold_decision_immutable
  before update or delete on risk.hold_decision
  for each row execute function risk.refuse_change();
