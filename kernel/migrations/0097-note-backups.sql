create table kernel.backup_note (
  taken_at timestamptz not null,
  file text not null,
  version text not null,
  rows bigint not null,
  bytes bigint not null,
  constraint backup_note_pkey primary key (taken_at, file)
);
comment on table kernel.backup_note is
  'Backups that `pilotzone backup` has written whole, so that the status page knows how old the last one is; append-only';
comment on column kernel.backup_note.file is 'Name of the file, without its folder';

create function kernel.keep_backup_notes() returns trigger
language plpgsql
as $$
begin
  raise exception 'kernel.backup_note is append-only: % is not allowed', tg_op
    using errcode = 'restrict_violation';
end
$$;

comment on function kernel.keep_backup_notes() is 'What was saved when is not written anew';

create trigger backup_note_append_only
  before update or delete or truncate on kernel.backup_note
  for each statement execute function kernel.keep_backup_notes();
