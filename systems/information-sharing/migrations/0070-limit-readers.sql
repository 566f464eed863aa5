-- What an organisation sees of keys and webhooks: its own.

alter table information_sharing.api_key enable row level security;
create policy api_key_owner on information_sharing.api_key for select to pilotzone_reader
  using (participant_code = (select kernel.reader()));

alter table information_sharing.webhook enable row level security;
create policy webhook_owner on information_sharing.webhook for select to pilotzone_reader
  using (participant_code = (select kernel.reader()));

alter table information_sharing.webhook_delivery enable row level security;
create policy webhook_delivery_owner on information_sharing.webhook_delivery
  for select to pilotzone_reader
  using (exists (select 1 from information_sharing.webhook w
    where w.zone_code = webhook_delivery.zone_code and w.webhook_id = webhook_delivery.webhook_id));
