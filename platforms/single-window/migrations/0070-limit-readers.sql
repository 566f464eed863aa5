-- What an organisation sees of declarations: those in which it takes part, and what belongs to them.

alter table single_window.declaration enable row level security;
create policy declaration_parties on single_window.declaration for select to pilotzone_reader
  using ((select kernel.reader()) in (ebp_code, ebc_code, agent_code, logistics_code, assure_code));

alter table single_window.declaration_document enable row level security;
create policy declaration_document_parties on single_window.declaration_document
  for select to pilotzone_reader
  using (exists (select 1 from single_window.declaration d
    where d.zone_code = declaration_document.zone_code
      and d.declaration_id = declaration_document.declaration_id));

alter table single_window.declaration_transition enable row level security;
create policy declaration_transition_parties on single_window.declaration_transition
  for select to pilotzone_reader
  using (exists (select 1 from single_window.declaration d
    where d.zone_code = declaration_transition.zone_code
      and d.declaration_id = declaration_transition.declaration_id));

alter table single_window.export_case enable row level security;
create policy export_case_parties on single_window.export_case for select to pilotzone_reader
  using ((select kernel.reader()) in (ebp_code, ebc_code, declarant_code, logistics_code));

alter table single_window.disclosure enable row level security;
create policy disclosure_parties on single_window.disclosure for select to pilotzone_reader
  using (exists (select 1 from single_window.declaration d
    where d.zone_code = disclosure.zone_code and d.declaration_id = disclosure.declaration_id));
