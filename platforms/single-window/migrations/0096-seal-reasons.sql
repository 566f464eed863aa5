-- Why somebody looked at a person's data, in his own words, may name the person (docs/adr/0060).

alter table single_window.disclosure
  alter column reason type kernel.sealed using convert_to(reason, 'UTF8');
