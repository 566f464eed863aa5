import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { HttpServer } from '@pilotzone/kernel/http';
import { madeMap } from '@pilotzone/statistics/testing/made-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let operator: string;
let reader: string;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  operator = await keyFor(AUTHORITIES[0]?.code ?? '', ['reference:import', 'statistics:read']);
  reader = await keyFor(PARTICIPANTS[0]?.code ?? '', ['declarations:read']);
});
afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyFor(participantCode: string, scopes: Scope[]): Promise<string> {
  const request = { participantCode, name: 'maps', scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

type Told = { status: number; body: Record<string, unknown> };

async function call(method: 'GET' | 'DELETE', path: string, key = operator): Promise<Told> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await server.inject({ method, url: `/api/v1/map${path}`, headers });
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() };
}

async function send(query: Record<string, string>, map: unknown, key = operator): Promise<Told> {
  const answer = await server.inject({
    ...{ method: 'POST', url: '/api/v1/map/import' },
    query: { approvalNo: 'GS(2024)0650号', source: '自然资源部', ...query },
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/geo+json' },
    payload: typeof map === 'string' ? map : JSON.stringify(map),
  });
  return { status: answer.statusCode, body: answer.json() };
}

test('a map is shown when it was said so, by number and source, until withdrawn', async () => {
  expect((await call('GET', '')).body).toEqual({ map: null });
  const tried = await send({}, madeMap());
  expect(tried.body).toMatchObject({ applied: false, version: 0, provinces: 34, otherShapes: 1 });
  expect((await call('GET', '')).body).toEqual({ map: null });
  const taken = await send({ dryRun: 'false', fileName: 'china.geojson' }, madeMap());
  expect(taken.body).toMatchObject({ applied: true, version: 1, before: null });
  const { map } = (await call('GET', '')).body as { map: { shapes: { province: string }[] } };
  expect(map).toMatchObject({ version: 1, approvalNo: 'GS(2024)0650号', source: '自然资源部' });
  expect(map.shapes).toHaveLength(35);

  const again = await send({ dryRun: 'false' }, madeMap());
  expect(again.body).toMatchObject({ version: 1, added: [], changed: [] });
  expect((await call('DELETE', '')).status).toBe(204);
  expect((await call('DELETE', '')).status).toBe(204);
  expect((await call('GET', '')).body).toEqual({ map: null });
  const { items } = (await call('GET', '/versions')).body as { items: object[] };
  expect(items).toMatchObject([
    { version: 2, approvalNo: null, enteredBy: 'maps' },
    { version: 1, approvalNo: 'GS(2024)0650号', fileName: 'china.geojson', shapes: 35 },
  ]);
  await expect(
    the.platform.runtime.db.query('delete from statistics.map_version'),
  ).rejects.toThrow();
});

test('what is no whole map is refused with what is missing, and changes nothing', async () => {
  const part = madeMap();
  part.features = part.features.filter(({ properties }) => properties['adcode'] !== 710_000);
  const refused = await send({ dryRun: 'false' }, part);
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({ code: 'MAP_INVALID' });
  expect(String(refused.body['detail'])).toContain('71 台湾');
  const unapproved = await send({ dryRun: 'false', approvalNo: 'mine' }, madeMap());
  expect(unapproved).toMatchObject({ status: 422, body: { code: 'MAP_INVALID' } });
  expect((await send({ dryRun: 'false' }, '{')).status).toBe(422);
  expect((await send({ dryRun: 'false' }, 'x'.repeat(9 << 20))).status).toBe(413);
  expect((await call('GET', '')).body).toEqual({ map: null });
});

test('who may not import may neither supply nor withdraw a map', async () => {
  expect((await send({ dryRun: 'false' }, madeMap(), reader)).status).toBe(403);
  expect((await call('DELETE', '', reader)).status).toBe(403);
  expect((await call('GET', '/versions', reader)).status).toBe(403);
});
