import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '@pilotzone/kernel/time';
import type { SessionMethod } from './contract.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import type { Person } from './model/person.ts';
import { clearAttempts } from './store/people.ts';
import { insertSession } from './store/sessions.ts';

/** A session that was opened: its cookie is known to the browser only. */
export type OpenedSession = {
  readonly token: string;
  readonly sessionId: string;
  readonly personId: string;
  readonly expiresAt: Instant;
};

// A working day; nobody stays signed in over night on a desk that others pass.
const LASTS_MS = 12 * 3_600_000;
const CLIENT_LENGTH_MAX = 200;

/** Opens a session for somebody who proved who she is. */
export async function openSession(
  needs: IdentityNeeds,
  person: Person,
  by: { readonly method: SessionMethod; readonly client: string },
): Promise<OpenedSession> {
  const { db, zoneCode, ids, clock } = needs;
  const token = randomBytes(32).toString('base64url');
  const now = clock.now();
  const { personId, loginName } = person;
  const session = {
    sessionId: ids.newId(),
    personId,
    method: by.method,
    client: by.client.slice(0, CLIENT_LENGTH_MAX),
    createdAt: now,
    lastSeenAt: now,
    expiresAt: (now + LASTS_MS) as Instant,
  };
  await insertSession(db, zoneCode, { ...session, tokenSha256: hashToken(token) });
  await clearAttempts(db, zoneCode, personId);
  await noteAccountEvent(needs, {
    personId,
    kind: 'signed-in',
    actor: loginName,
    detail: by.method,
  });
  return { token, sessionId: session.sessionId, personId, expiresAt: session.expiresAt };
}

/** The only form in which a session's cookie is stored. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * What a page must send with every change, to show that it is ours and not a stranger's that the
 * browser sends the cookie for. Follows from the cookie, which no page can read.
 */
export function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`csrf:${token}`).digest('base64url');
}
