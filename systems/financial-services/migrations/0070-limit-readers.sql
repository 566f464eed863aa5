-- What an organisation sees of money: its own.

alter table financial_services.guarantee enable row level security;
create policy guarantee_owner on financial_services.guarantee for select to pilotzone_reader
  using (guarantor_code = (select kernel.reader()));

alter table financial_services.tax_day enable row level security;
create policy tax_day_owner on financial_services.tax_day for select to pilotzone_reader
  using (guarantor_code = (select kernel.reader()));

alter table financial_services.tax_due enable row level security;
create policy tax_due_owner on financial_services.tax_due for select to pilotzone_reader
  using (guarantor_code = (select kernel.reader()));

alter table financial_services.posting enable row level security;
create policy posting_owner on financial_services.posting for select to pilotzone_reader
  using (party_code = (select kernel.reader()));
