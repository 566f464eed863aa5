import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

/** What happened to an account. */
export type AccountEventKind =
  | 'added'
  | 'changed'
  | 'signed-in'
  | 'refused'
  | 'locked'
  | 'signed-out'
  | 'password-changed'
  | 'password-reset'
  | 'totp-added'
  | 'totp-removed'
  | 'passkey-added'
  | 'passkey-removed'
  | 'oidc-linked'
  | 'sessions-ended';

export type AccountEvent = {
  readonly personId: string;
  readonly kind: AccountEventKind;
  readonly actor: string;
  readonly detail: string;
};

/** Adds to the history of an account. */
export async function insertAccountEvent(
  q: Queryable,
  zoneCode: string,
  { event, id, at }: { event: AccountEvent; id: string; at: Instant },
): Promise<void> {
  await q.query(
    `insert into identity.account_event
      (zone_code, account_event_id, person_id, at, kind, actor, detail)
    values ($1, $2, $3::uuid, to_timestamp($4::int8 / 1000.0), $5, $6, $7)`,
    [zoneCode, id, event.personId, at, event.kind, event.actor, event.detail],
  );
}

/** The newest events of an account, newest first. */
export async function listAccountEvents(q: Queryable, zoneCode: string, personId: string) {
  return q.query<AccountEvent & { readonly at: Instant }>(
    `select person_id as "personId", kind, actor, detail, at
    from identity.account_event
    where zone_code = $1 and person_id = $2::uuid
    order by at desc, account_event_id desc
    limit 50`,
    [zoneCode, personId],
  );
}
