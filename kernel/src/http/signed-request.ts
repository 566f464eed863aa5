import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PilotError } from '../errors.ts';

/**
 * Requests signed with a shared secret, after HTTP Message Signatures (RFC 9421) with
 * `hmac-sha256`, and their bodies covered by Content-Digest (RFC 9530). The secret itself never
 * travels, a request is good for minutes only, and its nonce for one request.
 */
export type RequestSignature = {
  readonly keyId: string;
  /** Seconds since 1970, as signed. */
  readonly created: number;
  readonly nonce: string;
  /** Whether the secret made this signature for this very request. */
  isBy(secret: string): boolean;
};

type Covered = Readonly<Record<string, string>>;

// One label, its list of components, its parameters. Everything else is refused, not guessed at.
const INPUT = /^([a-z][a-z0-9_-]{0,30})=(\(("[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)\)((?:;[^;]+)+))$/;
const PARAMETER = /^;(created|nonce|keyid|alg)=("[A-Za-z0-9_-]{1,100}"|\d{1,12})/;
const ALWAYS = ['@method', '@path', '@query'];
// What only streams through us could not be held against its digest before it is used.
const DIGESTED_TYPES = /^(application\/(json|xml)|text\/xml)\s*(;|$)/i;

/** Whether a request says that it is signed. */
export function isSigned({ headers }: FastifyRequest): boolean {
  return headers['signature-input'] !== undefined || headers.signature !== undefined;
}

/** Reads the signature of a request. Throws SIGNED_REQUEST_INVALID, saying what is missing. */
export function readSignature(request: FastifyRequest): RequestSignature {
  const given = INPUT.exec(textOf(request, 'signature-input'));
  if (!given) throw invalid('Signature-Input is not `sig=("@method" …);created=…;keyid="…"`');
  const [, label = '', described = '', listed = '', tail = ''] = given;
  const names = listed.split(' ').map((name) => name.slice(1, -1));
  const covered = coveredOf(request, names);
  const { created, nonce, keyid, alg } = parametersOf(tail);
  if (!created || !nonce || !keyid) throw invalid('created, nonce and keyid are all needed');
  if (nonce.length < 16) throw invalid('a nonce has at least 16 characters, drawn by chance');
  if (alg !== undefined && alg !== 'hmac-sha256') throw invalid('alg can only be hmac-sha256');
  const signature = signatureOf(request, label);
  const lines = names.map((name) => `"${name}": ${covered[name] ?? ''}`);
  const base = [...lines, `"@signature-params": ${described}`].join('\n');
  return {
    ...{ keyId: keyid, created: Number(created), nonce },
    isBy: (secret) =>
      isEqual(signature, createHmac('sha256', secret).update(base, 'utf8').digest()),
  };
}

function coveredOf(request: FastifyRequest, names: readonly string[]): Covered {
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  const covered: Record<string, string> = {
    '@method': request.method,
    '@path': path,
    '@query': `?${query}`,
    '@authority': request.host.toLowerCase(),
  };
  const { headers } = request;
  for (const name of ['content-digest', 'content-type', 'idempotency-key']) {
    if (typeof headers[name] === 'string') covered[name] = headers[name];
  }
  const needed = hasBody(request) ? [...ALWAYS, 'content-digest'] : ALWAYS;
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) throw invalid(`the signature must cover ${missing.join(', ')}`);
  const unknown = names.find((name) => covered[name] === undefined);
  if (unknown !== undefined) throw invalid(`"${unknown}" is not there or cannot be covered`);
  if (new Set(names).size < names.length) throw invalid('a component stands there twice');
  return covered;
}

function parametersOf(tail: string): Partial<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let rest = tail; rest !== '';) {
    const [whole = '', name = '', value = ''] = PARAMETER.exec(rest) ?? [];
    if (whole === '' || found[name] !== undefined)
      throw invalid('its parameters can be created, nonce, keyid and alg, each once');
    found[name] = value.replaceAll('"', '');
    rest = rest.slice(whole.length);
  }
  return found;
}

function signatureOf(request: FastifyRequest, label: string): Buffer {
  const [, given, value = ''] =
    /^([a-z][a-z0-9_-]*)=:([A-Za-z0-9+/]+={0,2}):$/.exec(textOf(request, 'signature')) ?? [];
  if (given !== label) throw invalid(`Signature is not \`${label}=:BASE64:\``);
  return Buffer.from(value, 'base64');
}

/**
 * Holds the body of every signed request against its Content-Digest while it is read, before a
 * route sees it. What the digest does not fit gets SIGNED_BODY_REFUSED.
 */
export function checkDigests(server: FastifyInstance): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    await Promise.resolve();
    if (!isSigned(request) || !hasBody(request)) return payload;
    if (!DIGESTED_TYPES.test(request.headers['content-type'] ?? ''))
      throw invalid('a signed body is application/json or application/xml');
    const wanted = digestIn(textOf(request, 'content-digest'));
    const hash = createHash('sha256');
    let received = 0;
    const checked = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        hash.update(chunk);
        // Fastify compares it with Content-Length.
        Object.assign(checked, { receivedEncodedLength: received });
        done(null, chunk);
      },
      flush(done) {
        if (isEqual(wanted, hash.digest())) done();
        else done(new PilotError('SIGNED_BODY_REFUSED', 'the body is not the one signed for'));
      },
    });
    payload.on('error', (error) => checked.destroy(error));
    return payload.pipe(checked);
  });
}

function digestIn(header: string): Buffer {
  const found = /(?:^|,\s*)sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1];
  if (found === undefined) throw invalid('Content-Digest is not `sha-256=:BASE64:`');
  return Buffer.from(found, 'base64');
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function textOf({ headers }: FastifyRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function invalid(why: string): PilotError {
  const text = `the request's signature cannot be read: ${why}`;
  return new PilotError('SIGNED_REQUEST_INVALID', text);
}
