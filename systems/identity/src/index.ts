import type { Scope } from '@pilotzone/information-sharing/contract';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import { authenticateSession, decideRights, reachOf } from './authenticate-session.ts';
import { CODE_WRONG, type PersonChange, type PersonRequest } from './contract.ts';
import { describeCaller } from './describe-caller.ts';
import { enrolPerson, resetFromTerminal, type Enrolment } from './enrol-person.ts';
import type { IdentityNeeds } from './identity-needs.ts';
import {
  changePassword,
  endOtherSessions,
  endSession,
  getPerson,
  getSecurity,
  type OwnSession,
} from './manage-account.ts';
import {
  addPasskey,
  offerPasskey,
  offerPasskeySignIn,
  removePasskey,
  signInByPasskey,
  type Site,
} from './manage-passkeys.ts';
import {
  addPerson,
  changePerson,
  listPeople,
  resetPassword,
  type Administrator,
} from './manage-people.ts';
import { confirmTotp, offerTotp, removeTotp, takeTotpCode } from './manage-totp.ts';
import { grantableBy } from './model/rights.ts';
import { openSession } from './open-session.ts';
import {
  beginElsewhere,
  createProviderBook,
  finishElsewhere,
  type OidcProvider,
  type Return,
} from './sign-in-elsewhere.ts';
import { signIn, type PasswordRequest } from './sign-in.ts';
import { pruneSessions } from './store/sessions.ts';

export type Identity = ReturnType<typeof createIdentity>;

// A month, for whoever asks who was signed in.
const ENDED_KEPT_MS = 30 * 24 * 3_600_000;

/** 身份与权限: people of organisations, how they sign in, and what anybody may do. */
export function createIdentity(needs: IdentityNeeds) {
  const providers = createProviderBook();
  const personOf = (personId: string) => getPerson(needs, personId);
  return {
    signIn: (request: PasswordRequest) => signIn(needs, request),
    authenticateSession: (token: string) => authenticateSession(needs, token),
    /** What a person or key of an organisation may do now. */
    decideRights: (holder: { participantCode: string; permissions: readonly Scope[] }) =>
      decideRights(needs, holder),
    /** Whose objects an organisation may see by a right: nobody's, its own, or everybody's. */
    reachOf: (participantCode: string, scope: Scope) => reachOf(needs, participantCode, scope),
    grantableBy,
    describeCaller: (caller: Parameters<typeof describeCaller>[1], token?: string) =>
      describeCaller(needs, caller, token),
    openSession: (...[person, by]: OpenSession) => openSession(needs, person, by),
    endSession: (own: OwnSession) => endSession(needs, own),
    endOtherSessions: (own: OwnSession) => endOtherSessions(needs, own),
    getSecurity: (own: OwnSession) => getSecurity(needs, own),
    changePassword: (own: OwnSession, passwords: { current: string; next: string }) =>
      changePassword(needs, own, passwords),
    offerTotp: async (personId: string) => offerTotp(needs, await personOf(personId)),
    confirmTotp: async (personId: string, code: string) =>
      confirmTotp(needs, await personOf(personId), code),
    /** By its owner: only with a code of it. */
    removeTotp: async (personId: string, code: string) => {
      const person = await personOf(personId);
      if (!(await takeTotpCode(needs, person, code)))
        throw new PilotError(CODE_WRONG, 'the code is not the one the app shows now');
      await removeTotp(needs, person, person.loginName);
    },
    offerPasskey: async (personId: string, site: Site) =>
      offerPasskey(needs, await personOf(personId), site),
    addPasskey: async (personId: string, made: Parameters<typeof addPasskey>[2]) =>
      addPasskey(needs, await personOf(personId), made),
    removePasskey: async (personId: string, credentialId: string) =>
      removePasskey(needs, await personOf(personId), credentialId),
    offerPasskeySignIn: (site: Site) => offerPasskeySignIn(needs, site),
    signInByPasskey: (answer: Parameters<typeof signInByPasskey>[1]) =>
      signInByPasskey(needs, answer),
    listProviders: providers.list,
    addProvider: (provider: OidcProvider) => providers.add(provider),
    beginElsewhere: (wanted: { providerId: string; redirectUri: string }) =>
      beginElsewhere(needs, providers, wanted),
    finishElsewhere: (back: Return) => finishElsewhere(needs, providers, back),
    enrolPerson: (enrolment: Enrolment) => enrolPerson(needs, enrolment),
    resetFromTerminal: (request: { loginName: string; actor: string }) =>
      resetFromTerminal(needs, request),
    listPeople: (query: Parameters<typeof listPeople>[1]) => listPeople(needs, query),
    addPerson: (administrator: Administrator, request: PersonRequest) =>
      addPerson(needs, administrator, request),
    changePerson: (administrator: Administrator, change: PersonChange & { personId: string }) =>
      changePerson(needs, administrator, change),
    resetPassword: (administrator: Administrator, personId: string) =>
      resetPassword(needs, administrator, personId),
    /** Deletes what nobody asks for any more; for the hourly jobs. */
    prune: () => {
      const now = needs.clock.now();
      const before = (now - ENDED_KEPT_MS) as Instant;
      return pruneSessions(needs.db, needs.zoneCode, { before, now });
    },
  };
}

type OpenSession = [
  person: Parameters<typeof openSession>[1],
  by: Parameters<typeof openSession>[2],
];
