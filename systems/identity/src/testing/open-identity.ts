import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { systemClock, type Instant } from '@pilotzone/kernel/time';
import { masterKeyOf, openVault } from '@pilotzone/kernel/vault';
import type { IdentityNeeds } from '../identity-needs.ts';
import { createIdentity, type Identity } from '../index.ts';
import type { Organisation } from '../model/person.ts';

/** An identity on a database of its own, with a clock that tests move. */
export type TestIdentity = {
  readonly identity: Identity;
  readonly needs: IdentityNeeds;
  readonly organisations: Map<string, Organisation>;
  /** Moves the clock. */
  wait(ms: number): void;
  /** The same database after a restart of the program. */
  restart(): Identity;
  close(): Promise<void>;
};

/** Opens one with a merchant M1, another M2, and the operator OP. */
export async function openTestIdentity(): Promise<TestIdentity> {
  const here = dirname(fileURLToPath(import.meta.url));
  const { db, close } = await openTestDatabase([
    ...readMigrations('kernel', join(here, '../../../../kernel/migrations')),
    ...readMigrations('identity', join(here, '../../migrations')),
  ]);
  let now = Date.parse('2026-11-20T08:00:00Z');
  const organisations = new Map<string, Organisation>(
    (['M1', 'M2', 'OP'] as const).map((code) => [
      code,
      { code, name: code, roles: [code === 'OP' ? 'operator' : 'merchant'], status: 'active' },
    ]),
  );
  const vaultOf = () => openVault(db, 'Z1', masterKeyOf(Buffer.alloc(32, 1)));
  const needs: IdentityNeeds = {
    zoneCode: 'Z1',
    db,
    clock: { now: () => now as Instant },
    ids: createIdSource(systemClock.now),
    log: createLog('silent'),
    vault: vaultOf(),
    organisationOf: (code) => Promise.resolve(organisations.get(code)),
  };
  return {
    identity: createIdentity(needs),
    needs,
    organisations,
    wait: (ms) => {
      now += ms;
    },
    restart: () => createIdentity({ ...needs, vault: vaultOf() }),
    close,
  };
}
