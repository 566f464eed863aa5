import type { PasskeyOffer } from '@pilotzone/identity/contract';
import type { Static } from 'typebox';
import type { Api } from './client.ts';

type Offer = Static<typeof PasskeyOffer>;

/** The browser's part of WebAuthn; loaded by whoever uses it. */
function library() {
  return import('@simplewebauthn/browser');
}

/** Signs in with a passkey that the browser finds. */
export async function signInByPasskey(api: Api): Promise<void> {
  const { challengeId, options } = await api.post<Offer>('/session/passkey/options');
  const { startAuthentication } = await library();
  // Made by the server's library for this one.
  const optionsJSON = options as unknown as Parameters<
    typeof startAuthentication
  >[0]['optionsJSON'];
  const response = await startAuthentication({ optionsJSON });
  await api.post('/session/passkey', { challengeId, response });
}

/** Makes a passkey in the browser and adds it to the own account. */
export async function addPasskey(api: Api, name: string): Promise<void> {
  const { challengeId, options } = await api.post<Offer>('/me/passkeys/options');
  const { startRegistration } = await library();
  const optionsJSON = options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'];
  const response = await startRegistration({ optionsJSON });
  await api.post('/me/passkeys', { challengeId, response, name });
}

/**
 * The same page under a host name, where passkeys work: they belong to a name and not to an
 * address. `undefined` where they work already.
 */
export function addressForPasskeys(): string | undefined {
  const { hostname, protocol, port } = window.location;
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  if (!isAddress) return undefined;
  return `${protocol}//localhost${port === '' ? '' : `:${port}`}`;
}
