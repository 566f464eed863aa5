import type { Scope } from '@pilotzone/information-sharing/contract';
import { PilotError } from '@pilotzone/kernel/errors';
import { encodeCursor } from '@pilotzone/kernel/http';
import { formatInstant } from '@pilotzone/kernel/time';
import {
  PERMISSION_NOT_GRANTABLE,
  PERSON_ALREADY_EXISTS,
  PERSON_NOT_FOUND,
  type PersonChange,
  type PersonRequest,
  type PersonShape,
} from './contract.ts';
import { drawPassword, hashPassword } from './hash-password.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import { removeTotp } from './manage-totp.ts';
import { normalizeLoginName, type Person } from './model/person.ts';
import { grantableBy } from './model/rights.ts';
import {
  findPerson,
  insertPerson,
  listPeople as listPeopleRows,
  setPassword,
  updatePerson,
  type ListedPerson,
} from './store/people.ts';
import { endSessions } from './store/sessions.ts';

/** Who administers: her own organisation's people, or (owner `undefined`) everybody's. */
export type Administrator = {
  readonly name: string;
  readonly owner: string | undefined;
  readonly participantCode: string;
  /** Nobody gives what she has not. */
  readonly scopes: readonly string[];
};

/** A page of people in order of login name. */
export async function listPeople(
  needs: IdentityNeeds,
  query: { owner: string | undefined; after: string | undefined; limit: number },
): Promise<{ items: PersonShape[]; next: string | null }> {
  const rows = await listPeopleRows(needs.db, needs.zoneCode, { ...query, limit: query.limit + 1 });
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => showPerson(needs, row)),
    next: rows.length > query.limit && last ? encodeCursor([last.loginName]) : null,
  };
}

/**
 * Adds a person with a password that is shown once. Throws PERSON_ALREADY_EXISTS, PERSON_NOT_FOUND
 * for an organisation that is not the administrator's, PERMISSION_NOT_GRANTABLE.
 */
export async function addPerson(
  needs: IdentityNeeds,
  administrator: Administrator,
  request: PersonRequest,
): Promise<{ personId: string; password: string }> {
  const { db, zoneCode, ids, clock } = needs;
  const participantCode = request.participantCode ?? administrator.participantCode;
  await assertGrantable(needs, administrator, { ...request, participantCode });
  const password = drawPassword();
  const person = {
    personId: ids.newId(),
    loginName: normalizeLoginName(request.loginName),
    displayName: request.displayName,
    participantCode,
    permissions: request.permissions,
    passwordHash: await hashPassword(password),
    mustChangePassword: true,
  };
  if (!(await insertPerson(db, zoneCode, { person, at: clock.now() }))) {
    const text = `the login name ${person.loginName} is taken; choose another`;
    throw new PilotError(PERSON_ALREADY_EXISTS, text);
  }
  const { personId, permissions } = person;
  const detail = permissions.join(' ');
  await noteAccountEvent(needs, { personId, kind: 'added', actor: administrator.name, detail });
  return { personId, password };
}

/** Changes name, permissions or status; a suspended person is signed out at once. */
export async function changePerson(
  needs: IdentityNeeds,
  administrator: Administrator,
  { personId, ...change }: PersonChange & { readonly personId: string },
): Promise<PersonShape> {
  const { db, zoneCode, clock } = needs;
  const person = await getOwnPerson(needs, administrator, personId);
  const { participantCode } = person;
  const added = (change.permissions ?? []).filter((one) => !person.permissions.includes(one));
  await assertGrantable(needs, administrator, { participantCode, permissions: added });
  const at = clock.now();
  await updatePerson(db, zoneCode, { personId, ...change, at });
  if (change.status === 'suspended') await endSessions(db, zoneCode, { personId, at });
  const detail = JSON.stringify(change);
  await noteAccountEvent(needs, { personId, kind: 'changed', actor: administrator.name, detail });
  const after = await getOwnPerson(needs, administrator, personId);
  return showPerson(needs, { ...after, lastSeenAt: null });
}

/** Gives a new password to somebody who lost hers, ends her sessions and removes her app. */
export async function resetPassword(
  needs: IdentityNeeds,
  administrator: Administrator,
  personId: string,
): Promise<{ personId: string; password: string }> {
  const { db, zoneCode, clock } = needs;
  const person = await getOwnPerson(needs, administrator, personId);
  await assertGrantable(needs, administrator, person);
  const password = drawPassword();
  const passwordHash = await hashPassword(password);
  await setPassword(db, zoneCode, { personId, passwordHash, mustChangePassword: true });
  if (person.totpSealed !== null) await removeTotp(needs, person, administrator.name);
  await endSessions(db, zoneCode, { personId, at: clock.now() });
  const event = {
    personId,
    kind: 'password-reset',
    actor: administrator.name,
    detail: '',
  } as const;
  await noteAccountEvent(needs, event);
  return { personId, password };
}

async function getOwnPerson(
  needs: IdentityNeeds,
  { owner }: Administrator,
  personId: string,
): Promise<Person> {
  const person = await findPerson(needs.db, needs.zoneCode, { personId, owner });
  if (person) return person;
  throw new PilotError(PERSON_NOT_FOUND, `there is no person ${personId} that you administer`);
}

/** Nobody gives more than the organisation may have, nor more than she has herself. */
async function assertGrantable(
  needs: IdentityNeeds,
  administrator: Administrator,
  wanted: { readonly participantCode: string; readonly permissions: readonly Scope[] },
): Promise<void> {
  const { participantCode, permissions } = wanted;
  const { owner } = administrator;
  const isForeign = owner !== undefined && owner !== participantCode;
  const organisation = isForeign ? undefined : await needs.organisationOf(participantCode);
  if (!organisation) {
    const text = `there is no organisation ${participantCode} whose people you administer`;
    throw new PilotError(PERSON_NOT_FOUND, text);
  }
  const grantable = grantableBy(organisation.roles);
  const beyond = permissions.filter(
    (one) => !grantable.includes(one) || !administrator.scopes.includes(one),
  );
  if (beyond.length === 0) return;
  throw new PilotError(
    PERMISSION_NOT_GRANTABLE,
    `${beyond.join(', ')} is beyond what ${participantCode} by its roles, or you yourself, may do`,
  );
}

function showPerson(needs: IdentityNeeds, person: ListedPerson): PersonShape {
  const { personId, loginName, displayName, participantCode, permissions, status } = person;
  return {
    ...{ personId, loginName, displayName, participantCode, status },
    permissions: [...permissions],
    hasPassword: person.passwordHash !== null,
    hasTotp: person.totpSealed !== null,
    isLocked: (person.lockedUntil ?? 0) > needs.clock.now(),
    lastSeenAt: person.lastSeenAt === null ? null : formatInstant(person.lastSeenAt),
  };
}
