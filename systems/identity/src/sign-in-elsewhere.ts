import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import * as oidc from 'openid-client';
import { OIDC_PROVIDER_NOT_FOUND, OIDC_REFUSED } from './contract.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import { normalizeLoginName, type Person } from './model/person.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { insertChallenge, takeChallenge } from './store/challenges.ts';
import { findLinkedPerson, insertLink } from './store/oidc-links.ts';
import { findByLoginName, findPerson } from './store/people.ts';

/** A service that vouches for people by OpenID Connect; set up by the operator. */
export type OidcProvider = {
  readonly id: string;
  /** As the button says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * True where the provider's user names are our login names, so that a first visit finds the
   * account. Only for a provider that gives nobody another's name.
   */
  readonly trustsUserNames: boolean;
  /** Which claim is the user name; an e-mail address counts only when the provider verified it. */
  readonly userName?: 'preferred_username' | 'email' | undefined;
  /** True for the demo's own provider on this machine, which has no certificate. */
  readonly isInsecure?: boolean;
};

const LASTS_MS = 10 * 60_000;

export type ProviderBook = {
  list(): { id: string; name: string }[];
  add(provider: OidcProvider): void;
  /** What is known of a provider; read from it once. Throws OIDC_PROVIDER_NOT_FOUND. */
  open(id: string): Promise<{ provider: OidcProvider; configuration: oidc.Configuration }>;
};

/** Keeps providers with what they say about themselves. */
export function createProviderBook(): ProviderBook {
  const providers = new Map<string, OidcProvider>();
  const opened = new Map<string, Promise<oidc.Configuration>>();
  return {
    list: () => [...providers.values()].map(({ id, name }) => ({ id, name })),
    add: (provider) => {
      providers.set(provider.id, provider);
      opened.delete(provider.id);
    },
    open: async (id) => {
      const provider = providers.get(id);
      if (!provider)
        throw new PilotError(OIDC_PROVIDER_NOT_FOUND, `there is no sign-in provider ${id}`);
      const configuration = opened.get(id) ?? discover(provider);
      opened.set(id, configuration);
      configuration.catch(() => opened.delete(id));
      return { provider, configuration: await configuration.catch(refuse) };
    },
  };
}

function discover(provider: OidcProvider): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret, isInsecure } = provider;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the demo's own, on this machine
  const options = isInsecure ? { execute: [oidc.allowInsecureRequests] } : {};
  return oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options);
}

/** Where to send the browser, and the ticket that ties its return to this browser. */
export async function beginElsewhere(
  needs: IdentityNeeds,
  book: ProviderBook,
  { providerId, redirectUri }: { providerId: string; redirectUri: string },
): Promise<{ address: string; ticket: string }> {
  const { db, zoneCode, ids, clock } = needs;
  const { configuration } = await book.open(providerId);
  const verifier = oidc.randomPKCECodeVerifier();
  const nonce = oidc.randomNonce();
  const challengeId = ids.newId();
  const value = { verifier, nonce, providerId, redirectUri };
  await insertChallenge(db, zoneCode, {
    challenge: { challengeId, kind: 'oidc', personId: null, value },
    expiresAt: (clock.now() + LASTS_MS) as Instant,
  });
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: challengeId,
    nonce,
  });
  return { address: address.href, ticket: challengeId };
}

export type Return = {
  readonly providerId: string;
  /** From the browser's cookie: what began must end in the same browser. */
  readonly ticket: string | undefined;
  readonly url: URL;
  readonly client: string;
};

/** Signs in whom the provider vouches for. Throws OIDC_REFUSED. */
export async function finishElsewhere(
  needs: IdentityNeeds,
  book: ProviderBook,
  { providerId, ticket, url, client }: Return,
): Promise<OpenedSession> {
  const { db, zoneCode, clock } = needs;
  const { provider, configuration } = await book.open(providerId);
  if (!ticket || !/^[0-9a-f-]{36}$/.test(ticket) || url.searchParams.get('state') !== ticket)
    throw refusal('this sign-in did not begin in this browser');
  const which = { challengeId: ticket, kind: 'oidc', personId: null, now: clock.now() } as const;
  const challenge = await takeChallenge(db, zoneCode, which);
  if (challenge?.value['providerId'] !== providerId) throw refusal('it ran out; begin again');
  const landing = new URL(challenge.value['redirectUri'] ?? '');
  landing.search = url.search;
  const tokens = await oidc
    .authorizationCodeGrant(configuration, landing, {
      pkceCodeVerifier: challenge.value['verifier'] ?? '',
      expectedState: ticket,
      expectedNonce: challenge.value['nonce'] ?? '',
    })
    .catch(refuse);
  const claims = tokens.claims();
  if (!claims) throw refusal('the provider named nobody');
  const person = await personOf(needs, provider, claims);
  if (person?.status !== 'active') throw refusal('nobody here is tied to that account');
  return openSession(needs, person, { method: 'oidc', client });
}

async function personOf(
  needs: IdentityNeeds,
  provider: OidcProvider,
  claims: oidc.IDToken,
): Promise<Person | undefined> {
  const { db, zoneCode, clock } = needs;
  const { iss: issuer, sub: subject } = claims;
  const userName = userNameIn(claims, provider);
  const known = await findLinkedPerson(db, zoneCode, { issuer, subject });
  if (known !== undefined) return findPerson(db, zoneCode, { personId: known });
  if (!provider.trustsUserNames || userName === undefined) return undefined;
  const person = await findByLoginName(db, zoneCode, normalizeLoginName(userName));
  if (!person) return undefined;
  const { personId, loginName: actor } = person;
  await insertLink(db, zoneCode, { issuer, subject, personId, at: clock.now() });
  const detail = provider.id;
  await noteAccountEvent(needs, { personId, kind: 'oidc-linked', actor, detail });
  return person;
}

function userNameIn(claims: oidc.IDToken, provider: OidcProvider): string | undefined {
  const { userName: name = 'preferred_username' } = provider;
  if (name === 'email' && claims['email_verified'] !== true) return undefined;
  const value = claims[name];
  return typeof value === 'string' ? value : undefined;
}

function refuse(error: unknown): never {
  throw refusal(error instanceof Error ? error.message : String(error));
}

function refusal(reason: string): PilotError {
  return new PilotError(OIDC_REFUSED, `the other service did not vouch for anybody: ${reason}`);
}
