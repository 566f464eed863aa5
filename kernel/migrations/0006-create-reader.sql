-- The role as which questions of one organisation are put: policies of the tables limit what it sees. The platform's own
-- work goes on as the owner of the tables, whom policies do not touch, so clearing pays nothing.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'pilotzone_reader') then
    begin
      create role pilotzone_reader nologin;
    exception
      -- Another database of the same server has made it at this moment.
      when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'pilotzone_reader', 'member') then
    execute format('grant pilotzone_reader to %I', current_user);
  end if;
exception
  when insufficient_privilege then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('the user %I of the database may not take on the role pilotzone_reader', current_user);
end
$$;

-- Schemas and tables that are there, and those that later migrations make.
do $$
declare
  schema_name text;
begin
  for schema_name in
    select nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
  loop
    execute format('grant usage on schema %I to pilotzone_reader', schema_name);
    execute format('grant select on all tables in schema %I to pilotzone_reader', schema_name);
  end loop;
end
$$;
alter default privileges grant usage on schemas to pilotzone_reader;
alter default privileges grant select on tables to pilotzone_reader;

create function kernel.reader() returns text
language sql stable parallel safe
return current_setting('app.organisation', true);

comment on function kernel.reader() is
  'The organisation for which a question is put; policies compare with it';
