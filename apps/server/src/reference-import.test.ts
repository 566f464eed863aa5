import { AUTHORITIES } from '@pilotzone/generator/companies';
import { demoSupervisionModes } from '@pilotzone/tariff/demo';
import { formatSupervisionModesFile } from '@pilotzone/tariff/supervision-modes-file';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import { DEMO_ZONE_CODE } from './config.ts';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, codesOf, purchasesOf, resultOf } from './testing-purchases.ts';

let the: TestPlatform;
/** A second process on the same database. */
let other: Platform;
let server: HttpServer;
let key: string;
const { draw } = purchasesOf(8);

beforeAll(async () => {
  the = await openTestPlatform();
  other = await compose(the.platform.runtime, the.platform.config);
  server = await createPlatformServer(the.platform);
  const request = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'importer' };
  const scopes = ['reference:import'] as const;
  key = (await the.platform.informationSharing.createApiKey({ ...request, scopes })).key;
});

afterAll(async () => {
  await server.close();
  await other.gateway.stop();
  await other.dispatcher.stop();
  await the.close();
});

async function post(kind: string, query: string, payload: string | Buffer) {
  const answer = await server.inject({
    method: 'POST',
    url: `/api/v1/reference/${kind}/import${query}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    payload,
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const WITHOUT_1210 = formatSupervisionModesFile(
  demoSupervisionModes(DEMO_ZONE_CODE)
    .filter(({ mode }) => mode === '1210')
    .map((row) => ({ ...row, validUntil: TEST_DAY, validFrom: TEST_DAY, zoneCode: '9999' })),
);

test('a file over HTTP shows its difference first and changes nothing', async () => {
  const looked = await post('supervision-modes', '', WITHOUT_1210);
  expect(looked).toMatchObject({ status: 200, body: { applied: false, added: 1 } });
  const purchase = draw({ tradeMode: '1210' });
  await clearAll(the.platform, [purchase]);
  expect(await resultOf(the.platform, purchase)).toMatchObject({ status: 'released' });
});

test('once applied it judges the next list, in every process', async () => {
  const applied = await post('supervision-modes', '?dryRun=false&fileName=m.csv', WITHOUT_1210);
  expect(applied).toMatchObject({ status: 200, body: { applied: true, file: 'm.csv' } });
  expect(other.tariffVersions()).toBe('demo');
  await other.reloadTariff();
  expect(other.tariffVersions()).toBe('demo, supervision modes 1');
  for (const platform of [the.platform, other]) {
    const purchase = draw({ tradeMode: '1210' });
    await clearAll(platform, [purchase]);
    const row = await resultOf(platform, purchase);
    expect(row).toMatchObject({ status: 'rejected' });
    expect(codesOf(row)).toContain('PZ-MODE');
  }
  await settle(the.platform);
});

test('a file with errors, or in another encoding, is refused whole', async () => {
  const wrong = await post('tariff', '?dryRun=false', 'hs_code\n1');
  expect(wrong).toMatchObject({ status: 400, body: { code: 'REFERENCE_FILE_INVALID' } });
  const bytes = Buffer.from([0xb1, 0xcf, 0x0a]);
  const encoded = await post('positive-list', '?dryRun=false', bytes);
  expect(encoded).toMatchObject({ status: 400, body: { code: 'REFERENCE_FILE_INVALID' } });
  expect(String(encoded.body['detail'])).toContain('UTF-8');
});
