import { randomBytes } from 'node:crypto';
import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { IdSource } from '@pilotzone/kernel/ids';
import type { Clock } from '@pilotzone/kernel/time';
import { API_KEY_PREFIX, hashApiKey } from './authenticate-caller.ts';
import { API_KEY_NOT_FOUND, PARTICIPANT_NOT_FOUND, SCOPES, type Scope } from './contract.ts';
import { insertApiKey, markRevoked } from './store/api-keys.ts';
import { findByCodes } from './store/participants.ts';

export type ApiKeyNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
  readonly ids: IdSource;
};

/**
 * Makes a key of 256 random bits for a participant, given by customs or credit code. The answer is
 * the only time the key is seen. Throws PARTICIPANT_NOT_FOUND.
 */
export async function createApiKey(
  needs: ApiKeyNeeds,
  request: { participantCode: string; name: string; scopes: readonly Scope[] },
): Promise<{ apiKeyId: string; key: string }> {
  const { participantCode, name } = request;
  const known = await findByCodes(needs.db, needs.zoneCode, [participantCode]);
  const participant = known.find((p) => p.code === participantCode) ?? known[0];
  if (!participant) {
    const message = `no participant ${participantCode}; enrol it first`;
    throw new PilotError(PARTICIPANT_NOT_FOUND, message);
  }
  const key = API_KEY_PREFIX + randomBytes(32).toString('base64url');
  const apiKeyId = needs.ids.newId();
  await insertApiKey(needs.db, needs.zoneCode, {
    apiKeyId,
    keySha256: hashApiKey(key),
    participantCode: participant.code,
    name,
    scopes: SCOPES.filter((scope) => request.scopes.includes(scope)),
    createdAt: needs.clock.now(),
  });
  return { apiKeyId, key };
}

/** Ends a key at once. May be repeated. Throws API_KEY_NOT_FOUND. */
export async function revokeApiKey(needs: ApiKeyNeeds, apiKeyId: string): Promise<void> {
  const at = needs.clock.now();
  const found = await markRevoked(needs.db, needs.zoneCode, { apiKeyId, at });
  if (!found) throw new PilotError(API_KEY_NOT_FOUND, `no API key ${apiKeyId} in this zone`);
}
