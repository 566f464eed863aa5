import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { RequestSignature } from '@pilotzone/kernel/http';
import { formatInstant, type Clock, type Instant } from '@pilotzone/kernel/time';
import type { Vault } from '@pilotzone/kernel/vault';
import type { Caller } from './contract.ts';
import { keyContext } from './manage-api-keys.ts';
import { deleteNonces, findSigningKey, useNonce } from './store/api-keys.ts';

export type SignedNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
  readonly vault: Vault;
};

// Clocks of machines differ; what is older may be a copy that somebody kept.
const GOOD_FOR_MS = 300_000;

/**
 * Who signed a request. Throws SIGNED_REQUEST_REFUSED (no such key, or not by it),
 * SIGNED_REQUEST_STALE, SIGNED_REQUEST_REPLAYED.
 */
export async function authenticateSigned(
  needs: SignedNeeds,
  { keyId: apiKeyId, created, nonce, isBy }: RequestSignature,
): Promise<Caller> {
  const { db, zoneCode, vault } = needs;
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(apiKeyId);
  const key = isId ? await findSigningKey(db, zoneCode, apiKeyId) : undefined;
  const secret = key && String(await vault.open(key.secretSealed, keyContext(apiKeyId)));
  if (!key || secret === undefined || !isBy(secret)) {
    const text = 'no valid key of this keyid made this signature for this request';
    throw new PilotError('SIGNED_REQUEST_REFUSED', text);
  }
  const at = needs.clock.now();
  if (Math.abs(at - created * 1000) > GOOD_FOR_MS) {
    const text = `created is more than five minutes from now, ${formatInstant(at)}; sign anew`;
    throw new PilotError('SIGNED_REQUEST_STALE', text);
  }
  if (!(await useNonce(db, zoneCode, { apiKeyId, nonce, at }))) {
    const text = 'this nonce was used before; sign again with a new one';
    throw new PilotError('SIGNED_REQUEST_REPLAYED', text);
  }
  return { participantCode: key.participantCode, scopes: key.scopes, name: key.name };
}

/** Forgets nonces of requests that are stale by themselves; for the hourly jobs. */
export function forgetNonces({ db, zoneCode, clock }: SignedNeeds): Promise<void> {
  return deleteNonces(db, zoneCode, (clock.now() - 3 * GOOD_FOR_MS) as Instant);
}
