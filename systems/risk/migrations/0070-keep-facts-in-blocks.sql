-- A row of JSON for each list cost more than judging it, and reading them back is what limits a back-test.
-- The facts of a batch are one block now, column by column; a list keeps a narrow row that points into it.
create table risk.fact_block (
  zone_code text not null,
  assessed_on date not null,
  block_id uuid not null,
  assessed_at timestamptz not null,
  rule_table_version integer not null,
  rule_table_sha256 bytea not null,
  length integer not null,
  rows bytea not null,
  constraint fact_block_pkey primary key (zone_code, assessed_on, block_id),
  constraint fact_block_length_positive check (length > 0)
);
-- It is compressed already.
alter table risk.fact_block alter column rows set storage external;
comment on table risk.fact_block is
  'What a batch of assessments was made from and came to, append-only: replays and back-tests read it';
comment on column risk.fact_block.assessed_on is 'The day in China whose rules judged';
comment on column risk.fact_block.rows is
  'Deflated columns of systems/risk/src/model/fact-block.ts: facts as known then, lane and score';

alter table risk.assessment
  add column place smallint,
  alter column inputs drop not null,
  alter column hits drop not null,
  alter column assessed_at drop not null,
  alter column rule_table_version drop not null,
  alter column rule_table_sha256 drop not null,
  add constraint assessment_whole check (place is not null or (inputs is not null
    and hits is not null and assessed_at is not null and rule_table_version is not null
    and rule_table_sha256 is not null));
comment on column risk.assessment.assessment_id is
  'With a place also the block_id of its facts: a batch judges a declaration once';
comment on column risk.assessment.place is
  'Position in its block, from 0; NULL in rows that were kept whole, before there were blocks';
comment on column risk.assessment.hits is
  'JSON: rows that matched with operands and values, NULL for none: for officers, never for the trader';
