import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import {
  LOGIN_REFUSED,
  PASSWORD_WEAK,
  PERSON_NOT_FOUND,
  SESSION_NOT_FOUND,
  type SecurityAnswer,
} from './contract.ts';
import { hashPassword, isPassword } from './hash-password.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import { judgePassword, type Person } from './model/person.ts';
import { beginAttempt, failAttempt } from './sign-in.ts';
import { listAccountEvents } from './store/account-events.ts';
import { listPasskeys } from './store/passkeys.ts';
import { clearAttempts, findPerson, setPassword } from './store/people.ts';
import { endSessions, listSessions } from './store/sessions.ts';

/** A person's own session: what she does here is about herself. */
export type OwnSession = { readonly personId: string; readonly sessionId: string };

/** The person of a session. */
export async function getPerson(needs: IdentityNeeds, personId: string): Promise<Person> {
  const person = await findPerson(needs.db, needs.zoneCode, { personId });
  if (person) return person;
  throw new PilotError(PERSON_NOT_FOUND, `there is no person ${personId}`);
}

/** How the own account is secured, its sessions and what happened to it. */
export async function getSecurity(needs: IdentityNeeds, own: OwnSession): Promise<SecurityAnswer> {
  const { db, zoneCode, clock } = needs;
  const { personId } = own;
  const person = await getPerson(needs, personId);
  const [passkeys, sessions, events] = await Promise.all([
    listPasskeys(db, zoneCode, personId),
    listSessions(db, zoneCode, { personId, now: clock.now() }),
    listAccountEvents(db, zoneCode, personId),
  ]);
  return {
    hasPassword: person.passwordHash !== null,
    hasTotp: person.totpSealed !== null,
    passkeys: passkeys.map(({ credentialId, name, createdAt, lastUsedAt }) => ({
      credentialId,
      name,
      createdAt: formatInstant(createdAt),
      lastUsedAt: lastUsedAt === null ? null : formatInstant(lastUsedAt),
    })),
    sessions: sessions.map(({ sessionId, method, client, ...session }) => ({
      ...{ sessionId, method, client },
      createdAt: formatInstant(session.createdAt),
      lastSeenAt: formatInstant(session.lastSeenAt),
      expiresAt: formatInstant(session.expiresAt),
      isCurrent: sessionId === own.sessionId,
    })),
    events: events.map(({ at, kind, actor, detail }) => ({
      ...{ kind, actor, detail },
      at: formatInstant(at),
    })),
  };
}

/**
 * Changes the own password and ends all other sessions. Throws LOGIN_REFUSED when the present one
 * is wrong, PASSWORD_WEAK.
 */
export async function changePassword(
  needs: IdentityNeeds,
  own: OwnSession,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const { personId, sessionId } = own;
  const person = await getPerson(needs, personId);
  await assertPassword(needs, person, current);
  const weakness = current === next ? 'it is the same' : judgePassword(next, person);
  if (weakness !== undefined) throw new PilotError(PASSWORD_WEAK, `choose another: ${weakness}`);
  const passwordHash = await hashPassword(next);
  await setPassword(db, zoneCode, { personId, passwordHash, mustChangePassword: false });
  await endSessions(db, zoneCode, { personId, except: sessionId, at: clock.now() });
  const actor = person.loginName;
  await noteAccountEvent(needs, { personId, kind: 'password-changed', actor, detail: '' });
}

async function assertPassword(needs: IdentityNeeds, person: Person, password: string) {
  if (person.passwordHash === null)
    throw new PilotError(LOGIN_REFUSED, 'this account has no password');
  const attempt = await beginAttempt(needs, person);
  if (!(await isPassword(person.passwordHash, password))) await failAttempt(needs, person, attempt);
  await clearAttempts(needs.db, needs.zoneCode, person.personId);
}

/** Ends one of the own sessions. Throws SESSION_NOT_FOUND. */
export async function endSession(
  needs: IdentityNeeds,
  { personId, sessionId }: OwnSession,
): Promise<void> {
  const at = needs.clock.now();
  const ended = await endSessions(needs.db, needs.zoneCode, { personId, only: sessionId, at });
  if (ended === 0) throw new PilotError(SESSION_NOT_FOUND, `you have no open session ${sessionId}`);
  const { loginName: actor } = await getPerson(needs, personId);
  await noteAccountEvent(needs, { personId, kind: 'signed-out', actor, detail: sessionId });
}

/** Ends all own sessions but this one. */
export async function endOtherSessions(needs: IdentityNeeds, own: OwnSession): Promise<void> {
  const at = needs.clock.now();
  const { personId, sessionId } = own;
  await endSessions(needs.db, needs.zoneCode, { personId, except: sessionId, at });
  const { loginName: actor } = await getPerson(needs, personId);
  await noteAccountEvent(needs, { personId, kind: 'sessions-ended', actor, detail: '' });
}
