import { BROKERS, PLATFORMS } from '@pilotzone/generator/companies';
import { withHead } from '@pilotzone/generator/purchase';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filterOf } from '@pilotzone/single-window/list-declarations';
import { listMarks } from '@pilotzone/single-window/store/read';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { signInAt, type SignedIn } from './testing-people.ts';
import { clearAll, purchasesOf } from './testing-purchases.ts';

type Item = { readonly declarationId: string; readonly status: string; readonly ebpCode: string };
type Page = { readonly items: readonly Item[]; readonly next: string | null };
type Ruler = { readonly total: number; readonly every: number; readonly marks: readonly string[] };
type Views = { readonly items: readonly { viewId: string; name: string; query: string }[] };

let the: TestPlatform;
let server: HttpServer;
let broker: SignedIn;
let other: SignedIn;

beforeAll(async () => {
  the = await openTestPlatform({ holdRed: true });
  const { messages } = generateDay({ declarations: 60, seed: 3, faults: 0.2 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  const signIn = signInAt(the.platform, server);
  broker = await signIn('desk.broker', BROKERS[0]?.code ?? '');
  other = await signIn('desk.platform', PLATFORMS[0]?.code ?? '');
});

afterAll(async () => {
  await server.close();
  await the.close();
});

describe('the list of declarations', () => {
  const all = async (query = '') =>
    (await broker.get<Page>(`/declarations?limit=200${query}`)).items;

  test('is measured for whoever asks, and its marks are places in it', async () => {
    const items = await all();
    const ruler = await broker.get<Ruler>('/declarations/ruler');
    expect(items.length).toBeGreaterThan(5);
    expect(ruler).toMatchObject({ total: items.length, every: 1000 });
    expect(ruler.marks).toHaveLength(1);
    const theirs = await other.get<Ruler>('/declarations/ruler');
    expect(theirs.total).toBe((await other.get<Page>('/declarations?limit=200')).items.length);
    const from = `from=${ruler.marks[0] ?? ''}`;
    const third = await broker.get<Page>(`/declarations?limit=2&${from}&skip=2`);
    expect(third.items).toEqual(items.slice(2, 4));
    const after = await broker.get<Page>(`/declarations?limit=2&cursor=${third.next ?? ''}`);
    expect(after.items).toEqual(items.slice(4, 6));
  });

  test('has a mark wherever a stretch begins, however long it is', async () => {
    const items = await all();
    const { db, zoneCode } = the.platform.runtime;
    const participantCode = BROKERS[0]?.code ?? '';
    const { marks } = await listMarks(db, zoneCode, {
      filter: filterOf({}, { participantCode }),
      every: 4,
    });
    const ids = items.map(({ declarationId }) => declarationId);
    expect(marks).toEqual(ids.filter((_, at) => at % 4 === 0));
  });

  test('is narrowed by several states and by the days of filing', async () => {
    const wanted = ['rejected', 'held'];
    const items = await all();
    const some = await all(`&status=${wanted.join()}`);
    expect(some).toEqual(items.filter(({ status }) => wanted.includes(status)));
    expect(await all(`&filedFrom=${TEST_DAY}&filedUntil=${TEST_DAY}`)).toEqual(items);
    expect(await all('&filedUntil=2026-11-19')).toEqual([]);
    const ruler = await broker.get<Ruler>('/declarations/ruler?filedUntil=2026-11-19');
    expect(ruler).toMatchObject({ total: 0, marks: [] });
    const wrong = await broker.ask('GET', '/declarations?filedFrom=2026-13-40');
    expect(wrong.status).toBe(400);
  });
});

describe('the list as CSV', () => {
  test('has all that match, only what the asker may see, and never a formula', async () => {
    const { draw } = purchasesOf(5);
    const evil = '=HYPERLINK("http://x","y")';
    const purchase = ['order', 'payment', 'waybill', 'list'].reduce(
      (made, which) => withHead(made, which as 'list', { orderNo: evil }),
      draw(),
    );
    await clearAll(the.platform, [purchase]);
    const { parties } = purchase;
    const owner = await signInAt(the.platform, server)('desk.owner', parties.merchant.code);
    const list = await owner.get<Page>('/declarations?limit=200');
    const { text } = await owner.ask('GET', '/declarations/export');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(list.items.length + 1);
    expect(lines.filter((line) => line.startsWith(`"'=HYPERLINK(`))).toHaveLength(1);
    expect(lines.filter((line) => /(^|,)"?[=+@-]/.test(line.replaceAll(/,-?\d/g, ',')))).toEqual(
      [],
    );
    const none = await owner.ask('GET', '/declarations/export?filedUntil=2000-01-01');
    expect(none.text.trimEnd().split('\r\n')).toHaveLength(1);
  });
});

describe('a saved view', () => {
  const views = (who: SignedIn) => who.get<Views>('/me/views?page=declarations');

  test('is one person’s, replaced under its name, and forgotten on request', async () => {
    const keep = (query: string) =>
      broker.ask('POST', '/me/views', { page: 'declarations', name: ' 退单 ', query });
    expect((await keep('status=rejected')).status).toBe(200);
    expect((await keep('status=rejected&tradeMode=1210')).status).toBe(200);
    const { items } = await views(broker);
    expect(items).toEqual([
      { viewId: expect.any(String), name: '退单', query: 'status=rejected&tradeMode=1210' },
    ]);
    expect((await views(other)).items).toEqual([]);
    const path = `/me/views/${items[0]?.viewId ?? ''}`;
    expect((await other.ask('DELETE', path)).status).toBe(404);
    expect((await broker.ask('DELETE', path)).status).toBe(204);
    expect((await views(broker)).items).toEqual([]);
  });

  test('is one of fifty at most', async () => {
    const keep = (name: string) =>
      other.ask('POST', '/me/views', { page: 'declarations', name, query: '' });
    for (let no = 0; no < 50; no += 1) expect((await keep(`view ${no}`)).status).toBe(200);
    expect(await keep('one more')).toMatchObject({
      status: 422,
      body: { code: 'VIEW_LIMIT_REACHED' },
    });
    expect((await keep('view 7')).status).toBe(200);
  });
});
