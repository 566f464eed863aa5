import type { HttpCaller } from '@pilotzone/kernel/http';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { Instant } from '@pilotzone/kernel/time';
import type { IdentityNeeds } from './identity-needs.ts';
import { rightsOf, type Rights } from './model/rights.ts';
import { hashToken } from './open-session.ts';
import { findPerson } from './store/people.ts';
import { findSession, touchSession } from './store/sessions.ts';

// A session that nobody used for two hours is over; its use is written down once a minute.
const IDLE_MS = 2 * 3_600_000;
const TOUCH_EVERY_MS = 60_000;

/**
 * Who holds this session's cookie; `undefined` when it is unknown, ended, run out or idle, or the
 * person is suspended. Somebody who must change her password may do nothing else.
 */
export async function authenticateSession(
  needs: IdentityNeeds,
  token: string,
): Promise<HttpCaller | undefined> {
  const { db, zoneCode, clock } = needs;
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  const now = clock.now();
  const idleSince = (now - IDLE_MS) as Instant;
  const session = await findSession(db, zoneCode, {
    tokenSha256: hashToken(token),
    now,
    idleSince,
  });
  if (!session) return undefined;
  const { personId, sessionId } = session;
  const person = await findPerson(db, zoneCode, { personId });
  if (person?.status !== 'active') return undefined;
  if (now - session.lastSeenAt > TOUCH_EVERY_MS)
    await touchSession(db, zoneCode, { sessionId, at: now });
  const { participantCode, displayName: name } = person;
  const permissions = person.mustChangePassword ? [] : person.permissions;
  const rights = await decideRights(needs, { participantCode, permissions });
  return { participantCode, ...rights, name, personId, sessionId };
}

/** What an organisation's person or key may do at this moment: see model/rights.ts. */
export async function decideRights(
  needs: Pick<IdentityNeeds, 'organisationOf'>,
  holder: { readonly participantCode: string; readonly permissions: readonly Scope[] },
): Promise<Rights> {
  const organisation = await needs.organisationOf(holder.participantCode);
  if (!organisation) return { scopes: [], zoneWide: [] };
  const { roles, status } = organisation;
  // Few organisations share few sets of rights; deciding anew costs more than the question.
  const key = [status, roles.join(), holder.permissions.join()].join(' ');
  const known = decided.get(key) ?? rightsOf({ ...holder, roles, status });
  if (decided.size >= DECIDED_MAX) decided.clear();
  decided.set(key, known);
  return known;
}

/** Whose objects an organisation may see by a right as it stands now. */
export async function reachOf(
  needs: Pick<IdentityNeeds, 'organisationOf'>,
  participantCode: string,
  scope: Scope,
): Promise<'none' | 'own' | 'zone'> {
  const rights = await decideRights(needs, { participantCode, permissions: [scope] });
  if (rights.zoneWide.includes(scope)) return 'zone';
  return rights.scopes.includes(scope) ? 'own' : 'none';
}

const DECIDED_MAX = 1_000;
const decided = new Map<string, Rights>();
