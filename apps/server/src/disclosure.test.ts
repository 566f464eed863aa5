import { AUTHORITIES, BROKERS, MERCHANTS, PLATFORMS } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let declaration: { declarationId: string; ebcCode: string };
let messages = '';
const WHY = { purpose: 'dispute', reason: 'the buyer says it was not her' };

beforeAll(async () => {
  the = await openTestPlatform();
  const day = generateDay({ declarations: 10, seed: 3, faults: 0 });
  messages = day.messages.map(String).join();
  const raw = day.messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  const { items } = (await ask('GET', '/declarations', await keyOf(0, ['admin']))).json<{
    items: (typeof declaration)[];
  }>();
  if (!items[0]) throw new Error('no declaration');
  declaration = items[0];
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(authority: number | string, scopes: Scope[]): Promise<string> {
  const code = typeof authority === 'number' ? AUTHORITIES[authority]?.code : authority;
  const request = { participantCode: code ?? '', name: `key of ${code ?? ''}`, scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

function ask(method: 'GET' | 'POST', url: string, key: string, payload?: object) {
  const headers = { authorization: `Bearer ${key}` };
  return server.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
}

const path = () => `/declarations/${declaration.declarationId}/personal-data`;

test('a declaration shows nobody in the clear', async () => {
  const key = await keyOf(0, ['admin']);
  const { body } = await ask('GET', `/declarations/${declaration.declarationId}`, key);
  const { documents } = (await ask('POST', path(), key, WHY)).json<{
    documents: Record<string, Record<string, string>>;
  }>();
  const values = Object.values(documents).flatMap((fields) => Object.values(fields));
  expect(values.length).toBeGreaterThan(8);
  // What is disclosed is what was sent, and none of it stands in the ordinary answer.
  for (const value of values) {
    expect(messages).toContain(value);
    expect(body.includes(`"${value}"`)).toBe(false);
  }
});

test('personal data is seen for a purpose on record, for its owner and the zone', async () => {
  const merchant = await keyOf(declaration.ebcCode, ['personal-data:read', 'personal-data:audit']);
  const customs = await keyOf(1, ['personal-data:read']);
  expect((await ask('POST', path(), customs, WHY)).statusCode).toBe(200);
  const seen = (await ask('GET', '/disclosures', merchant)).json<{ items: object[] }>();
  expect(seen.items[0]).toMatchObject({
    declarationId: declaration.declarationId,
    actor: `key of ${AUTHORITIES[1]?.code ?? ''}`,
    actorParticipant: AUTHORITIES[1]?.code,
    ...WHY,
    fields: expect.arrayContaining(['list.buyerIdNumber', 'order.buyerName']),
  });
  expect(JSON.stringify(seen)).not.toMatch(/\d{17}[\dX]/);
  const zone = await keyOf(0, ['personal-data:audit']);
  const all = `/disclosures?declarationId=${declaration.declarationId}&limit=1`;
  expect((await ask('GET', all, zone)).json()).toMatchObject({ next: expect.any(String) });
});

test.each([{}, { purpose: 'dispute' }, { ...WHY, purpose: 'curiosity' }, { ...WHY, reason: 'x' }])(
  'nothing is shown for %o',
  async (body) => {
    const key = await keyOf(0, ['admin']);
    expect((await ask('POST', path(), key, body)).statusCode).toBe(400);
  },
);

test('an enterprise that takes no part sees neither the data nor who looked', async () => {
  const strangers = [...MERCHANTS, ...BROKERS, ...PLATFORMS].map(({ code }) => code);
  const full = await ask(
    'GET',
    `/declarations/${declaration.declarationId}`,
    await keyOf(0, ['admin']),
  );
  const stranger = strangers.find((code) => !full.body.includes(code)) ?? '';
  const key = await keyOf(stranger, ['personal-data:read', 'personal-data:audit']);
  expect((await ask('POST', path(), key, WHY)).statusCode).toBe(404);
  expect((await ask('GET', '/disclosures', key)).json()).toEqual({ items: [], next: null });
});

test('what was seen stays on record', async () => {
  const { db } = the.platform.runtime;
  for (const sql of ['delete from single_window.disclosure', 'truncate single_window.disclosure'])
    await expect(db.query(sql)).rejects.toThrow(/append-only/);
});
