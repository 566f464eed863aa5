import { BROKERS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, purchasesOf, resultOf } from './testing-purchases.ts';

let the: TestPlatform;
let server: HttpServer;
const { draw } = purchasesOf(77);

beforeAll(async () => {
  // Nobody signs what this program composes for a caller it knows; it must pass all the same.
  the = await openTestPlatform({ signatures: 'require' });
  server = await createPlatformServer(the.platform);
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await the.close();
});

/** A released purchase, and a key of its broker. */
async function openCase() {
  const purchase = draw({ goods: 'big' });
  await clearAll(the.platform, [purchase]);
  const { code } = purchase.parties.broker;
  const scopes = ['ceb:send', 'declarations:read'] as const;
  const made = await the.platform.informationSharing.createApiKey({
    participantCode: code,
    name: `test ${purchase.list.head.orderNo}`,
    scopes: [...scopes],
  });
  const row = await resultOf(the.platform, purchase);
  return { purchase, row, key: made.key };
}

type Asked = {
  readonly url: string;
  readonly key: string;
  readonly body?: object;
  readonly idem?: string;
};

async function ask({ url, key, body, idem }: Asked) {
  const answer = await server.inject({
    method: body ? 'POST' : 'GET',
    url: `/api/v1/declarations/${url}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(idem !== undefined && { 'idempotency-key': idem }),
    },
    ...(body && { payload: body }),
  });
  await settle(the.platform);
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
}

test('a declarant returns a part and then the rest without writing XML', async () => {
  const { purchase, row, key } = await openCase();
  const [line] = purchase.list.lines;
  const lines = [{ gnum: line?.gnum ?? 0, quantity: '1' }];
  const url = `${row.declarationId}/return`;
  const first = await ask({ url, key, body: { reason: '尺寸不合', lines } });
  expect(first).toMatchObject({ status: 200, body: { returnStatus: '2' } });
  const { body } = await ask({ url: row.declarationId, key });
  expect(body['withdrawals']).toMatchObject([
    {
      kind: 'return',
      status: 'closed',
      part: 1,
      reason: '尺寸不合',
      lines,
      goodsDueOn: '2027-01-04',
    },
  ]);
  expect((await resultOf(the.platform, purchase)).status).toBe('released');
  expect((await ask({ url, key, body: { reason: '全部退回' } })).status).toBe(200);
  expect((await resultOf(the.platform, purchase)).status).toBe('returned');
});

test('the same idempotency key asks once', async () => {
  const { purchase, row, key } = await openCase();
  const lines = [{ gnum: 1, quantity: '1' }];
  const asked = { url: `${row.declarationId}/return`, key, body: { reason: '退货', lines } };
  const answers = [await ask({ ...asked, idem: 'k1' }), await ask({ ...asked, idem: 'k1' })];
  expect(answers[0]).toEqual(answers[1]);
  const { body } = await ask({ url: row.declarationId, key });
  expect(body['withdrawals']).toHaveLength(1);
  expect(purchase.list.lines.length).toBeGreaterThan(0);
});

test('a refusal names every code and the way out', async () => {
  const { row, key } = await openCase();
  const cancel = await ask({
    url: `${row.declarationId}/cancellation`,
    key,
    body: { reason: '取消' },
  });
  expect(cancel).toMatchObject({ status: 422, body: { code: 'WITHDRAWAL_REFUSED' } });
  expect(cancel.body['detail']).toMatch(/-623005 .*CEB625/);
  const lines = [{ gnum: 99, quantity: '1' }];
  const unknown = await ask({
    url: `${row.declarationId}/return`,
    key,
    body: { reason: '退货', lines },
  });
  expect(unknown.body['detail']).toContain('-625209');
});

test('an enterprise that has no part in the list finds none', async () => {
  const { row, purchase } = await openCase();
  const other = BROKERS.find(({ code }) => code !== purchase.parties.broker.code);
  const made = await the.platform.informationSharing.createApiKey({
    participantCode: other?.code ?? '',
    name: 'other',
    scopes: ['ceb:send', 'declarations:read'],
  });
  const url = `${row.declarationId}/return`;
  const answer = await ask({ url, key: made.key, body: { reason: '退货' } });
  expect(answer).toMatchObject({ status: 404, body: { code: 'DECLARATION_NOT_FOUND' } });
});
