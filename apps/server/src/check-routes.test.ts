import { wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { sampleBytes } from '@pilotzone/ceb/testing/sample-messages';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { plausibleMessage } from '@pilotzone/rules/testing/plausible';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let key: string;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const request = { participantCode, name: 'check', scopes: ['declarations:read'] as const };
  ({ key } = await the.platform.informationSharing.createApiKey(request));
});

afterAll(async () => {
  await server.close();
  await the.close();
});

type Verdict = {
  message: string | null;
  version: string;
  envelope: { senderId: string } | null;
  schema: { valid: boolean; errors: { path: string; code: string; messageZh: string }[] };
  findings: { path: string; code: string; messageZh: string; fixZh: string }[];
  signature: { present: boolean; valid: boolean | null };
  documents: number;
  matching: { asked: boolean; reasonZh: string | null; results: { kind: string }[] };
};

async function check(body: Buffer, query = ''): Promise<Verdict> {
  const response = await server.inject({
    method: 'POST',
    url: `/api/v1/ceb/check${query}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml' },
    payload: body,
  });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Verdict>();
}

test('an export list is judged alone and with its papers, in both languages', async () => {
  const good = encodeCeb(plausibleMessage('CEB603Message'));
  expect(await check(good)).toMatchObject({
    message: 'CEB603Message',
    version: '2022',
    schema: { valid: true, errors: [] },
    findings: [],
    documents: 1,
    matching: { asked: true, exports: [{ status: 'rejected' }] },
  });
  const { findings } = await check(encodeCeb(plausibleMessage('CEB603Message', { unit: '999' })));
  expect(findings[0]).toMatchObject({
    path: 'Inventory[0].InventoryList[0].unit',
    code: '-621001',
    messageZh: '清单报文校验失败，[InventoryList[0].unit计量单位代码[999]不存在]',
    fixZh: '请使用海关3位计量单位代码，如035（千克）、140（盒）。',
  });
});

test('what filing an import list would give is told, and nothing is kept', async () => {
  const { messages } = generateDay({ declarations: 3, seed: 5, faults: 0 });
  const bytes = messages.find((message) => message.includes('CEB621Message'));
  if (!bytes) throw new Error('no list was made');
  const verdict = await check(bytes);
  expect(verdict).toMatchObject({ schema: { valid: true }, matching: { asked: true } });
  const kinds = new Set(verdict.matching.results.map(({ kind }) => kind));
  expect([...kinds]).toEqual(['waiting']);
  expect(verdict.signature).toMatchObject({ present: false, valid: null });
  const response = await server.inject({
    url: '/api/v1/declarations',
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.json<{ items: unknown[] }>().items).toEqual([]);
});

test('errors of the schema have their place and both languages, also in an envelope', async () => {
  const bytes = sampleBytes('CEB625Message', { documents: 1, lines: 1 }, chanceOf(1));
  const broken = Buffer.from(bytes.toString().replace(/<ceb:reason>[^<]*</, '<ceb:reason><'));
  const envelope = {
    copMsgId: '1',
    senderId: 'DXPENT0000000001',
    receiverIds: ['DXPEDCCEB0000002'],
    creatTime: '2026-11-20T10:00:00',
    msgType: 'CEB625Message',
  };
  for (const body of [broken, wrapDxp(envelope, broken)]) {
    const { schema, message, envelope: told } = await check(body);
    expect(message).toBe('CEB625Message');
    expect(schema.valid).toBe(false);
    expect(schema.errors).toMatchObject([
      {
        path: 'InvtRefund[0].InvtRefundHead.reason',
        code: 'too-short',
        messageZh: 'InvtRefund[0].InvtRefundHead.reason有0个字符，至少应为1个',
      },
    ]);
    expect(told?.senderId).toBe(body === broken ? undefined : envelope.senderId);
  }
});

test('a message of the 2018 version is judged by it unless 2022 is asked for', async () => {
  const made = { documents: 1, lines: 1, spec: '2018' } as const;
  const summary = sampleBytes('CEB792Message', made, chanceOf(3));
  expect(await check(summary)).toMatchObject({ version: '2018', schema: { valid: true } });
  const newer = await check(summary, '?spec=2022');
  expect(newer).toMatchObject({ version: '2022', schema: { valid: false } });
  expect(newer.schema.errors[0]?.messageZh).toContain('gseqno缺失');
});

test('rubbish gets a verdict, not a failure', async () => {
  const rubbish = ['', '<a/>', 'x', '<!DOCTYPE a><a/>'].map((text) => Buffer.from(text));
  for (const body of [...rubbish.slice(1), Buffer.from([0xff, 0xfe, 0])]) {
    const { schema, matching } = await check(body);
    expect(schema.valid).toBe(false);
    expect(matching.asked).toBe(false);
  }
});
