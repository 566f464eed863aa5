-- What people write about an application or a message may name persons (docs/adr/0060).

alter table information_sharing.message_disclosure
  drop constraint message_disclosure_reason_given,
  alter column reason type kernel.sealed using convert_to(reason, 'UTF8'),
  add constraint message_disclosure_reason_given check (octet_length(reason) > 0);
alter table information_sharing.enterprise_application_step
  alter column note type kernel.sealed using convert_to(note, 'UTF8');
