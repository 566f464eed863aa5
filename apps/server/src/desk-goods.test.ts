import { BROKERS, MERCHANTS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { signInAt, type SignedIn } from './testing-people.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

type Found = { readonly items: readonly { hsCode: string; positiveList: object | null }[] };
type Filings = { readonly items: readonly { itemNo: string; version: number; name: string }[] };

let the: TestPlatform;
let server: HttpServer;
let broker: SignedIn;
let merchant: SignedIn;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  const signIn = signInAt(the.platform, server);
  broker = await signIn('goods.broker', BROKERS[0]?.code ?? '');
  merchant = await signIn('goods.merchant', MERCHANTS[0]?.code ?? '');
});

afterAll(async () => {
  await server.close();
  await the.close();
});

const GOODS = {
  ...{ hsCode: '1901101000', name: '<img src=x onerror=alert(1)>奶粉', model: '900克/罐' },
  ...{ origin: '609', unit: '122', unit1: '035' },
};

describe('codes', () => {
  const codesOf = async (q: string) =>
    (await broker.get<Found>(`/goods/codes?q=${encodeURIComponent(q)}`)).items;

  test('are found by code, by either language, and by what people say', async () => {
    for (const q of ['19011010', '1901101000', '婴幼儿', 'infant formula', '婴儿 奶粉', 'FORMULA'])
      expect([q, (await codesOf(q))[0]?.hsCode]).toEqual([q, '19011010']);
    expect(await codesOf('no such goods')).toEqual([]);
    expect((await codesOf('1901'))[0]).toMatchObject({
      rates: { vat: '13' },
      positiveList: { quota: null },
    });
  });
});

describe('goods on file', () => {
  test('are an enterprise’s own, with every version kept', async () => {
    const put = (name: string) => merchant.ask('PUT', '/goods-filings/SKU-1', { ...GOODS, name });
    expect((await put(GOODS.name)).body).toMatchObject({ version: 1, name: GOODS.name });
    expect((await put('奶粉 2段')).body).toMatchObject({
      version: 2,
      tariff: { hsCode: expect.stringContaining('1901'), positiveList: {} },
    });
    const mine = await merchant.get<Filings>('/goods-filings?q=sku');
    expect(mine.items).toMatchObject([{ itemNo: 'SKU-1', version: 2, name: '奶粉 2段' }]);
    expect((await broker.get<Filings>('/goods-filings')).items).toEqual([]);
    expect((await broker.ask('DELETE', '/goods-filings/SKU-1')).status).toBe(404);
    expect((await merchant.ask('DELETE', '/goods-filings/SKU-1')).status).toBe(204);
    expect((await merchant.get<Filings>('/goods-filings')).items).toEqual([]);
    expect((await put('wieder')).body).toMatchObject({ version: 4 });
  });

  test('of codes that customs does not know are refused with each reason', async () => {
    const wrong = { ...GOODS, hsCode: '9999999999', origin: '000', unit: '999' };
    const refused = await merchant.ask('PUT', '/goods-filings/SKU-2', wrong);
    expect(refused).toMatchObject({ status: 422, body: { code: 'GOODS_FILING_REFUSED' } });
    for (const part of ['9999999999', 'country', 'unit'])
      expect(JSON.stringify(refused.body)).toContain(part);
  });
});

describe('a basket', () => {
  type Mode = { tradeMode: string; clears: boolean; tax: { total: string } | null };
  const quote = async (line: object) =>
    (await broker.ask('POST', '/baskets/quote', { lines: [line] })).body as { modes: Mode[] };
  const line = { hsCode: '1901101000', quantity: '1', unit: '142', unit1: '035', quantity1: '0.8' };

  test('has its taxes under each mode, as a list would be taxed', async () => {
    const { modes } = await quote({ ...line, price: '400' });
    expect(modes.map(({ tradeMode }) => tradeMode)).toEqual(
      ['9610', '1210', '1239'].sort(byOrder(modes)),
    );
    // 400 × 13 % × 70 %: docs/how-to/try-it.md.
    for (const mode of modes) expect(mode.tax).toMatchObject({ total: '36.40' });
    expect(modes.find(({ tradeMode }) => tradeMode === '1210')).toMatchObject({
      clears: true,
      needed: expect.arrayContaining(['emsNo', 'itemRecordNo']),
    });
  });

  test('says whether its buyer’s year suffices, by the same rule as a list', async () => {
    type Judged = Mode & { findings: { code: string }[]; allowance: object | null };
    const buyer = { idNumber: '11010519491231002X' };
    const ask = async (price: string, more: object) => {
      const body = { ...more, lines: [{ ...line, price, quantity: '10', quantity1: '8' }] };
      const { modes } = (await broker.ask('POST', '/baskets/quote', body)).body as {
        modes: Judged[];
      };
      return modes.find(({ tradeMode }) => tradeMode === '1210');
    };
    expect((await ask('400', {}))?.allowance).toBeNull();
    expect(await ask('400', { buyer })).toMatchObject({
      clears: true,
      allowance: { takes: '400.00', suffices: true },
    });
    const over = await ask('26000.01', { buyer });
    expect(over).toMatchObject({ clears: false, allowance: { suffices: false } });
    expect(over?.findings.map(({ code }) => code)).toContain('1313');
    expect(JSON.stringify(over)).not.toContain(buyer.idNumber);
  });

  test('of goods that are not listed clears under none, and says why', async () => {
    const { modes } = await quote({ ...line, hsCode: '9301000000', price: '400' });
    for (const mode of modes)
      expect(mode).toMatchObject({
        clears: false,
        findings: expect.arrayContaining([
          expect.objectContaining({ code: expect.stringContaining('PZ-POSITIVE-LIST') }),
        ]),
      });
  });

  function byOrder(modes: readonly Mode[]) {
    const order = modes.map(({ tradeMode }) => tradeMode);
    return (a: string, b: string) => order.indexOf(a) - order.indexOf(b);
  }
});
