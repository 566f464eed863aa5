import { createHash, timingSafeEqual } from 'node:crypto';
import { askTogether } from '@pilotzone/kernel/ask-together';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Clock, Instant } from '@pilotzone/kernel/time';
import type { Caller } from './contract.ts';
import { findApiKeys } from './store/api-keys.ts';

/**
 * What a key looks like: the prefix lets secret scanners find keys that were committed by mistake.
 */
export const API_KEY_PREFIX = 'pz_';
const API_KEY = /^pz_[A-Za-z0-9_-]{43}$/;

/** Tells who holds a key, with a short memory: small messages come by the thousand a second. */
export type KeyHolders = {
  /** Who holds this API key; `undefined` when it is unknown or revoked. */
  find(key: string): Promise<Caller | undefined>;
  /** Forgets everything: after a key was revoked by this process. */
  forget(): void;
};

// A key that another process revokes opens here no longer than this.
const MEMORY_MS = 2_000;
// Unknown keys are remembered too, and a stranger may send many.
const MEMORY_MAX = 20_000;

/** Key holders of one zone. Only hashes of keys are kept. */
export function createKeyHolders(needs: {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
}): KeyHolders {
  // A thousand traders' keys run out of memory in the same second.
  const stored = askTogether(async (names) => {
    const hashes = names.map((name) => Buffer.from(name, 'latin1'));
    const rows = await findApiKeys(needs.db, needs.zoneCode, hashes);
    return new Map(rows.map((row) => [row.keySha256.toString('latin1'), row]));
  });
  const memory = new Map<string, { holder: Promise<Caller | undefined>; until: Instant }>();
  return {
    find: (key) => {
      if (!API_KEY.test(key)) return Promise.resolve(undefined);
      const keySha256 = hashApiKey(key);
      const name = keySha256.toString('latin1');
      const now = needs.clock.now();
      const known = memory.get(name);
      if (known && known.until > now) return known.holder;
      if (memory.size >= MEMORY_MAX) memory.clear();
      // The question itself is kept: whoever asks meanwhile waits for the same answer.
      const holder = lookUp(keySha256);
      const entry = { holder, until: (now + MEMORY_MS) as Instant };
      memory.set(name, entry);
      holder.catch(() => {
        if (memory.get(name) === entry) memory.delete(name);
      });
      return holder;
    },
    forget: () => memory.clear(),
  };

  async function lookUp(keySha256: Buffer): Promise<Caller | undefined> {
    const row = await stored(keySha256.toString('latin1'));
    if (!row || !timingSafeEqual(row.keySha256, keySha256)) return undefined;
    return { participantCode: row.participantCode, scopes: row.scopes, name: row.name };
  }
}

/** The only form in which a key is stored. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
