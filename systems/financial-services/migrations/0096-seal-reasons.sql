-- Why a limit was changed, in somebody's own words, may name persons (docs/adr/0060).

alter table financial_services.guarantee_limit_change
  alter column reason type kernel.sealed using convert_to(reason, 'UTF8');
