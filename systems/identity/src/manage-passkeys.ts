import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { CHALLENGE_GONE, PASSKEY_NOT_FOUND, PASSKEY_REFUSED } from './contract.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import type { Person } from './model/person.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { insertChallenge, takeChallenge, type Challenge } from './store/challenges.ts';
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  markPasskeyUsed,
  type Passkey,
} from './store/passkeys.ts';
import { findPerson } from './store/people.ts';

/** Where the browser is: passkeys belong to a site. */
export type Site = { readonly origin: string; readonly host: string };

type Offer = { readonly challengeId: string; readonly options: Record<string, unknown> };
export type PasskeyAnswer = {
  readonly challengeId: string;
  readonly response: Record<string, unknown>;
};

const LASTS_MS = 5 * 60_000;

/** What the browser needs to make a passkey for a person. */
export async function offerPasskey(
  needs: IdentityNeeds,
  person: Person,
  site: Site,
): Promise<Offer> {
  const known = await listPasskeys(needs.db, needs.zoneCode, person.personId);
  const options = await generateRegistrationOptions({
    rpName: 'pilotzone',
    rpID: site.host,
    userName: person.loginName,
    userDisplayName: person.displayName,
    userID: new TextEncoder().encode(person.personId),
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId: id }) => ({ id })),
    // A passkey stands for both factors: it finds the account and asks for finger, face or PIN.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return keepChallenge(needs, { kind: 'passkey-new', personId: person.personId }, options);
}

/** Adds the passkey that the browser made. Throws CHALLENGE_GONE, PASSKEY_REFUSED. */
export async function addPasskey(
  needs: IdentityNeeds,
  person: Person,
  { site, answer, name }: { site: Site; answer: PasskeyAnswer; name: string },
): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const { personId, loginName } = person;
  const challenge = await takeAnswered(needs, { kind: 'passkey-new', personId }, answer);
  const verified = await verifyRegistrationResponse({
    // The library checks every part of what the browser sent.
    response: answer.response as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.host,
  }).catch(refuse);
  if (!verified.verified) throw refusal('the browser’s answer does not hold');
  const { credential } = verified.registrationInfo;
  const isNew = await insertPasskey(db, zoneCode, {
    credentialId: credential.id,
    personId,
    name,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    createdAt: clock.now(),
  });
  if (!isNew) throw refusal('this passkey is registered already');
  const event = { personId, kind: 'passkey-added', actor: loginName, detail: name } as const;
  await noteAccountEvent(needs, event);
}

/** What the browser needs to sign somebody in by a passkey that it finds itself. */
export async function offerPasskeySignIn(needs: IdentityNeeds, site: Site): Promise<Offer> {
  const options = await generateAuthenticationOptions({
    rpID: site.host,
    userVerification: 'required',
  });
  return keepChallenge(needs, { kind: 'passkey-sign-in', personId: null }, options);
}

/** Signs in by a passkey. Throws CHALLENGE_GONE, PASSKEY_REFUSED. */
export async function signInByPasskey(
  needs: IdentityNeeds,
  { site, answer, client }: { site: Site; answer: PasskeyAnswer; client: string },
): Promise<OpenedSession> {
  const { db, zoneCode, clock } = needs;
  const challenge = await takeAnswered(needs, { kind: 'passkey-sign-in', personId: null }, answer);
  const id = answer.response['id'];
  const passkey = typeof id === 'string' ? await findPasskey(db, zoneCode, id) : undefined;
  const person = passkey && (await findPerson(db, zoneCode, { personId: passkey.personId }));
  if (person?.status !== 'active' || !passkey) throw refusal('nobody here has this passkey');
  const verified = await verifyAuthenticationResponse({
    response: answer.response as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    credential: credentialOf(passkey),
  }).catch(refuse);
  if (!verified.verified) throw refusal('the signature does not hold');
  const counter = verified.authenticationInfo.newCounter;
  const { credentialId } = passkey;
  await markPasskeyUsed(db, zoneCode, { credentialId, counter, at: clock.now() });
  return openSession(needs, person, { method: 'passkey', client });
}

/** Removes a passkey of the person. Throws PASSKEY_NOT_FOUND. */
export async function removePasskey(
  needs: IdentityNeeds,
  { personId, loginName: actor }: Person,
  credentialId: string,
): Promise<void> {
  const isGone = await deletePasskey(needs.db, needs.zoneCode, { personId, credentialId });
  if (!isGone) throw new PilotError(PASSKEY_NOT_FOUND, 'you have no such passkey');
  await noteAccountEvent(needs, { personId, kind: 'passkey-removed', actor, detail: '' });
}

function credentialOf({ credentialId, publicKey, counter, transports }: Passkey) {
  return {
    id: credentialId,
    publicKey: new Uint8Array(publicKey),
    counter,
    // As the browser told them at registration; hints, not checked.
    transports: transports as AuthenticatorTransport[],
  };
}

type Asked = Pick<Challenge, 'kind' | 'personId'>;

async function keepChallenge(
  { db, zoneCode, ids, clock }: IdentityNeeds,
  asked: Asked,
  options: { readonly challenge: string },
): Promise<Offer> {
  const challengeId = ids.newId();
  await insertChallenge(db, zoneCode, {
    challenge: { challengeId, ...asked, value: { challenge: options.challenge } },
    expiresAt: (clock.now() + LASTS_MS) as Instant,
  });
  return { challengeId, options: { ...options } };
}

async function takeAnswered(
  { db, zoneCode, clock }: IdentityNeeds,
  asked: Asked,
  { challengeId }: PasskeyAnswer,
): Promise<string> {
  const which = { ...asked, challengeId, now: clock.now() };
  const challenge = await takeChallenge(db, zoneCode, which);
  if (challenge) return challenge.value['challenge'] ?? '';
  throw new PilotError(CHALLENGE_GONE, 'the question ran out or was answered; begin again');
}

function refuse(error: unknown): never {
  throw refusal(error instanceof Error ? error.message : String(error));
}

function refusal(reason: string): PilotError {
  return new PilotError(PASSKEY_REFUSED, `the passkey was not accepted: ${reason}`);
}
