alter table gateway.dead_letter add column settled_reason text;
comment on column gateway.dead_letter.settled_reason is
  'Why a person discarded it; null for replayed ones and those discarded before this was asked';
