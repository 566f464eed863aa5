-- Written once for every list and nearly never read: taking the JSON apart on the way in cost more than
-- all the rest of the row. Whoever reads casts.
alter table risk.assessment
  alter column inputs type text using inputs::text,
  alter column hits type text using hits::text;
comment on column risk.assessment.inputs is
  'JSON: known facts by name (model/facts.ts); decimals as text; an absent fact was unknown';
comment on column risk.assessment.hits is
  'JSON: rows that matched with operands and values: for officers, never for the trader';
