import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let own = '';
let foreign = '';
let declarationId = '';

beforeAll(async () => {
  the = await openTestPlatform();
  const day = generateDay({ declarations: 12, seed: 5, faults: 0 });
  const raw = day.messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  const keyFor = async (code: string | undefined, scopes: ('admin' | 'declarations:read')[]) =>
    (
      await the.platform.informationSharing.createApiKey({
        ...{ participantCode: code ?? '', name: 'test', scopes },
      })
    ).key;
  const admin = await keyFor(AUTHORITIES[0]?.code, ['admin']);
  const listed = await get('/api/v1/declarations?status=released', admin);
  const [first] = listed.json<{ items: { declarationId: string; ebpCode: string }[] }>().items;
  declarationId = first?.declarationId ?? '';
  const other = PLATFORMS.find(({ code }) => code !== first?.ebpCode);
  own = await keyFor(first?.ebpCode, ['declarations:read']);
  foreign = await keyFor(other?.code, ['declarations:read']);
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function get(url: string, key?: string) {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return await server.inject({ method: 'GET', url, headers });
}

test('a paper’s code tells anybody how its declaration stands, nothing of persons', async () => {
  const proof = await get(`/api/v1/declarations/${declarationId}/proof`, own);
  const { code } = proof.json<{ code: string }>();
  const answer = await get(`/api/v1/verify/${code}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ status: 'released', zoneCode: '330100' });
  expect(answer.body).not.toMatch(/buyer|consignee|phone|\*{3}/i);
});

test('no other code is genuine, and nobody gets one for a declaration he may not see', async () => {
  const proof = await get(`/api/v1/declarations/${declarationId}/proof`, own);
  const { code } = proof.json<{ code: string }>();
  const changed = (code.startsWith('A') ? 'B' : 'A') + code.slice(1);
  const forged = await get(`/api/v1/verify/${changed}`);
  expect(forged.json()).toMatchObject({ status: 404, code: 'PAPER_NOT_FOUND' });
  // The bits that the last letter has to spare do not make a second code.
  for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
    if (!code.endsWith(last))
      expect((await get(`/api/v1/verify/${code.slice(0, -1)}${last}`)).statusCode).toBeGreaterThan(
        400,
      );
  for (const path of ['../../session', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', 'x'.repeat(38)])
    expect((await get(`/api/v1/verify/${path}`)).statusCode).toBeGreaterThanOrEqual(400);
  const refused = await get(`/api/v1/declarations/${declarationId}/proof`, foreign);
  expect(refused.statusCode).toBe(404);
});
