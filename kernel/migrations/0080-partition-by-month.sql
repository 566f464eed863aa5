-- Tables that grow without end are cut by month of the id that their keys hold (a version-7 UUID, which tells its
-- time): what is inserted, looked up and vacuumed is the present month, and whole months can leave.

create function kernel.first_id_of(at timestamptz) returns uuid
language sql immutable parallel safe
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '-0000-0000-000000000000')::uuid;
comment on function kernel.first_id_of is 'No version-7 UUID made at this moment or later is smaller';

create function kernel.months_key(parent regclass) returns name
language sql stable
return (select a.attname
          from pg_partitioned_table p
          join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
         where p.partrelid = parent and p.partstrat = 'r' and p.partnatts = 1 and a.atttypid = 'uuid'::regtype);
comment on function kernel.months_key is 'The column by whose time a table is cut; null for every other table';

create function kernel.guard_partition(part regclass, parent regclass) returns void
language plpgsql as $$
declare
  one record;
begin
  -- Triggers for rows that go in fire for the whole table; those that forbid rewriting must stand at each part, too.
  for one in
    select tgname, pg_get_triggerdef(t.oid) as definition from pg_trigger t
     where tgrelid = parent and not tgisinternal and tgtype & 1 = 0 and tgtype & 4 = 0
       and not exists (select 1 from pg_trigger x where x.tgrelid = part and x.tgname = t.tgname)
  loop
    execute regexp_replace(one.definition, ' ON \S+ ', format(' ON %s ', part));
  end loop;
  -- Nobody but the owner reads a part by its own name: policies stand at the whole table.
  execute format('alter table %s enable row level security', part);
end
$$;
comment on function kernel.guard_partition is 'A part forbids what its table forbids, also when it is named itself';

create function kernel.partition_by_month(target regclass, key name) returns void
language plpgsql as $$
declare
  space name;
  own name;
  old text;
  one record;
  options text;
  until uuid := kernel.first_id_of(date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
    + interval '1 month');
begin
  select nspname, relname, array_to_string(reloptions, ', ') into space, own, options
    from pg_class c join pg_namespace n on n.oid = relnamespace where c.oid = target;
  old := own || '_before';
  execute format('alter table %s rename to %I', target, old);
  execute format('create table %I.%I (like %I.%I including defaults including constraints
    including generated including storage including comments) partition by range (%I)', space, own, space, old, key);
  for one in select obj_description(target, 'pg_class') as text loop
    execute format('comment on table %I.%I is %L', space, own, one.text);
  end loop;

  for one in
    select conname, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = target and contype in ('p', 'u')
  loop
    execute format('alter table %I.%I rename constraint %I to %I', space, old, one.conname, one.conname || '_before');
    execute format('alter table %I.%I add constraint %I %s', space, own, one.conname, one.definition);
  end loop;
  for one in
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = target and not exists (select 1 from pg_constraint where conindid = i.indexrelid)
  loop
    execute format('alter index %I.%I rename to %I', space, one.name, one.name || '_before');
    execute regexp_replace(one.definition, ' ON (ONLY )?\S+ ', format(' ON %I.%I ', space, own));
  end loop;

  for one in
    select attname, pg_get_serial_sequence(format('%I.%I', space, old), attname) as sequence
      from pg_attribute where attrelid = target and attidentity = 'a' and not attisdropped
  loop
    declare
      next bigint;
    begin
      next := nextval(one.sequence::regclass);
      execute format('alter table %I.%I alter column %I drop identity', space, old, one.attname);
      execute format('alter table %I.%I alter column %I add generated always as identity (start with %s)',
        space, own, one.attname, next);
    end;
  end loop;

  for one in
    select pg_get_triggerdef(oid) as definition, tgname, tgtype & 4 > 0 as on_insert from pg_trigger
     where tgrelid = target and not tgisinternal
  loop
    execute regexp_replace(one.definition, ' ON \S+ ', format(' ON %I.%I ', space, own));
    if one.on_insert then execute format('drop trigger %I on %I.%I', one.tgname, space, old); end if;
  end loop;
  for one in
    select polname, pg_get_expr(polqual, polrelid) as condition from pg_policy
     where polrelid = target and polcmd = 'r'
  loop
    execute format('alter table %I.%I enable row level security', space, own);
    execute format('create policy %I on %I.%I for select to pilotzone_reader using (%s)',
      one.polname, space, own, replace(one.condition, old || '.', own || '.'));
    execute format('drop policy %I on %I.%I', one.polname, space, old);
  end loop;

  execute format('alter table %I.%I attach partition %I.%I for values from (minvalue) to (%L)',
    space, own, space, old, until);
  execute format('create table %I.%I partition of %I.%I default %s', space, own || '_rest', space, own,
    'with (' || options || ')');
  perform kernel.guard_partition(format('%I.%I', space, old)::regclass, format('%I.%I', space, own)::regclass);
  perform kernel.guard_partition(format('%I.%I', space, own || '_rest')::regclass,
    format('%I.%I', space, own)::regclass);
end
$$;
comment on function kernel.partition_by_month is
  'Cuts a table by the month of an id in its keys. No row moves: what is there becomes the part before next month (…_before). Rows of months that nobody made a part for go to …_rest.';

create function kernel.create_partition(parent regclass, month date) returns boolean
language plpgsql as $$
declare
  space name;
  own name;
  key name := kernel.months_key(parent);
  part text;
  options text;
  first uuid := kernel.first_id_of(month::timestamp at time zone 'UTC');
  until uuid := kernel.first_id_of((month + interval '1 month') at time zone 'UTC');
  early uuid;
  strays boolean;
begin
  select nspname, relname into space, own
    from pg_class c join pg_namespace n on n.oid = relnamespace where c.oid = parent;
  part := format('%I.%I', space, own || to_char(month, '_YYYYMM'));
  select substring(pg_get_expr(relpartbound, oid) from 'TO \(''([^'']+)''\)')::uuid into early
    from pg_class where oid = to_regclass(format('%I.%I', space, own || '_before'));
  if to_regclass(part) is not null or first < early then return false; end if;
  select array_to_string(reloptions, ', ') into options
    from pg_class where oid = format('%I.%I', space, own || '_rest')::regclass;
  execute format('create table %s (like %s including defaults including constraints including generated
    including storage including comments) %s', part, parent, 'with (' || options || ')');
  execute format('comment on table %s is %L', part, 'The rows of ' || own || ' of one month');
  perform kernel.guard_partition(part::regclass, parent);
  execute format('select exists (select from %I.%I where %I >= $1 and %I < $2)', space, own || '_rest', key, key)
    into strays using first, until;
  if strays then
    execute format('alter table %s detach partition %I.%I', parent, space, own || '_rest');
    execute format('alter table %I.%I disable trigger user', space, own || '_rest');
    execute format('with stray as (delete from %I.%I where %I >= $1 and %I < $2 returning *)
      insert into %s select * from stray', space, own || '_rest', key, key, part) using first, until;
    execute format('alter table %I.%I enable trigger user', space, own || '_rest');
  end if;
  execute format('alter table %s attach partition %s for values from (%L) to (%L)', parent, part, first, until);
  if strays then
    execute format('alter table %s attach partition %I.%I default', parent, space, own || '_rest');
  end if;
  return true;
end
$$;
comment on function kernel.create_partition is
  'Makes the part of one month, unless it is there; rows that went to …_rest meanwhile move into it';
