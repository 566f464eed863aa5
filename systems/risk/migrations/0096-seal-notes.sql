-- What officers write about a hold may name the person whom it is about (docs/adr/0060). What is there stays readable, and is
-- sealed by `pilotzone keys seal`.

alter table risk.hold_decision
  drop constraint hold_decision_note_given,
  alter column note type kernel.sealed using convert_to(note, 'UTF8'),
  add constraint hold_decision_note_given check (octet_length(note) > 0);
alter table risk.hold_proposal
  drop constraint hold_proposal_note_given,
  alter column note type kernel.sealed using convert_to(note, 'UTF8'),
  add constraint hold_proposal_note_given check (octet_length(note) > 0);
alter table risk.review_policy
  drop constraint review_policy_note_given,
  alter column note type kernel.sealed using convert_to(note, 'UTF8'),
  add constraint review_policy_note_given check (octet_length(note) > 0);
