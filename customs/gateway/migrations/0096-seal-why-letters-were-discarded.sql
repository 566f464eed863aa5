-- Why a letter was put away, in the words of whoever did it, may name persons (docs/adr/0060).

alter table gateway.dead_letter
  alter column settled_reason type kernel.sealed using convert_to(settled_reason, 'UTF8');
