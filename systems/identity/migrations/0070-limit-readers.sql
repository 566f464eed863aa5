-- What an organisation sees of people: its own.

alter table identity.person enable row level security;
create policy person_owner on identity.person for select to pilotzone_reader
  using (participant_code = (select kernel.reader()));
