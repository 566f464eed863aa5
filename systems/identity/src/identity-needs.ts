import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Vault } from '@pilotzone/kernel/vault';
import type { Organisation } from './model/person.ts';
import { insertAccountEvent, type AccountEvent } from './store/account-events.ts';

/** What identity needs from outside. */
export type IdentityNeeds = Runtime & {
  readonly vault: Vault;
  /** The enrolled organisation of a code; `undefined` when there is none. */
  organisationOf(code: string): Promise<Organisation | undefined>;
};

/** Writes down what happened to an account. */
export function noteAccountEvent(needs: IdentityNeeds, event: AccountEvent): Promise<void> {
  const { db, zoneCode, ids, clock } = needs;
  return insertAccountEvent(db, zoneCode, { event, id: ids.newId(), at: clock.now() });
}
