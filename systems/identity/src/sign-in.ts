import { PilotError } from '@pilotzone/kernel/errors';
import { LOGIN_REFUSED, SECOND_FACTOR_REQUIRED, TOO_MANY_ATTEMPTS } from './contract.ts';
import { isPassword } from './hash-password.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import { lockAfter, normalizeLoginName, type Person } from './model/person.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { countAttempt, findByLoginName, findPerson } from './store/people.ts';
import { takeTotpCode } from './manage-totp.ts';

export type PasswordRequest = {
  readonly loginName: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly client: string;
};

/**
 * Signs a person in by password and, where she has one, the code of her authenticator app. Throws
 * LOGIN_REFUSED without saying what was wrong, SECOND_FACTOR_REQUIRED when the password is right
 * and the code is missing, TOO_MANY_ATTEMPTS while the account rests.
 */
export async function signIn(
  needs: IdentityNeeds,
  request: PasswordRequest,
): Promise<OpenedSession> {
  const { db, zoneCode } = needs;
  const person = await findByLoginName(db, zoneCode, normalizeLoginName(request.loginName));
  if (person?.status !== 'active' || person.passwordHash === null) {
    await isPassword(undefined, request.password);
    throw refused();
  }
  const attempt = await beginAttempt(needs, person);
  if (!(await isPassword(person.passwordHash, request.password)))
    return failAttempt(needs, person, attempt);
  if (person.totpSealed === null)
    return openSession(needs, person, { method: 'password', client: request.client });
  if (request.code === undefined || request.code === '') {
    const text = 'the password is right; send the code of the authenticator app with it';
    throw new PilotError(SECOND_FACTOR_REQUIRED, text);
  }
  if (!(await takeTotpCode(needs, person, request.code)))
    return failAttempt(needs, person, attempt);
  return openSession(needs, person, { method: 'password-totp', client: request.client });
}

/** Counts an attempt before it is judged; throws TOO_MANY_ATTEMPTS while the account rests. */
export async function beginAttempt(needs: IdentityNeeds, person: Person): Promise<number> {
  const { db, zoneCode, clock } = needs;
  const { personId, failedAttempts: before } = person;
  const now = clock.now();
  if ((person.lockedUntil ?? 0) > now) throw resting();
  const attempt = before + 1;
  const lockedUntil = lockAfter(attempt, now) ?? null;
  if (await countAttempt(db, zoneCode, { personId, before, lockedUntil })) return attempt;
  const again = await findPerson(db, zoneCode, { personId });
  if (!again) throw refused();
  return beginAttempt(needs, again);
}

/** Notes a wrong answer and refuses. */
export async function failAttempt(
  needs: IdentityNeeds,
  { personId, loginName }: Person,
  attempt: number,
): Promise<never> {
  await noteAccountEvent(needs, {
    personId,
    kind: lockAfter(attempt, needs.clock.now()) === undefined ? 'refused' : 'locked',
    actor: loginName,
    detail: `attempt ${attempt}`,
  });
  throw refused();
}

function refused(): PilotError {
  return new PilotError(
    LOGIN_REFUSED,
    'login name, password or code is wrong; after five wrong ones the account rests for a while',
  );
}

function resting(): PilotError {
  const text =
    'this account rests after several wrong answers; wait a quarter of an hour, or let an ' +
    'administrator of your organisation set a new password';
  return new PilotError(TOO_MANY_ATTEMPTS, text);
}
