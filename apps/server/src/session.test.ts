import { AUTHORITIES, BROKERS, MERCHANTS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
const passwords = new Map<string, string>();

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  await enrol('broker', BROKERS[0]?.code);
  await enrol('merchant', MERCHANTS[0]?.code);
  await enrol('operator', AUTHORITIES[0]?.code);
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function enrol(loginName: string, participantCode = ''): Promise<void> {
  const enrolment = { loginName, displayName: loginName, participantCode, actor: 'test' };
  const added = await the.platform.identity.enrolPerson({
    ...enrolment,
    mustChangePassword: false,
  });
  passwords.set(loginName, added.password);
}

type Call = { url: string; cookie?: string; csrf?: string; body?: object };

function call(method: string, { url, cookie, csrf, body }: Call) {
  return server.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { ...(cookie && { cookie }), ...(csrf && { 'x-csrf-token': csrf }) },
    ...(body && { payload: body }),
  });
}

async function signIn(loginName: string) {
  const body = { loginName, password: passwords.get(loginName) ?? '' };
  const answer = await call('POST', { url: '/session', body });
  expect(answer.statusCode).toBe(204);
  const set = String(answer.headers['set-cookie']);
  const cookie = set.split(';')[0] ?? '';
  const me = (await call('GET', { url: '/me', cookie })).json<{ person: { csrfToken: string } }>();
  return { set, cookie, csrf: me.person.csrfToken, me };
}

const PERSON = { loginName: 'new-1', displayName: 'New', permissions: [] };

describe('a session over HTTP', () => {
  test('is a cookie that scripts cannot read and other sites cannot use', async () => {
    const { set, me } = await signIn('broker');
    expect(set).toMatch(/^pz_session=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=43200; HttpOnly; Same/);
    expect(set).toContain('SameSite=Lax');
    expect(me).toMatchObject({
      participantCode: BROKERS[0]?.code,
      organisation: { roles: ['broker'] },
      zoneWide: [],
      person: { loginName: 'broker', hasTotp: false, mustChangePassword: false },
    });
  });

  test('reads without, and changes only with the page’s token', async () => {
    const { cookie, csrf } = await signIn('broker');
    expect((await call('GET', { url: '/declarations', cookie })).statusCode).toBe(200);
    const wrong = await signIn('merchant');
    for (const token of [undefined, 'x', wrong.csrf, '']) {
      const asked = { url: '/people', cookie, body: PERSON, ...(token && { csrf: token }) };
      const refused = await call('POST', asked);
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({ code: 'CSRF_FORBIDDEN' });
    }
    const done = await call('POST', { url: '/people', cookie, csrf, body: PERSON });
    expect(done.statusCode).toBe(201);
  });

  test('ends when told, for that browser only', async () => {
    const [one, two] = [await signIn('broker'), await signIn('broker')];
    const out = await call('DELETE', { url: '/session', ...one });
    expect(out.statusCode).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await call('GET', { url: '/me', cookie: one.cookie })).statusCode).toBe(401);
    expect((await call('GET', { url: '/me', cookie: two.cookie })).statusCode).toBe(200);
  });

  test('of a person is not there for an API key, and an API key has no person', async () => {
    const { informationSharing } = the.platform;
    const { key } = await informationSharing.createApiKey({
      participantCode: AUTHORITIES[0]?.code ?? '',
      name: 'machine',
      scopes: ['admin'],
    });
    const headers = { authorization: `Bearer ${key}` };
    const security = await server.inject({ url: '/api/v1/me/security', headers });
    expect(security.json()).toMatchObject({ status: 403, code: 'PERSON_FORBIDDEN' });
    const me = await server.inject({ url: '/api/v1/me', headers });
    expect(me.json()).toMatchObject({ person: null, name: 'machine' });
  });
});

describe('what a person may not reach', () => {
  const idOf = async (loginName: string) => {
    const page = await the.platform.identity.listPeople({
      owner: undefined,
      after: undefined,
      limit: 100,
    });
    return page.items.find((person) => person.loginName === loginName)?.personId ?? '';
  };

  test('are people of another organisation, by id or by query', async () => {
    const { cookie, csrf } = await signIn('merchant');
    const foreign = await idOf('broker');
    const change = { url: `/people/${foreign}`, cookie, csrf, body: { displayName: 'taken' } };
    expect((await call('PATCH', change)).statusCode).toBe(404);
    const reset = { url: `/people/${foreign}/password`, cookie, csrf };
    expect((await call('POST', reset)).statusCode).toBe(404);
    const asked = `/people?participantCode=${BROKERS[0]?.code ?? ''}`;
    const { items } = (await call('GET', { url: asked, cookie })).json<{ items: object[] }>();
    expect(items).toHaveLength(1);
    expect(items).toEqual([expect.objectContaining({ loginName: 'merchant' })]);
  });

  test('are sessions and passkeys of somebody else', async () => {
    const other = await signIn('broker');
    const { sessionId } = (await the.platform.identity.authenticateSession(
      other.cookie.slice('pz_session='.length),
    )) ?? { sessionId: '' };
    const { cookie, csrf } = await signIn('merchant');
    const end = await call('DELETE', { url: `/me/sessions/${sessionId ?? ''}`, cookie, csrf });
    expect(end.statusCode).toBe(404);
    expect((await call('GET', { url: '/me', cookie: other.cookie })).statusCode).toBe(200);
    const remove = await call('DELETE', { url: '/me/passkeys/AAAA', cookie, csrf });
    expect(remove.statusCode).toBe(404);
  });

  test.each([
    ['status', 'active'],
    ['personId', '01890000-0000-7000-8000-000000000000'],
    ['passwordHash', 'x'],
    ['zoneCode', 'X'],
    ['mustChangePassword', false],
    ['__proto__', { admin: true }],
  ])('is a field %s of a new person that she may not set', async (field, value) => {
    const { cookie, csrf } = await signIn('broker');
    const body = { ...PERSON, loginName: 'mass-1', [field]: value };
    const text = JSON.stringify(body).replace('"x-proto"', '"__proto__"');
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/people',
      headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
      payload: field === '__proto__' ? text.replace('}', ',"__proto__":{"admin":true}}') : text,
    });
    expect(answer.statusCode).toBe(400);
  });

  test('is a right that the organisation has not, for herself', async () => {
    const { cookie, csrf } = await signIn('broker');
    const body = { permissions: ['admin'] };
    const own = { url: `/people/${await idOf('broker')}`, cookie, csrf, body };
    expect((await call('PATCH', own)).json()).toMatchObject({ code: 'PERMISSION_FORBIDDEN' });
  });
});

describe('the operator', () => {
  test('administers people of every organisation', async () => {
    const { cookie, csrf } = await signIn('operator');
    const participantCode = MERCHANTS[1]?.code;
    const body = { ...PERSON, loginName: 'first-admin', participantCode };
    const made = await call('POST', { url: '/people', cookie, csrf, body });
    expect(made.json()).toMatchObject({ password: expect.stringMatching(/^(\w{4}-){3}\w{4}$/) });
    const { items } = (await call('GET', { url: '/people', cookie })).json<{ items: object[] }>();
    expect(items.length).toBeGreaterThanOrEqual(4);
  });
});
