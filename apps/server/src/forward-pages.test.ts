import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { REPORTS } from './reports.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

const DECLARATIONS = 30;
const EXPORT = '/api/v1/declarations/export';

let the: TestPlatform;
let [here, there]: HttpServer[] = [];
let seenThere: string[];
let key = '';
const folder = mkdtempSync(join(tmpdir(), 'pilotzone-pages-test-'));

beforeAll(async () => {
  the = await openTestPlatform();
  const { informationSharing } = the.platform;
  const { messages } = generateDay({ declarations: DECLARATIONS, seed: 4, faults: 0 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  const wanted = { name: 'clerk', scopes: ['admin'] as const };
  const participantCode = AUTHORITIES[0]?.code ?? '';
  key = (await informationSharing.createApiKey({ ...wanted, participantCode })).key;
  const socket = join(folder, 'reports');
  here = await createPlatformServer(the.platform, { pages: new Map([[REPORTS, socket]]) });
  there = await createPlatformServer(the.platform);
  seenThere = [];
  there.addHook('onRequest', async ({ url }) => {
    await Promise.resolve(seenThere.push(url));
  });
  await there.listen({ path: socket });
});

afterAll(async () => {
  await here?.close();
  await there?.close();
  await the.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(url: string, more: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${key}`, ...more };
  const answer = await here?.inject({ url, headers });
  if (!answer) throw new Error('the server is open');
  return answer;
}

test('a report is answered at the socket, in the same words; everything else is not', async () => {
  const answer = await ask(EXPORT);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('text/csv');
  const own = await there?.inject({ url: EXPORT, headers: { authorization: `Bearer ${key}` } });
  expect(answer.body).toBe(own?.body);
  expect(answer.body.trim().split('\n').length).toBe(DECLARATIONS + 1);
  expect(seenThere).toEqual([EXPORT, EXPORT]);
  await ask('/api/v1/declarations');
  expect(seenThere.length).toBe(2);
});

test('refusals and what the client has already come back as they are', async () => {
  seenThere = [];
  const url = '/api/v1/statistics/trade?by=tradeMode';
  const first = await ask(url);
  const again = await ask(url, { 'if-none-match': String(first.headers['etag']) });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  const wrong = await ask('/api/v1/statistics/trade?by=nothing');
  expect(wrong.statusCode).toBe(400);
  expect(wrong.json()).toMatchObject({ status: 400 });
  expect(seenThere.length).toBe(3);
});

test('who may not ask is refused before anybody else is asked', async () => {
  seenThere = [];
  expect((await here?.inject({ url: EXPORT }))?.statusCode).toBe(401);
  expect(seenThere).toEqual([]);
});

test('where nobody listens the question is answered here', async () => {
  await there?.close();
  seenThere = [];
  const answer = await ask(EXPORT);
  expect(answer.body.trim().split('\n').length).toBe(DECLARATIONS + 1);
  expect(seenThere).toEqual([]);
});
