import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';

const LIMITS = { perSecond: 1_000, burst: 1_000, attemptsPerMinute: 2 };
const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'zone.example' };

let the: TestPlatform;
let password: string;
const servers: HttpServer[] = [];

beforeAll(async () => {
  the = await openTestPlatform();
  const enrolment = { displayName: 'chen', participantCode: AUTHORITIES[0]?.code ?? '' };
  ({ password } = await the.platform.identity.enrolPerson({
    ...{ ...enrolment, loginName: 'chen', actor: 'test', mustChangePassword: false },
  }));
});

afterAll(async () => {
  for (const server of servers) await server.close();
  await the.close();
});

async function open(trustProxy?: string[]) {
  const server = await createPlatformServer(the.platform, { limits: LIMITS, trustProxy });
  await server.ready();
  servers.push(server);
  return server;
}

function signIn(server: HttpServer, from: string, more: Record<string, string>) {
  return server.inject({
    method: 'POST',
    url: '/api/v1/session',
    remoteAddress: from,
    headers: { ...FORWARDED, ...more },
    payload: { loginName: 'chen', password },
  });
}

test('a proxy that is trusted says how and from where the browser came', async () => {
  const server = await open(['10.0.0.0/8']);
  const first = await signIn(server, '10.1.2.3', { 'x-forwarded-for': '203.0.113.5' });
  expect(String(first.headers['set-cookie'])).toContain('Secure');
  // Each browser has its own number of tries, not the proxy one for all.
  for (const client of ['203.0.113.6', '203.0.113.7', '203.0.113.8'])
    expect((await signIn(server, '10.1.2.3', { 'x-forwarded-for': client })).statusCode).toBe(204);
});

test('nobody else does: tries are counted by the true address', async () => {
  for (const server of [await open(), await open(['10.0.0.0/8'])]) {
    const answers = [];
    for (const client of ['203.0.113.6', '203.0.113.7', '203.0.113.8'])
      answers.push(await signIn(server, '192.0.2.1', { 'x-forwarded-for': client }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204, 429]);
    expect(String(answers[0]?.headers['set-cookie'])).not.toContain('Secure');
  }
});
