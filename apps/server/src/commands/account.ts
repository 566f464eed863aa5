import type { Log } from '@pilotzone/kernel/log';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { Place } from '../open-server.ts';

export type AccountOptions = { readonly place: Place; readonly log: Log };

export type NewAccount = {
  readonly loginName: string;
  readonly displayName: string;
  readonly participantCode: string;
};

/** What whoever typed the command hands on. */
export type FirstPassword = { readonly loginName: string; readonly password: string };

/**
 * Adds somebody who may do everything that the organisation may: its first administrator. Throws
 * PERSON_EXISTS, PERSON_NOT_FOUND.
 */
export function addAccount(options: AccountOptions, wanted: NewAccount): Promise<FirstPassword> {
  return withIdentity(options, async (identity) => {
    const enrolment = { ...wanted, mustChangePassword: true, actor: 'cli' };
    const { password } = await identity.enrolPerson(enrolment);
    return { loginName: wanted.loginName, password };
  });
}

/** Gives somebody a new password. Throws PERSON_NOT_FOUND. */
export function resetAccount(options: AccountOptions, loginName: string): Promise<FirstPassword> {
  return withIdentity(options, async (identity) => {
    const { password } = await identity.resetFromTerminal({ loginName, actor: 'cli' });
    return { loginName, password };
  });
}

type Identity = Awaited<ReturnType<typeof openPlatform>>['platform']['identity'];

async function withIdentity<T>(
  { place, log }: AccountOptions,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place, config, log });
  try {
    return await work(open.platform.identity);
  } finally {
    await open.close();
  }
}
