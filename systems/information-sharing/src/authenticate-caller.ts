import { createHash, timingSafeEqual } from 'node:crypto';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Caller } from './contract.ts';
import { findApiKey } from './store/api-keys.ts';

/**
 * What a key looks like: the prefix lets secret scanners find keys that were committed by mistake.
 */
export const API_KEY_PREFIX = 'pz_';
const API_KEY = /^pz_[A-Za-z0-9_-]{43}$/;

/** Who holds this API key; `undefined` when it is unknown or revoked. */
export async function authenticateCaller(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  key: string,
): Promise<Caller | undefined> {
  if (!API_KEY.test(key)) return undefined;
  const keySha256 = hashApiKey(key);
  const stored = await findApiKey(needs.db, needs.zoneCode, keySha256);
  if (!stored || !timingSafeEqual(stored.keySha256, keySha256)) return undefined;
  return { participantCode: stored.participantCode, scopes: stored.scopes, name: stored.name };
}

/** The only form in which a key is stored. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
