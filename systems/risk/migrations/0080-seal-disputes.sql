-- What citizens write about their purchases, and what they are answered (docs/adr/0060).

alter table risk.dispute drop constraint dispute_decided_whole;
alter table risk.dispute
  alter column note type kernel.sealed using convert_to(note, 'UTF8'),
  alter column answer type kernel.sealed using convert_to(answer, 'UTF8'),
  add constraint dispute_decided_whole check (
    (decided_at is null and outcome is null and decided_by is null and answer is null)
    or (decided_at is not null and outcome is not null and decided_by is not null
      and octet_length(answer) > 0));
