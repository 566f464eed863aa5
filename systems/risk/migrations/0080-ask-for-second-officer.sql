create table risk.review_policy (
  zone_code text not null,
  policy_no integer not null,
  min_score integer,
  codes text[] not null,
  note text not null,
  set_by text not null,
  set_at timestamptz not null,
  constraint review_policy_pkey primary key (zone_code, policy_no),
  constraint review_policy_score_known check (min_score >= 0),
  constraint review_policy_note_given check (btrim(note) <> '')
);
comment on table risk.review_policy is
  'Which holds two officers decide (双人复核); the newest row is in force, append-only';
comment on column risk.review_policy.min_score is
  'A hold of this score or more needs two; null: the score alone never does';
comment on column risk.review_policy.codes is 'A hold with one of these reasons needs two';

create trigger review_policy_immutable
  before update or delete on risk.review_policy
  for each row execute function risk.refuse_change();

create table risk.hold_proposal (
  zone_code text not null,
  declaration_id uuid not null,
  attempt integer not null,
  proposal_no integer not null,
  decision text not null,
  proposed_by text not null,
  person_id uuid not null,
  proposed_at timestamptz not null,
  note text not null,
  constraint hold_proposal_pkey primary key (zone_code, declaration_id, attempt, proposal_no),
  constraint hold_proposal_hold_fkey foreign key (zone_code, declaration_id, attempt)
    references risk.hold (zone_code, declaration_id, attempt),
  constraint hold_proposal_known check (decision in ('release', 'reject')),
  constraint hold_proposal_note_given check (btrim(note) <> '')
);
comment on table risk.hold_proposal is
  'What an officer proposed for a hold that two decide; a later one objects to it, append-only';
comment on column risk.hold_proposal.person_id is 'Who proposed: nobody confirms his own';

create trigger hold_proposal_immutable
  before update or delete on risk.hold_proposal
  for each row execute function risk.refuse_change();

alter table risk.hold_decision add column confirms integer;
comment on column risk.hold_decision.confirms is
  'Number of the proposal that this second officer confirmed; null: one officer decided alone';
