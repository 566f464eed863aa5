import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoProvider, type DemoProvider } from './demo/demo-provider.ts';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';

// Browsers come back to this address; nothing listens there, the answers are taken by inject.
const HOST = '127.0.0.1:4711';
const PATH = '/api/v1/session/oidc/demo';

let the: TestPlatform;
let server: HttpServer;
let provider: DemoProvider;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  const person = { loginName: 'wang', displayName: '王', mustChangePassword: false };
  const participantCode = AUTHORITIES[0]?.code ?? '';
  await the.platform.identity.enrolPerson({ ...person, participantCode, actor: 'test' });
  provider = await startDemoProvider(the.platform, { port: 4711, people: ['wang', 'nobody'] });
});
afterAll(async () => {
  await provider.close();
  await server.close();
  await the.close();
});

function cookiesOf(headers: { 'set-cookie'?: string | string[] | undefined }): string[] {
  return [headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0] ?? '');
}

/** A browser that begins here and is whom it says at the provider: its ticket, and the way back. */
async function visit(as: string): Promise<{ ticket: string; back: URL }> {
  const begun = await server.inject({ url: PATH, headers: { host: HOST } });
  const [ticket = ''] = cookiesOf(begun.headers);
  const jar = new Map<string, string>();
  let at = new URL(String(begun.headers.location));
  for (let step = 0; step < 12 && at.host !== HOST; step += 1) {
    if (at.pathname.startsWith('/choose/')) at.searchParams.set('as', as);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (one.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    at = new URL(answer.headers.get('location') ?? '', at);
  }
  return { ticket, back: at };
}

async function comeBack(back: URL, cookie = '') {
  const url = back.pathname + back.search;
  const answer = await server.inject({ url, headers: { host: HOST, cookie } });
  const session = cookiesOf(answer.headers).find((one) => /^pz_session=./.test(one));
  return { to: answer.headers.location, session };
}

const REFUSED = { to: '/?oidcRefused', session: undefined };

test('whom the provider vouches for is in, once, and as that person', async () => {
  const { ticket, back } = await visit('wang');
  const { to, session } = await comeBack(back, ticket);
  expect(to).toBe('/');
  const me = await server.inject({ url: '/api/v1/me', headers: { cookie: session ?? '' } });
  expect(me.json()).toMatchObject({ person: { loginName: 'wang' } });
  expect(await comeBack(back, ticket)).toEqual(REFUSED);
});

test('a return that another browser began is refused: nobody is somebody else', async () => {
  const [mine, theirs] = [await visit('wang'), await visit('wang')];
  expect(await comeBack(theirs.back)).toEqual(REFUSED);
  expect(await comeBack(theirs.back, mine.ticket)).toEqual(REFUSED);
  const mixed = new URL(theirs.back);
  mixed.searchParams.set('state', mine.back.searchParams.get('state') ?? '');
  // The code belongs to another verifier (PKCE) and another nonce.
  expect(await comeBack(mixed, mine.ticket)).toEqual(REFUSED);
});

test('a code that was guessed, or a provider of another name, lets nobody in', async () => {
  for (const [name, value] of [
    ['code', 'guessed'],
    ['iss', 'https://elsewhere.example'],
    ['state', '00000000-0000-7000-8000-000000000000'],
  ] as const) {
    const { ticket, back } = await visit('wang');
    back.searchParams.set(name, value);
    expect([name, await comeBack(back, ticket)]).toEqual([name, REFUSED]);
  }
});

test('whom nobody here knows is not in', async () => {
  const { ticket, back } = await visit('nobody');
  expect(await comeBack(back, ticket)).toEqual(REFUSED);
});
