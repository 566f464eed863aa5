-- Half of an id is random: compressing a list of them costs time and saves nothing.
alter table credit.evidence alter column declaration_ids set storage external;
