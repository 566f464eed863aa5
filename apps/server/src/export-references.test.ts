import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shipment } from '@pilotzone/generator/exports/draw-shipment';
import { createLog } from '@pilotzone/kernel/log';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile } from './commands/import-file.ts';
import { importReferenceText } from './commands/import-reference.ts';
import type { ReferenceText } from './commands/import-reference.ts';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  exportOf,
  reasonCodes,
  sendExport,
  shipmentsOf,
} from './testing-exports.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';

const DEAR_DOLLAR =
  'currency,cny_per_100,valid_from,valid_until,source\n502,100000,2014-02-10,,test\n';
const LICENSED_SHIRTS =
  'hs_prefix,name_zh,duty,licence,inspection,valid_from,valid_until,source\n' +
  ['61', '64', '85', '95', '42', '94', '39']
    .map((chapter) => `${chapter},测试商品,,1,,2014-02-10,,test\n`)
    .join('');
const warehouseOf = (merchant: string) =>
  'merchant_code,warehouse,country,valid_from,valid_until,source\n' +
  `${merchant},洛杉矶仓,502,2024-11-01,,test\n`;

const FILES = [
  ['exchange-rates', DEAR_DOLLAR, '+ 502,100000,2014-02-10,,test'],
  ['export-goods', LICENSED_SHIRTS, '+ 39,测试商品,,1,,2014-02-10,,test'],
  ['overseas-warehouses', warehouseOf('M1'), '+ M1,洛杉矶仓,502,2024-11-01,,test'],
] as const;

describe('the import commands of exports', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof openTestDatabase>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilotzone-import-'));
    database = await openTestDatabase([]);
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  async function run(kind: ReferenceText['kind'], text: string, dryRun = false) {
    const file = join(folder, `${kind}.csv`);
    await writeFile(file, text);
    const place = { databaseUrl: database.url, dataDir: undefined, shared: true };
    return importFile({ kind, file, place, dryRun, log: createLog('silent') });
  }

  test.each(FILES)('%s: the difference first, then in force, once', async (kind, text, line) => {
    const rows = text.trim().split('\n').length - 1;
    const looked = await run(kind, text, true);
    expect(looked).toMatchObject({ applied: false, rows, added: rows, changed: 0, closed: 0 });
    expect(looked.diff).toContain(line);
    expect(await run(kind, text)).toMatchObject({ applied: true, added: rows });
    expect(await run(kind, text)).toMatchObject({ applied: true, added: 0, changed: 0, diff: [] });
  });

  test.each(FILES)('%s: a wrong row is named, and nothing changes', async (kind, text) => {
    const wrong = text.replace(/\d{4}-\d{2}-\d{2}/, 'yesterday');
    await expect(run(kind, wrong)).rejects.toMatchObject({
      code: 'REFERENCE_FILE_INVALID',
      message: expect.stringMatching(/line 2, valid_from/) as string,
    });
    expect(await run(kind, text, true)).toMatchObject({ added: 0, changed: 0 });
  });
});

async function open(day: PlainDate) {
  const { platform, close } = await openTestPlatform({}, fixedClock(endOfDay(day)));
  const draw = shipmentsOf(80, day);
  const load = (kind: ReferenceText['kind'], content: string) =>
    importReferenceText(platform, {
      ...{ kind, content, fileName: 'test.csv', importedBy: 'test' },
      ...{ dryRun: false, replace: false },
    });
  return { platform, close, draw, load };
}

async function codesOf(platform: Platform, shipment: Shipment): Promise<string[]> {
  const { order, payment, waybill, list } = papers;
  const sent = [order, payment, waybill, list].map((paper) => paper(shipment));
  await sendExport(platform, shipment.parties.broker, sent);
  return reasonCodes(await exportOf(platform, shipment));
}

describe('imported data judge the next list', () => {
  const SIMPLE = { mode: '9610', statisticsFlag: 'A' } as const;

  test('rates and goods, at the platform and at the simulator', async () => {
    const { platform, close, draw, load } = await open(TEST_DAY);
    try {
      expect(await codesOf(platform, draw(SIMPLE))).toEqual([]);
      await load('exchange-rates', DEAR_DOLLAR);
      expect(await codesOf(platform, draw(SIMPLE))).toEqual(['PZ-EXPORT-VALUE']);
      await load('exchange-rates', DEAR_DOLLAR.replace('100000', '700'));
      await load('export-goods', LICENSED_SHIRTS);
      expect(await codesOf(platform, draw(SIMPLE))).toEqual(['PZ-EXPORT-SIMPLIFIED']);
    } finally {
      await close();
    }
  });

  test('a filed warehouse lets 9810 go while a filing was needed', async () => {
    const { platform, close, draw, load } = await open('2024-12-01' as PlainDate);
    try {
      const first = draw({ mode: '9810' });
      expect(await codesOf(platform, first)).toEqual(['PZ-EXPORT-WAREHOUSE']);
      await load('overseas-warehouses', warehouseOf(first.parties.merchant.code));
      const second = draw({ mode: '9810', parties: first.parties });
      expect(await codesOf(platform, second)).toEqual([]);
      expect((await exportOf(platform, second)).status).toBe('examined');
    } finally {
      await close();
    }
  });
});
