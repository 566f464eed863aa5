import { createHash } from 'node:crypto';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { maskMessage } from './mask-text.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

type Exchange = { exchangeId: string; sha256: string };
type Content = {
  documents: { head: Record<string, string> }[];
  lists: { declarationId: string; orderNo: string; status: string }[];
  text: string | null;
};

const WHY = { purpose: 'audit', reason: 'a sample of the month' };

let the: TestPlatform;
let server: HttpServer;
let admin = '';
let names: string[] = [];

beforeAll(async () => {
  the = await openTestPlatform();
  const day = generateDay({ declarations: 10, seed: 3, faults: 0 });
  const sent = day.messages.map(String).join();
  const personal = /<\w+:buyer(?:Name|IdNumber|Telephone)>([^<]+)</g;
  names = [...sent.matchAll(personal)].map(([, value]) => value ?? '');
  const raw = day.messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  admin = await keyOf(0, ['admin']);
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(authority: number, scopes: Scope[]): Promise<string> {
  const request = { participantCode: AUTHORITIES[authority]?.code ?? '', name: 'an officer' };
  return (await the.platform.informationSharing.createApiKey({ ...request, scopes })).key;
}

function ask(method: 'GET' | 'POST', url: string, key: string, payload?: object) {
  const headers = { authorization: `Bearer ${key}` };
  return server.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
}

async function oneOf(messageType: string): Promise<Exchange> {
  const answer = await ask('GET', `/exchanges?messageType=${messageType}&limit=1`, admin);
  const [item] = answer.json<{ items: Exchange[] }>().items;
  if (!item) throw new Error(`no ${messageType} in the log`);
  return item;
}

describe('a message of the log', () => {
  test.each(['CEB311Message', 'CEB621Message', 'CEB622Message'])(
    '%s is told field by field with its names, and leads to its declarations',
    async (type) => {
      const { exchangeId } = await oneOf(type);
      const answer = await ask('GET', `/exchanges/${exchangeId}/content`, admin);
      expect(answer.json()).toMatchObject({
        messageType: type,
        schema: { valid: true, errors: [] },
        names: { head: expect.objectContaining({ guid: '系统唯一序号' }) as object },
      });
      const { documents, lists } = answer.json<Content>();
      expect(documents.length).toBeGreaterThan(0);
      expect(lists.length).toBeGreaterThan(0);
      const { declarationId } = lists[0] ?? {};
      const back = await ask('GET', `/declarations/${declarationId ?? ''}`, admin);
      expect(back.json()).toMatchObject({ orderNo: lists[0]?.orderNo });
    },
  );

  test('shows nobody in the clear, neither decoded nor as it travelled', async () => {
    const { exchangeId } = await oneOf('CEB311Message');
    const answer = await ask('GET', `/exchanges/${exchangeId}/content`, admin);
    expect(answer.json<Content>().text).toContain('buyerName');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(answer.body).not.toContain(name);
  });

  test('is read byte for byte for a purpose, on record before and told to its owners', async () => {
    const { exchangeId, sha256 } = await oneOf('CEB621Message');
    const path = `/exchanges/${exchangeId}/body`;
    expect((await ask('POST', path, admin, {})).statusCode).toBe(400);
    const log = await keyOf(1, ['evidence:read']);
    expect((await ask('POST', path, log, WHY)).statusCode).toBe(403);
    const answer = await ask('POST', path, await keyOf(1, ['personal-data:read']), WHY);
    expect(answer.statusCode).toBe(200);
    expect(createHash('sha256').update(answer.rawPayload).digest('hex')).toBe(sha256);
    const { db } = the.platform.runtime;
    const kept = await db.query(
      `select actor, purpose, reason from information_sharing.message_disclosure
       where exchange_id = $1`,
      [exchangeId],
      { reason: 'text' },
    );
    expect(kept).toEqual([{ actor: 'an officer', ...WHY }]);
    const told = await ask('GET', '/disclosures?limit=1', admin);
    expect(told.json()).toMatchObject({ items: [{ actor: 'an officer', ...WHY }] });
    await expect(db.query('delete from information_sharing.message_disclosure')).rejects.toThrow(
      /append-only/,
    );
  });

  test('that does not exist is not found, and reading it leaves no trace', async () => {
    const path = '/exchanges/01998000-0000-7000-8000-00000000ffff';
    expect((await ask('GET', `${path}/content`, admin)).statusCode).toBe(404);
    expect((await ask('POST', `${path}/body`, admin, WHY)).statusCode).toBe(404);
  });
});

test.each([
  ['<a><x:buyerName>张三丰</x:buyerName></a>', '<a><x:buyerName>张**</x:buyerName></a>'],
  [
    '<a><telephone n="1">13912345678</telephone></a>',
    '<a><telephone n="1">139******78</telephone></a>',
  ],
  ['<a><orderNo>A1</orderNo></a>', '<a><orderNo>A1</orderNo></a>'],
  ['<a><buyerName><![CDATA[张三丰]]></buyerName></a>', null],
  ['<a><!-- 张三丰 --></a>', null],
  ['buyerName=张三丰', null],
])('%s is shown as %s', (text, shown) => {
  expect(maskMessage(text)).toBe(shown);
});
