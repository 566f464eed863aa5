import { randomBytes } from 'node:crypto';
import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { IdSource } from '@pilotzone/kernel/ids';
import type { Clock } from '@pilotzone/kernel/time';
import type { Vault } from '@pilotzone/kernel/vault';
import { API_KEY_PREFIX, hashApiKey } from './authenticate-caller.ts';
import {
  API_KEY_NOT_FOUND,
  PARTICIPANT_NOT_FOUND,
  SCOPE_NOT_GRANTABLE,
  SCOPES,
  type Scope,
} from './contract.ts';
import { insertApiKey, listApiKeyRows, markRevoked, type ListedApiKey } from './store/api-keys.ts';
import { findByCodes } from './store/participants.ts';

export type ApiKeyNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly vault: Vault;
};

/** What a key that signs is sealed for. */
export function keyContext(apiKeyId: string): string {
  return `api-key:${apiKeyId}`;
}

/**
 * Makes a key of 256 random bits for a participant, given by customs or credit code. The answer is
 * the only time the key is seen. One that signs requests is never sent, so it is kept, sealed.
 * Throws PARTICIPANT_NOT_FOUND.
 */
export async function createApiKey(
  needs: ApiKeyNeeds,
  request: { participantCode: string; name: string; scopes: readonly Scope[]; signs?: boolean },
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
    secretSealed: request.signs ? await needs.vault.seal(key, keyContext(apiKeyId)) : null,
    participantCode: participant.code,
    name,
    scopes: SCOPES.filter((scope) => request.scopes.includes(scope)),
    createdAt: needs.clock.now(),
  });
  return { apiKeyId, key };
}

/**
 * Ends a key at once; with an owner only one of that participant. May be repeated. Throws
 * API_KEY_NOT_FOUND.
 */
export async function revokeApiKey(
  needs: ApiKeyNeeds,
  apiKeyId: string,
  owner?: string,
): Promise<void> {
  const at = needs.clock.now();
  const found = await markRevoked(needs.db, needs.zoneCode, { apiKeyId, owner, at });
  if (!found) throw new PilotError(API_KEY_NOT_FOUND, `no API key ${apiKeyId} that you may end`);
}

/** A page of keys, newest first, with an owner only those of that participant. */
export async function listApiKeys(
  needs: ApiKeyNeeds,
  query: { owner: string | undefined; before: string | undefined; limit: number },
): Promise<{ keys: ListedApiKey[]; next: string | undefined }> {
  const page = { ...query, limit: query.limit + 1 };
  const rows = await listApiKeyRows(needs.db, needs.zoneCode, page);
  const keys = rows.slice(0, query.limit);
  return { keys, next: rows.length > query.limit ? keys.at(-1)?.apiKeyId : undefined };
}

/** Who asks for a key: whose participant it may be for, and what she may give. */
export type KeyGiver = {
  readonly owner: string | undefined;
  readonly participantCode: string;
  readonly scopes: readonly string[];
};

/**
 * What `giver` may ask for as it must be made: for her own participant unless her right reaches the
 * zone, and with no scope that she has not. Throws PARTICIPANT_NOT_FOUND, SCOPE_NOT_GRANTABLE.
 */
export function boundRequest<R extends { scopes: readonly Scope[] }>(
  giver: KeyGiver,
  { participantCode = giver.participantCode, ...request }: R & { participantCode?: string },
) {
  if (giver.owner !== undefined && participantCode !== giver.owner)
    throw new PilotError(PARTICIPANT_NOT_FOUND, `no participant ${participantCode} of yours`);
  const beyond = request.scopes.filter((scope) => !giver.scopes.includes(scope));
  if (beyond.length === 0) return { ...request, participantCode };
  const text = `${beyond.join(', ')} is beyond what you may do yourself`;
  throw new PilotError(SCOPE_NOT_GRANTABLE, text);
}
