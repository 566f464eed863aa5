import { AUTHORITIES, BROKERS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import type { Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let now = Date.parse('2026-11-20T08:00:00Z');

beforeAll(async () => {
  the = await openTestPlatform({}, { now: () => now as Instant });
  const limits = { perSecond: 2, burst: 5, attemptsPerMinute: 6 };
  server = await createPlatformServer(the.platform, { limits });
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(participantCode = ''): Promise<string> {
  const request = { participantCode, name: 'program', scopes: ['declarations:read'] as const };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

const me = (key: string) =>
  server.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${key}` } });

test('a client that asks too much waits, and others do not', async () => {
  const key = await keyOf(BROKERS[0]?.code);
  const other = await keyOf(AUTHORITIES[0]?.code);
  for (let i = 0; i < 5; i += 1) expect((await me(key)).statusCode).toBe(200);
  const refused = await me(key);
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('1');
  expect(refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect((await me(other)).statusCode).toBe(200);
  now += 1_000;
  expect([(await me(key)).statusCode, (await me(key)).statusCode]).toEqual([200, 200]);
  expect((await me(key)).statusCode).toBe(429);
});

test('an address that tries passwords waits, whatever names it tries', async () => {
  const tries = [];
  for (let i = 0; i < 8; i += 1) {
    const payload = { loginName: `name-${i}`, password: 'guess' };
    const { statusCode } = await server.inject({ method: 'POST', url: '/api/v1/session', payload });
    tries.push(statusCode);
  }
  expect(tries).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
});

test('every answer tells a browser to show it as it is, in no frame', async () => {
  for (const url of ['/api/v1/me', '/api/openapi.json', '/health/live', '/api/v1/nothing']) {
    const { headers } = await server.inject({ url });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  }
});
