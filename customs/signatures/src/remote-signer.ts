import { Buffer } from 'node:buffer';
import type { SignatureAlgorithm } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { suits, verifyValue } from './public-key.ts';
import { KeyError } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** A signing service: a card, a hardware module or a cloud behind HTTP. */
export type RemoteSigner = {
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  /** Which of the service's keys; what it means is the service's business. */
  readonly keyId: string;
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm;
  /** A card signs four times a second, so ten seconds are a queue of forty. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
const TRIES = 3;
/** Enough for the largest RSA signature in base64, with room. */
const ANSWER_LENGTH_MAX = 65_536;

/**
 * A key that lives in a signing service. It is asked by POST with JSON
 * `{"keyId","algorithm","data"}`, `data` in base64, and answers `{"signature"}` in base64. Tried
 * three times where the network or the service fails. What comes back is verified against the
 * certificate before it is used. Throws KeyError. Never call it inside a transaction.
 */
export function createRemoteKey(signer: RemoteSigner): SigningKey {
  const { certificate, algorithm } = signer;
  if (!suits(certificate.key, algorithm)) {
    throw new KeyError(`the certificate of ${certificate.subject.text} does not sign ${algorithm}`);
  }
  return { certificate, algorithm, sign: (data) => signRemotely(signer, data) };
}

async function signRemotely(signer: RemoteSigner, data: Uint8Array): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(signer, data);
    if (answer.kind === 'signature') return check(signer, data, answer.value);
    if (answer.kind === 'refused' || attempt === TRIES) throw new KeyError(answer.reason);
  }
}

type Answer =
  | { readonly kind: 'signature'; readonly value: Buffer }
  /** `failed` may go better the next time, `refused` will not. */
  | { readonly kind: 'failed' | 'refused'; readonly reason: string };

async function ask(signer: RemoteSigner, data: Uint8Array): Promise<Answer> {
  const { url, keyId, algorithm, token, timeoutMs = TIMEOUT_MS } = signer;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ keyId, algorithm, data: Buffer.from(data).toString('base64') }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    const text = (await response.text()).slice(0, ANSWER_LENGTH_MAX);
    if (response.ok) return readAnswer(text);
    const reason = `the signing service answers ${response.status}: ${text.slice(0, 200)}`;
    return { kind: response.status >= 500 ? 'failed' : 'refused', reason };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', reason: `the signing service cannot be reached: ${reason}` };
  }
}

function readAnswer(text: string): Answer {
  try {
    const { signature } = JSON.parse(text) as { signature?: unknown };
    if (typeof signature === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(signature)) {
      return { kind: 'signature', value: Buffer.from(signature, 'base64') };
    }
  } catch {
    // No JSON: told below.
  }
  return { kind: 'refused', reason: 'the signing service answers without a signature' };
}

function check(signer: RemoteSigner, data: Uint8Array, value: Buffer): Buffer {
  const { certificate, algorithm } = signer;
  if (verifyValue(certificate.key, { algorithm, data }, { value })) return value;
  throw new KeyError('the signing service signed with another key than that of the certificate');
}
