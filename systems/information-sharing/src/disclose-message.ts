import type { Runtime } from '@pilotzone/kernel/runtime';
import { insertMessageDisclosure } from './store/message-disclosures.ts';
import { getExchange } from './read-exchanges.ts';

/** Who wants to read a message in the clear, and what for. */
export type MessageRequest = {
  readonly exchangeId: string;
  readonly purpose: string;
  readonly reason: string;
  readonly actor: string;
  readonly actorParticipant: string;
};

/**
 * Writes down that somebody reads a message with the personal data in it; to be called before its
 * bytes are shown. Throws EXCHANGE_NOT_FOUND.
 */
export async function noteMessageDisclosure(
  needs: Pick<Runtime, 'db' | 'zoneCode' | 'ids' | 'clock'>,
  request: MessageRequest,
): Promise<void> {
  const { db, zoneCode, ids, clock } = needs;
  await getExchange(needs, db, request.exchangeId);
  const made = { disclosureId: ids.newId(), at: clock.now() };
  await insertMessageDisclosure(db, zoneCode, { ...request, ...made });
}
