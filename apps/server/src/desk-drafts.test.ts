import { BROKERS, MERCHANTS } from '@pilotzone/generator/companies';
import { withHead, withLine, type Purchase } from '@pilotzone/generator/purchase';
import type { HttpServer } from '@pilotzone/kernel/http';
import type { DraftAnswer, DraftVerdict } from '@pilotzone/single-window/draft-shapes';
import { textsOf } from '@pilotzone/single-window/model/text-document';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { signInAt, type SignedIn } from './testing-people.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, file, PAPERS, purchasesOf, resultOf } from './testing-purchases.ts';

let the: TestPlatform;
let server: HttpServer;
let signIn: ReturnType<typeof signInAt>;
const { draw } = purchasesOf(77);
const people = new Map<string, SignedIn>();

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  signIn = signInAt(the.platform, server);
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function personOf(code: string): Promise<SignedIn> {
  const person = people.get(code) ?? (await signIn(`of.${code.toLowerCase()}`, code));
  people.set(code, person);
  return person;
}

/** A purchase whose list differs from its order in a name and a line; rejected by the platform. */
async function rejected(): Promise<{ purchase: Purchase; declarationId: string }> {
  const purchase = draw();
  const country = purchase.list.lines[0]?.country === '304' ? '116' : '304';
  const wrong = withLine(withHead(purchase, 'list', { buyerName: '别人' }), ['list', 0], {
    country,
  });
  await clearAll(the.platform, [wrong]);
  const { declarationId, status } = await resultOf(the.platform, purchase);
  expect(status).toBe('rejected');
  return { purchase, declarationId };
}

const brokerOf = ({ parties }: Purchase) => personOf(parties.broker.code);

async function correctionOf(person: SignedIn, declarationId: string): Promise<DraftAnswer> {
  const { status, body } = await person.ask('POST', '/drafts', { basedOn: declarationId });
  expect(status).toBe(200);
  return body as DraftAnswer;
}

describe('the correction of a rejected list', () => {
  test('has every fix that follows from its papers, and shows nobody in the clear', async () => {
    const { purchase, declarationId } = await rejected();
    const draft = await correctionOf(await brokerOf(purchase), declarationId);
    expect(draft.body.lines[0]).toMatchObject({ country: purchase.order.lines[0]?.country });
    expect(draft.body.adopt).toEqual(['buyerName']);
    expect(draft.correction?.marks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: null, field: 'buyerName', from: '别*' }),
        expect.objectContaining({ line: 0, field: 'country' }),
      ]),
    );
    const text = JSON.stringify(draft);
    for (const personal of ['buyerName', 'buyerIdNumber', 'buyerTelephone'] as const)
      expect(text).not.toContain(purchase.list.head[personal]);
  });

  test('filed as it stands is released as the second attempt, and is a draft no more', async () => {
    const { purchase, declarationId } = await rejected();
    const broker = await brokerOf(purchase);
    const { draftId } = await correctionOf(broker, declarationId);
    const checked = await broker.ask('POST', `/drafts/${draftId}/check`);
    expect(checked.body).toMatchObject({ readable: true, problems: [] });
    expect((await resultOf(the.platform, purchase)).attempt).toBe(1);
    const filed = await broker.ask('POST', `/drafts/${draftId}/filing`);
    expect(filed.body).toMatchObject({ problems: [], declaration: { declarationId, attempt: 2 } });
    await settle(the.platform);
    expect((await resultOf(the.platform, purchase)).status).toBe('released');
    expect((await broker.ask('GET', `/drafts/${draftId}`)).status).toBe(404);
  });

  test('is no way around a list that customs has', async () => {
    const purchase = draw();
    await clearAll(the.platform, [purchase]);
    const { declarationId } = await resultOf(the.platform, purchase);
    const refused = await (
      await brokerOf(purchase)
    ).ask('POST', '/drafts', {
      basedOn: declarationId,
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'DRAFT_IMPOSSIBLE' } });
  });

  test('is a change (appType 2) of a list that still waits', async () => {
    const purchase = draw();
    await file(the.platform, [PAPERS.order(purchase), PAPERS.list(purchase)]);
    const { declarationId, status } = await resultOf(the.platform, purchase);
    expect(status).toBe('waiting');
    const broker = await brokerOf(purchase);
    const { draftId, body } = await correctionOf(broker, declarationId);
    const changed = { ...body, head: { ...body.head, note: '更正' } };
    await broker.ask('PUT', `/drafts/${draftId}`, { revision: 1, title: 'x', body: changed });
    const filed = await broker.ask('POST', `/drafts/${draftId}/filing`);
    expect(filed.body).toMatchObject({ declaration: { status: 'waiting', attempt: 2 } });
  });

  test('that does not help stays a draft, with the reasons at their fields', async () => {
    const { purchase, declarationId } = await rejected();
    const broker = await brokerOf(purchase);
    const { draftId, body } = await correctionOf(broker, declarationId);
    const worse = { ...body, adopt: [], head: { ...body.head, buyerName: '另一人' } };
    await broker.ask('PUT', `/drafts/${draftId}`, { revision: 1, title: 'x', body: worse });
    const filed = await broker.ask('POST', `/drafts/${draftId}/filing`);
    expect(filed.body).toMatchObject({
      readable: true,
      problems: [{ line: null, field: 'buyerName', fix: expect.any(String) }],
      declaration: { attempt: 2, status: 'rejected' },
    });
    expect((await broker.ask('GET', `/drafts/${draftId}`)).status).toBe(200);
  });
});

describe('a draft', () => {
  const emptyOf = async (code: string) =>
    (await (await personOf(code)).ask('POST', '/drafts', { title: '新清单' })).body as DraftAnswer;
  const code = BROKERS[0]?.code ?? '';

  test('is saved over the revision that was seen, and over no other', async () => {
    const broker = await personOf(code);
    const { draftId, body } = await emptyOf(code);
    const save = (revision: number, orderNo: string) => {
      const head = { ...body.head, orderNo };
      const change = { revision, title: orderNo, body: { ...body, head } };
      return broker.ask('PUT', `/drafts/${draftId}`, change);
    };
    expect((await save(1, 'A')).body).toMatchObject({ revision: 2 });
    expect(await save(1, 'B')).toMatchObject({ status: 409, body: { code: 'DRAFT_CHANGED' } });
    expect(await broker.get(`/drafts/${draftId}`)).toMatchObject({
      revision: 2,
      body: { head: { orderNo: 'A' } },
    });
    expect((await save(2, 'B')).body).toMatchObject({ revision: 3 });
  });

  test('is the organisation’s: a colleague goes on with it, others do not know it', async () => {
    const { draftId } = await emptyOf(code);
    const colleague = await signIn('a.colleague', code);
    expect(await colleague.get(`/drafts/${draftId}`)).toMatchObject({ draftId });
    const other = await personOf(MERCHANTS[0]?.code ?? '');
    const path = `/drafts/${draftId}`;
    expect((await other.ask('GET', path)).status).toBe(404);
    expect((await other.ask('DELETE', path)).status).toBe(404);
    expect((await other.ask('POST', `${path}/filing`)).status).toBe(404);
    expect((await colleague.ask('DELETE', path)).status).toBe(204);
  });

  test('is sealed in the database', async () => {
    const broker = await personOf(code);
    const { draftId } = await emptyOf(code);
    const body = { head: { buyerName: '张晓明' }, lines: [{}], adopt: [] };
    await broker.ask('PUT', `/drafts/${draftId}`, { revision: 1, title: 'x', body });
    const rows = await the.platform.runtime.db.query<{ body: Buffer }>(
      'select body from single_window.draft where draft_id = $1::uuid',
      [draftId],
    );
    expect(rows[0]?.body.includes('张晓明')).toBe(false);
    expect(await broker.get(`/drafts/${draftId}`)).toMatchObject({ body });
  });

  test('that is against the schema is told so at each field, and files nothing', async () => {
    const broker = await personOf(code);
    const { draftId } = await emptyOf(code);
    const lines = [{ gcode: '19011010', qty: 'two', gname: '<script>\u0001' }];
    const body = { head: { orderNo: 'X'.repeat(61) }, lines, adopt: [] };
    await broker.ask('PUT', `/drafts/${draftId}`, { revision: 1, title: 'x', body });
    const filing = async () =>
      (await broker.ask('POST', `/drafts/${draftId}/filing`)).body as DraftVerdict;
    expect(await filing()).toMatchObject({
      readable: false,
      problems: [{ line: 0, field: 'gname', code: 'not-well-formed' }],
    });
    const without = { ...body, lines: [{ ...lines[0], gname: '<script>' }] };
    await broker.ask('PUT', `/drafts/${draftId}`, { revision: 2, title: 'x', body: without });
    const { readable, problems } = await filing();
    expect(readable).toBe(false);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: null, field: 'orderNo', code: 'too-long' }),
        expect.objectContaining({ line: 0, field: 'gcode', code: 'wrong-length' }),
        expect.objectContaining({ line: 0, field: 'qty', code: 'not-a-decimal' }),
      ]),
    );
  });
});

describe('a draft from an order', () => {
  const startOf = (purchase: Purchase) => {
    const { ebpCode, orderNo } = purchase.order.head;
    return { order: { ebpCode, orderNo } };
  };

  /** Another purchase with the same merchant and broker. */
  function drawLike({ parties, order }: Purchase): Purchase {
    for (let count = 0; count < 2_000; count += 1) {
      const other = draw();
      const isSame = other.parties.broker.code === parties.broker.code;
      if (isSame && other.order.head.ebcCode === order.head.ebcCode) return other;
    }
    throw new Error('bug: the world has too many merchants');
  }

  const strangerTo = ({ order }: Purchase) =>
    MERCHANTS.find((one) => one.code !== order.head.ebcCode)?.code ?? '';

  async function fileGoodsOf({ list, order }: Purchase, merchant: SignedIn): Promise<void> {
    for (const [at, line] of list.lines.entries()) {
      const itemNo = order.lines[at]?.itemNo ?? '';
      const goods = { hsCode: line.gcode, name: '备案品名', model: '1', origin: line.country };
      const units = { unit: line.unit, unit1: line.unit1, unit2: line.unit2 };
      const path = `/goods-filings/${encodeURIComponent(itemNo)}`;
      expect((await merchant.ask('PUT', path, { ...goods, ...units })).status).toBe(200);
    }
  }

  test('has the goods on file, nobody in the clear, and is released when completed', async () => {
    const before = draw();
    await clearAll(the.platform, [before]);
    const purchase = drawLike(before);
    const { order, payment, waybill } = PAPERS;
    await file(the.platform, [order(purchase), payment(purchase), waybill(purchase)]);
    await fileGoodsOf(purchase, await personOf(purchase.order.head.ebcCode));
    const broker = await brokerOf(purchase);
    const draft = (await broker.ask('POST', '/drafts', startOf(purchase))).body as DraftAnswer;
    const { gcode, unit1, qty } = textsOf(purchase.list.lines[0] ?? {});
    expect(draft.body.lines[0]).toMatchObject({ gcode, unit1, qty });
    expect(draft.order?.masked['buyerName']).toContain('*');
    for (const personal of draft.body.adopt)
      expect(JSON.stringify(draft)).not.toContain(textsOf(purchase.list.head)[personal]);
    // What an order does not know is written by a person: all but who buys.
    const written = Object.entries(textsOf(purchase.list.head));
    const head = Object.fromEntries(written.filter(([name]) => !draft.body.adopt.includes(name)));
    const lines = purchase.list.lines.map(textsOf);
    const body = { ...draft.body, head: { ...draft.body.head, ...head }, lines };
    const path = `/drafts/${draft.draftId}`;
    await broker.ask('PUT', path, { revision: 1, title: 'x', body });
    expect((await broker.ask('POST', `${path}/filing`)).body).toMatchObject({ problems: [] });
    await settle(the.platform);
    expect((await resultOf(the.platform, purchase)).status).toBe('released');
  });

  test('is refused for an order that has a list, and for two sources at once', async () => {
    const purchase = draw();
    await clearAll(the.platform, [purchase]);
    const merchant = await personOf(purchase.order.head.ebcCode);
    const again = await merchant.ask('POST', '/drafts', startOf(purchase));
    expect(again).toMatchObject({ status: 422, body: { code: 'DRAFT_IMPOSSIBLE' } });
    const { declarationId } = await resultOf(the.platform, purchase);
    const both = { ...startOf(purchase), basedOn: declarationId };
    expect(await merchant.ask('POST', '/drafts', both)).toMatchObject({ status: 422 });
  });

  test('is for the order’s merchant, and for no stranger, who learns of no number', async () => {
    const purchase = draw();
    await file(the.platform, [PAPERS.order(purchase)]);
    const merchant = await personOf(purchase.order.head.ebcCode);
    expect((await merchant.ask('POST', '/drafts', startOf(purchase))).status).toBe(200);
    const stranger = await personOf(strangerTo(purchase));
    const refused = await stranger.ask('POST', '/drafts', startOf(purchase));
    const unknown = { order: { ...startOf(purchase).order, orderNo: 'no such order' } };
    const nothing = await stranger.ask('POST', '/drafts', unknown);
    for (const answer of [refused, nothing])
      expect(answer).toMatchObject({ status: 404, body: { code: 'DRAFT_ORDER_NOT_FOUND' } });
  });
});
