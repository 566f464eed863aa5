import type { Sealing } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';

/** Somebody read a message in the clear. */
export type MessageDisclosure = {
  readonly disclosureId: string;
  readonly exchangeId: string;
  readonly at: Instant;
  readonly actor: string;
  readonly actorParticipant: string;
  readonly purpose: string;
  readonly reason: string;
};

/** Writes a disclosure down; before anything is shown. */
export async function insertMessageDisclosure(
  q: Sealing,
  zoneCode: string,
  one: MessageDisclosure,
): Promise<void> {
  await q.query(
    `insert into information_sharing.message_disclosure
       (zone_code, disclosure_id, exchange_id, at, actor, actor_participant, purpose, reason)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7, $8)`,
    [
      ...[zoneCode, one.disclosureId, one.exchangeId, one.at],
      ...[one.actor, one.actorParticipant, one.purpose],
      await sealOne(q, one.reason, `message disclosure ${one.disclosureId}`),
    ],
  );
}
