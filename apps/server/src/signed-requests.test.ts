import { execFile } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { findRepository } from '@pilotzone/kernel/migrate';
import { systemClock, type Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

const RIGHTS = ['ceb:send', 'declarations:read'] as const;

let the: TestPlatform;
let server: HttpServer;
let apiKeyId: string;
let key: string;
let ahead = 0;

beforeAll(async () => {
  // The program of the document knows only the real time.
  the = await openTestPlatform({}, { now: () => (systemClock.now() + ahead) as Instant });
  server = await createPlatformServer(the.platform);
  await server.listen({ host: '127.0.0.1', port: 0 });
  ({ apiKeyId, key } = await makeKey(true));
});

afterAll(async () => {
  await server.close();
  await the.close();
});

function makeKey(signs: boolean, participantCode = AUTHORITIES[0]?.code ?? '') {
  const request = { participantCode, name: 'machine', scopes: RIGHTS, signs };
  return the.platform.informationSharing.createApiKey(request);
}

type Made = {
  method: string;
  url: string;
  body?: string;
  key: string;
  keyId: string;
  created: number;
  nonce: string;
  names: string[];
  more: string;
};

const BODY = JSON.stringify({ messages: ['<x/>'] });

/** A request as it is signed, and as it is sent. */
function sign(given: Partial<Made> = {}) {
  const made: Made = {
    method: 'GET',
    url: '/api/v1/declarations?limit=1',
    key,
    keyId: apiKeyId,
    created: Math.floor((systemClock.now() + ahead) / 1000),
    nonce: randomBytes(18).toString('base64url'),
    names: ['@method', '@path', '@query', ...(given.body ? ['content-digest'] : [])],
    more: '',
    ...given,
  };
  const digest = `sha-256=:${createHash('sha256')
    .update(made.body ?? '')
    .digest('base64')}:`;
  const [path = '', query = ''] = made.url.split('?');
  const values: Record<string, string> = {
    '@method': made.method,
    '@path': path,
    '@query': `?${query}`,
    'content-digest': digest,
  };
  const list = made.names.map((name) => `"${name}"`).join(' ');
  const rest = `created=${made.created};nonce="${made.nonce}";keyid="${made.keyId}"${made.more}`;
  const input = `(${list});${rest}`;
  const lines = made.names.map((name) => `"${name}": ${values[name] ?? ''}`);
  const base = [...lines, `"@signature-params": ${input}`].join('\n');
  const signature = createHmac('sha256', made.key).update(base).digest('base64');
  const headers: Record<string, string> = {
    'signature-input': `sig=${input}`,
    signature: `sig=:${signature}:`,
    ...(made.body && { 'content-type': 'application/json', 'content-digest': digest }),
  };
  return { method: made.method, url: made.url, headers, payload: made.body };
}

async function send({ method, url, headers, payload }: ReturnType<typeof sign>) {
  const asked = { method: method as 'GET', url, headers, ...(payload && { payload }) };
  const answer = await server.inject(asked);
  const { code } = answer.json<{ code?: string }>();
  return { status: answer.statusCode, code };
}

const POST = { method: 'POST', url: '/api/v1/preflight', body: BODY };

describe('a signed request', () => {
  test('is answered for its key’s organisation, with a body and without', async () => {
    expect(await send(sign())).toMatchObject({ status: 200 });
    // The route itself says that this is no message.
    expect((await send(sign(POST))).status).toBe(422);
    const me = await server.inject(sign({ url: '/api/v1/me' }) as { url: string });
    expect(me.json()).toMatchObject({ participantCode: AUTHORITIES[0]?.code, name: 'machine' });
  });

  test('is good once, also for two that come at the same moment', async () => {
    const request = sign();
    const both = await Promise.all([send(request), send(request)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await send(request)).toEqual({ status: 401, code: 'SIGNED_REQUEST_REPLAYED' });
  });

  test.each([301, -301, 86_400])('that was signed %i s away is refused', async (seconds) => {
    const created = Math.floor((systemClock.now() + ahead) / 1000) + seconds;
    expect(await send(sign({ created }))).toEqual({ status: 401, code: 'SIGNED_REQUEST_STALE' });
  });

  test('is stale before its nonce is forgotten', async () => {
    const request = sign();
    expect((await send(request)).status).toBe(200);
    ahead = 301_000;
    await the.platform.informationSharing.forgetNonces();
    expect(await send(request)).toMatchObject({ code: 'SIGNED_REQUEST_STALE' });
    ahead = 0;
  });

  test.each([
    ['another path', { url: '/api/v1/exports?limit=1' }],
    ['another query', { url: '/api/v1/declarations?limit=2' }],
    ['another method', { method: 'POST' }],
  ])('that is sent with %s is refused', async (_what, change) => {
    const altered = { ...sign({ url: '/api/v1/webhooks' }), ...change };
    expect(await send(altered)).toEqual({ status: 401, code: 'SIGNED_REQUEST_REFUSED' });
  });

  test('whose body was exchanged does not reach a route', async () => {
    const request = { ...sign(POST), payload: BODY.replace('<x/>', '<y/>') };
    expect(await send(request)).toEqual({ status: 401, code: 'SIGNED_BODY_REFUSED' });
    const digest = createHash('sha256').update(request.payload).digest('base64');
    request.headers['content-digest'] = `sha-256=:${digest}:`;
    expect(await send(request)).toEqual({ status: 401, code: 'SIGNED_REQUEST_REFUSED' });
  });

  test.each<[string, Partial<Made>]>([
    ['a body that the signature leaves out', { ...POST, names: ['@method', '@path', '@query'] }],
    ['no method', { names: ['@path', '@query'] }],
    ['no query', { names: ['@method', '@path'] }],
    ['a component twice', { names: ['@method', '@path', '@query', '@query'] }],
    ['a component that nobody knows', { names: ['@method', '@path', '@query', '@status'] }],
    ['a short nonce', { nonce: 'abc' }],
    ['another algorithm', { more: ';alg="none"' }],
    ['a parameter twice', { more: ';created=1' }],
    ['an unknown parameter', { more: ';x="y"' }],
  ])('with %s cannot be read', async (_what, change) => {
    expect(await send(sign(change))).toEqual({ status: 401, code: 'SIGNED_REQUEST_INVALID' });
  });

  test('whose body only streams through cannot be read', async () => {
    const request = sign(POST);
    request.headers['content-type'] = 'multipart/form-data; boundary=x';
    expect(await send(request)).toMatchObject({ code: 'SIGNED_REQUEST_INVALID' });
  });
});

describe('a key that signs', () => {
  test('is not taken as a bearer, and one that is sent does not sign', async () => {
    const url = '/api/v1/me';
    const bearer = await server.inject({ url, headers: { authorization: `Bearer ${key}` } });
    expect(bearer.json()).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const sent = await makeKey(false);
    const signed = sign({ key: sent.key, keyId: sent.apiKeyId });
    expect(await send(signed)).toMatchObject({ code: 'SIGNED_REQUEST_REFUSED' });
  });

  test('does not sign for another, nor after it was ended, nor by a guess', async () => {
    const other = await makeKey(true);
    for (const change of [{ key: other.key }, { key: 'pz_guess' }, { keyId: 'x'.repeat(36) }])
      expect(await send(sign(change))).toMatchObject({ code: 'SIGNED_REQUEST_REFUSED' });
    const own = { key: other.key, keyId: other.apiKeyId };
    expect((await send(sign(own))).status).toBe(200);
    await the.platform.informationSharing.revokeApiKey(other.apiKeyId);
    expect(await send(sign(own))).toMatchObject({ code: 'SIGNED_REQUEST_REFUSED' });
  });

  test('stands in the database only sealed', async () => {
    const { db } = the.platform.runtime;
    const rows = await db.query<{ sealed: Buffer }>(
      'select secret_sealed as sealed from information_sharing.api_key where api_key_id = $1',
      [apiKeyId],
    );
    expect(rows[0]?.sealed.length).toBeGreaterThan(key.length);
    expect(String(rows[0]?.sealed)).not.toContain(key.slice(3, 20));
  });
});

test('the program in docs/protocols/api.md does what it says', async () => {
  const document = readFileSync(join(findRepository(), 'docs/protocols/api.md'), 'utf8');
  const program = /```js\n(.*?)```/s.exec(document)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'pilotzone-signed-'));
  try {
    writeFileSync(join(folder, 'call.mjs'), program);
    const [message] = generateDay({ declarations: 1, seed: 5, faults: 0 }).messages;
    writeFileSync(join(folder, 'message.xml'), message ?? '');
    // Whoever transmits it, as BaseTransfer says.
    const sender = /<ceb:copCode>(\w+)</.exec(String(message))?.[1];
    const { apiKeyId: keyId, key: secret } = await makeKey(true, sender);
    const { port } = server.server.address() as { port: number };
    const env = { PILOTZONE: `http://127.0.0.1:${port}`, KEY_ID: keyId, KEY: secret };
    const ran = await promisify(execFile)(process.execPath, ['call.mjs'], { cwd: folder, env });
    expect(ran.stdout).toBe('200\n200\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
