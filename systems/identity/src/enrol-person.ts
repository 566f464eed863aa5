import type { Scope } from '@pilotzone/information-sharing/contract';
import { PilotError } from '@pilotzone/kernel/errors';
import { PERSON_ALREADY_EXISTS, PERSON_NOT_FOUND } from './contract.ts';
import { drawPassword, hashPassword } from './hash-password.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import { normalizeLoginName } from './model/person.ts';
import { grantableBy } from './model/rights.ts';
import { findByLoginName, insertPerson, setPassword } from './store/people.ts';

export type Enrolment = {
  readonly loginName: string;
  readonly displayName: string;
  readonly participantCode: string;
  /** Without it everything that the organisation may have: its first administrator. */
  readonly permissions?: readonly Scope[];
  /** False for the demo, whose passwords are printed at every start. */
  readonly mustChangePassword: boolean;
  readonly actor: string;
};

/**
 * Adds a person from the terminal, where whoever types owns the database: the first one of an
 * organisation. Returns her password. Throws PERSON_ALREADY_EXISTS, PERSON_NOT_FOUND for an unknown
 * organisation.
 */
export async function enrolPerson(
  needs: IdentityNeeds,
  enrolment: Enrolment,
): Promise<{ personId: string; password: string }> {
  const { db, zoneCode, ids, clock } = needs;
  const { participantCode, displayName, mustChangePassword, actor } = enrolment;
  const organisation = await needs.organisationOf(participantCode);
  if (!organisation)
    throw new PilotError(PERSON_NOT_FOUND, `no organisation ${participantCode}; enrol it first`);
  const grantable = grantableBy(organisation.roles);
  const permissions = grantable.filter((one) => enrolment.permissions?.includes(one) ?? true);
  const password = drawPassword();
  const loginName = normalizeLoginName(enrolment.loginName);
  const personId = ids.newId();
  const person = {
    ...{ personId, loginName, displayName, participantCode, permissions, mustChangePassword },
    passwordHash: await hashPassword(password),
  };
  if (!(await insertPerson(db, zoneCode, { person, at: clock.now() }))) {
    const text = `the login name ${loginName} is taken; choose another, or reset its password`;
    throw new PilotError(PERSON_ALREADY_EXISTS, text);
  }
  await noteAccountEvent(needs, { personId, kind: 'added', actor, detail: permissions.join(' ') });
  return { personId, password };
}

/** A new password from the terminal, for the last administrator who lost hers. */
export async function resetFromTerminal(
  needs: IdentityNeeds,
  request: { readonly loginName: string; readonly actor: string },
): Promise<{ personId: string; password: string }> {
  const { db, zoneCode } = needs;
  const person = await findByLoginName(db, zoneCode, normalizeLoginName(request.loginName));
  if (!person) throw new PilotError(PERSON_NOT_FOUND, `nobody signs in as ${request.loginName}`);
  const { personId } = person;
  const password = drawPassword();
  const passwordHash = await hashPassword(password);
  await setPassword(db, zoneCode, { personId, passwordHash, mustChangePassword: true });
  const event = { personId, kind: 'password-reset', actor: request.actor, detail: '' } as const;
  await noteAccountEvent(needs, event);
  return { personId, password };
}
