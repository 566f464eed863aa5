-- Whose a payment or a waybill is, tells the declaration that it belongs to: rows of one module and parties in another, so
-- this stands where modules meet. What `exists` looks at is limited by its own policies in turn (ADR 0023).

alter table financial_services.payment enable row level security;
create policy payment_parties on financial_services.payment for select to pilotzone_reader
  using ((select kernel.reader()) in (pay_code, ebp_code)
    or exists (select 1 from single_window.declaration d
      where d.zone_code = payment.zone_code and d.ebp_code = payment.ebp_code
        and d.order_no = payment.order_no));

alter table financial_services.payment_change enable row level security;
create policy payment_change_parties on financial_services.payment_change for select to pilotzone_reader
  using (exists (select 1 from financial_services.payment p
    where p.zone_code = payment_change.zone_code and p.pay_code = payment_change.pay_code
      and p.pay_transaction_id = payment_change.pay_transaction_id));

alter table financial_services.export_payment enable row level security;
create policy export_payment_parties on financial_services.export_payment for select to pilotzone_reader
  using ((select kernel.reader()) in (pay_code, ebp_code, ebc_code));

alter table financial_services.raw_data enable row level security;
create policy raw_data_parties on financial_services.raw_data for select to pilotzone_reader
  using ((select kernel.reader()) in (pay_code, ebp_code));

alter table single_window."order" enable row level security;
create policy order_parties on single_window."order" for select to pilotzone_reader
  using ((select kernel.reader()) in (ebp_code, ebc_code)
    or exists (select 1 from single_window.declaration d
      where d.zone_code = "order".zone_code and d.ebp_code = "order".ebp_code
        and d.order_no = "order".order_no));

-- The carrier's own, and those of parcels that were declared with the reader as a party.
create policy waybill_parties on logistics.waybill for select to pilotzone_reader
  using (logistics_code = (select kernel.reader())
    or exists (select 1 from single_window.declared_waybill w
      join single_window.declaration d
        on d.zone_code = w.zone_code and d.declaration_id = w.declaration_id
      where w.zone_code = waybill.zone_code and w.logistics_code = waybill.logistics_code
        and w.logistics_no = waybill.logistics_no));
alter table logistics.waybill enable row level security;

create policy export_waybill_parties on logistics.export_waybill for select to pilotzone_reader
  using (logistics_code = (select kernel.reader())
    or exists (select 1 from single_window.export_case c
      where c.zone_code = export_waybill.zone_code and c.kind = 'list'
        and c.logistics_code = export_waybill.logistics_code
        and c.logistics_no = export_waybill.logistics_no));
alter table logistics.export_waybill enable row level security;

create policy waybill_status_parties on logistics.waybill_status for select to pilotzone_reader
  using (exists (select 1 from logistics.waybill w
    where w.zone_code = waybill_status.zone_code and w.logistics_code = waybill_status.logistics_code
      and w.logistics_no = waybill_status.logistics_no));
alter table logistics.waybill_status enable row level security;

create policy filing_change_parties on logistics.filing_change for select to pilotzone_reader
  using (exists (select 1 from logistics.waybill w
      where w.zone_code = filing_change.zone_code and w.logistics_code = filing_change.logistics_code
        and w.logistics_no = filing_change.logistics_no)
    or exists (select 1 from logistics.export_waybill w
      where w.zone_code = filing_change.zone_code and w.logistics_code = filing_change.logistics_code
        and w.logistics_no = filing_change.logistics_no));
alter table logistics.filing_change enable row level security;
