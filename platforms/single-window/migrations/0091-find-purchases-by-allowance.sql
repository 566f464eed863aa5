-- The key of an entry began with its buyer, so that every list wrote to a page of its own of an index that grows for
-- ever: two fifths of the time and a third of the WAL of clearing onto two million lists (docs/performance.md). It begins
-- with the list now, which tells its time; which lists a buyer has stands in the row of her year, which is written anyway.
alter table single_window.allowance add column declaration_ids uuid[] not null default '{}';
comment on column single_window.allowance.declaration_ids is
  'Lists that asked for this year''s allowance, whether they got it or not; one declared again stands there again';

update single_window.allowance a
   set declaration_ids = e.ids
  from (select buyer_key, year, array_agg(declaration_id order by declaration_id) as ids
          from single_window.allowance_entry
         where kind = 'spend'
         group by buyer_key, year) e
 where e.buyer_key = a.buyer_key and e.year = a.year;

alter table single_window.allowance_entry
  drop constraint allowance_entry_pkey,
  add constraint allowance_entry_pkey primary key (declaration_id, attempt, kind, part);
