import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { endOfDay, startOfDay } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

type Item = Record<string, unknown>;

const NEW_YEAR = '2027-01-01' as PlainDate;
const HEADER =
  'hs_code,name_zh,unit1,unit2,mfn_rate,vat_rate,ct_rate,ct_specific,ct_specific_unit,' +
  'ct_threshold,ct_threshold_unit,valid_from,valid_until,source\n';
const rate = (mfn: string, from: string, until = '') =>
  `19011011,婴幼儿配方奶粉,035,,${mfn},13,,,,,,${from},${until},law\n`;
const NOW = HEADER + rate('15', '2019-04-01');
/** 15 % until the year ends, then another. */
const nextYear = (mfn: string) =>
  HEADER + rate('15', '2019-04-01', '2026-12-31') + rate(mfn, NEW_YEAR);

const clock = { at: 0, now: () => clock.at as Instant };
let the: TestPlatform;
/** A second process on the same database. */
let other: Platform;
let server: HttpServer;
let key: string;

beforeEach(async () => {
  clock.at = endOfDay(TEST_DAY);
  the = await openTestPlatform({}, clock);
  other = await compose(the.platform.runtime, the.platform.config);
  server = await createPlatformServer(the.platform);
  const request = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'importer' };
  const scopes = ['reference:import'] as const;
  key = (await the.platform.informationSharing.createApiKey({ ...request, scopes })).key;
});

afterEach(async () => {
  await server.close();
  await other.gateway.stop();
  await other.dispatcher.stop();
  await the.close();
});

async function ask(method: 'GET' | 'POST', url: string, payload?: string | object) {
  const type = typeof payload === 'string' ? 'text/csv' : 'application/json';
  const answer = await server.inject({
    ...{ method, url: `/api/v1/reference/${url}` },
    headers: { authorization: `Bearer ${key}`, ...(payload && { 'content-type': type }) },
    ...(payload && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<Item>() };
}

const apply = (file: string, text: string) =>
  ask('POST', `tariff/import?dryRun=false&fileName=${file}`, text);
const withdraw = (version: number, reason = 'wrong column') =>
  ask('POST', `tariff/imports/${version}/withdrawal`, { reason });
const list = async (query = '') => (await ask('GET', `imports${query}`)).body;
/** Percent of the tariff that a process charges on a day. */
function rateOn(platform: Platform, day: PlainDate): string | undefined {
  const now = clock.at;
  clock.at = endOfDay(day);
  const { items } = platform.singleWindow.desk.findCodes({ q: '19011011' });
  clock.at = now;
  return items[0]?.rates.tariff;
}

test('imports are listed with whose they are, what they changed and from which day', async () => {
  await apply('now.csv', NOW);
  clock.at += 60_000;
  expect((await apply('next.csv', nextYear('7'))).body).toMatchObject({ inForceFrom: NEW_YEAR });
  const { items } = await list();
  expect(items).toMatchObject([
    {
      ...{ kind: 'tariff', version: 2, fileName: 'next.csv', importedBy: 'importer' },
      ...{ inForceFrom: NEW_YEAR, added: 1, changed: 1, closed: 0, state: 'planned' },
      ...{ canBeWithdrawn: true, withdrawal: null },
    },
    { version: 1, inForceFrom: TEST_DAY, state: 'begun', canBeWithdrawn: false },
  ]);
  const first = await list('?limit=1');
  const second = await list(`?limit=1&cursor=${String(first['next'])}`);
  expect([...(first['items'] as Item[]), ...(second['items'] as Item[])]).toEqual(items);
  expect(second['next']).toBeNull();
  expect((await list('?kind=exchange-rates'))['items']).toEqual([]);
});

test('a planned import withdrawn judges nowhere, and who, when and why stay', async () => {
  await apply('now.csv', NOW);
  await apply('next.csv', nextYear('7'));
  await other.reloadTariff();
  expect([rateOn(the.platform, NEW_YEAR), rateOn(other, NEW_YEAR)]).toEqual(['7', '7']);
  const taken = await withdraw(2);
  const withdrawal = { by: 'importer', reason: 'wrong column', at: expect.any(String) as string };
  expect(taken).toMatchObject({ status: 200, body: { state: 'withdrawn', withdrawal } });
  await other.reloadTariff();
  expect([rateOn(the.platform, NEW_YEAR), rateOn(other, NEW_YEAR)]).toEqual(['15', '15']);
  expect(((await list())['items'] as Item[]).map(({ state }) => state).sort()).toEqual([
    'begun',
    'withdrawn',
  ]);
  expect(await withdraw(2)).toMatchObject({ status: 422 });
  expect((await apply('again.csv', nextYear('9'))).status).toBe(200);
  expect((await list())['items']).toMatchObject([{ version: 3 }, { version: 2 }, { version: 1 }]);
  expect(rateOn(the.platform, NEW_YEAR)).toBe('9');
});

test('once its day has begun an import stays, and the refusal says the way out', async () => {
  await apply('now.csv', NOW);
  await apply('next.csv', nextYear('7'));
  clock.at = startOfDay(NEW_YEAR);
  const refused = await withdraw(2);
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'REFERENCE_IMPORT_NOT_PLANNED' },
  });
  expect(refused.body['detail']).toMatch(/since 2027-01-01; import a file that ends its rows/);
  expect(rateOn(the.platform, NEW_YEAR)).toBe('7');
  expect((await withdraw(1)).status).toBe(422);
  expect((await withdraw(9)).status).toBe(404);
  expect((await withdraw(2, 'no')).status).toBe(400);
  expect((await withdraw(2, '      ')).status).toBe(400);
});

test('of two planned imports the later is withdrawn first', async () => {
  await apply('now.csv', NOW);
  await apply('next.csv', nextYear('7'));
  await apply('better.csv', nextYear('9'));
  const refused = await withdraw(2);
  expect(refused).toMatchObject({ status: 422 });
  expect(refused.body['detail']).toContain('withdraw that one first');
  expect((await withdraw(3)).status).toBe(200);
  expect((await withdraw(2)).status).toBe(200);
  expect(rateOn(the.platform, NEW_YEAR)).toBe('15');
});

test('a difference made against a file that was withdrawn meanwhile is not applied', async () => {
  await apply('now.csv', NOW);
  await apply('next.csv', nextYear('7'));
  const { singleWindow } = the.platform;
  const madeFrom = { content: await singleWindow.findReference('tariff') };
  await withdraw(2);
  const file = { kind: 'tariff', fileName: 'late.csv', importedBy: 'other' } as const;
  const effect = { added: 1, changed: 0, closed: 0, inForceFrom: NEW_YEAR, rowCount: 1 };
  const late = singleWindow.importReference({ ...file, ...effect, content: NOW, madeFrom });
  await expect(late).rejects.toMatchObject({ code: 'REFERENCE_CHANGED' });
});
