import { decodeCeb } from '@pilotzone/ceb/decode';
import { wrapDxp } from '@pilotzone/ceb/dxp';
import { readDxpReply } from '@pilotzone/ceb/dxp-reply';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInformationSharing, type InformationSharing } from './index.ts';

const at = Date.parse('2026-11-20T08:00:00.123Z') as Instant;
const OWN_ID = 'DXPENT0000000001';
const here = dirname(fileURLToPath(import.meta.url));

let database: TestDatabase;
let module: InformationSharing;

beforeAll(async () => {
  database = await openTestDatabase([
    ...readKernelMigrations(),
    ...readMigrations('information-sharing', join(here, '../migrations')),
  ]);
  module = createInformationSharing({
    zoneCode: 'Z1',
    vault: openTestVault(database.db),
    db: database.db,
    clock: { now: () => at },
    ids: createIdSource(() => at),
    log: createLog('silent'),
    receivers: [OWN_ID],
    fileDocuments: () => Promise.resolve([]),
  });
});
afterAll(async () => {
  await database.close();
});

async function receive(body: string | Buffer) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return module.receiveMessages([{ bytes, transport: 'file' }]);
}

/** The heads of a receipt, which must be valid by the schema. */
function returnsOf(receipt: { bytes: Buffer }): Record<string, unknown>[] {
  const decoded = decodeCeb(receipt.bytes);
  if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
  return decoded.message.documents.map(({ head }) => head as Record<string, unknown>);
}

describe('a message of the wrong format is answered with CEB900', () => {
  const empty = { bytes: Buffer.alloc(0) };

  test.each([
    ['broken XML', '<a><b></a>', '-1', 'Unknown'],
    ['nothing', '', '-1', 'Unknown'],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '-2', 'Unknown'],
    ['GBK', Buffer.from([0x3c, 0x61, 0x3e, 0xc7, 0xe5, 0xb5, 0xa5, 0x00]), '-2', 'Unknown'],
    [
      'a message of no known number',
      '<CEB301Message xmlns="http://www.chinaport.gov.cn/ceb"/>',
      '-3',
      'CEB301Message',
    ],
    ['a strange name', '<__proto__/>', '-1', 'Unknown'],
  ])('%s', async (_name, body, status, type) => {
    const [received] = await receive(body);
    expect(received?.kind).toBe('format-error');
    expect(received?.documents).toEqual([]);
    expect(received?.findings.length).toBeGreaterThan(0);
    const [head] = returnsOf(received?.receipt ?? empty);
    expect(head).toMatchObject({ returnStatus: status, oriMessageType: type, oriCopMsgId: '' });
    if (typeof body === 'string') expect(head?.oriBizMessage).toBe(body);
    const bytes = await module.readExchange(received?.exchangeId ?? '');
    expect(bytes.equals(Buffer.from(body))).toBe(true);
  });

  test('all errors are named, within 5000 characters', async () => {
    const namespace = 'xmlns="http://www.chinaport.gov.cn/ceb"';
    const wrong = '<Order><OrderHead><guid>1</guid><appType>add</appType></OrderHead></Order>';
    const [received] = await receive(
      `<CEB311Message ${namespace} guid="1" version="1">${wrong.repeat(150)}</CEB311Message>`,
    );
    const [head] = returnsOf(received?.receipt ?? empty);
    expect(head?.returnInfo).toContain('Order[1].OrderHead.appType');
    expect(Array.from(String(head?.returnInfo)).length).toBeLessThanOrEqual(5000);
    expect(head?.returnInfo).toMatch(/另有 \d+ 项/);
    expect(received?.findings.length).toBeGreaterThan(10);
  });

  test('a large one is named by its SHA-256 instead of being sent back', async () => {
    const [received] = await receive('<a>' + 'x'.repeat(2 << 20));
    const [head] = returnsOf(received?.receipt ?? empty);
    expect(head?.oriBizMessage).toBe('');
    const { sha256 } = await module.getExchange(received?.exchangeId ?? '');
    expect(head?.returnInfo).toContain(sha256.toString('hex'));
  });

  test('a message in a DXP envelope is answered with the id of the envelope', async () => {
    const envelope = {
      copMsgId: 'MSG-1',
      senderId: 'DXPENT0000000001',
      receiverIds: ['DXPEDCCEB0000002'],
      creatTime: '2026-11-20T08:00:00',
      msgType: 'CEB311Message',
    };
    const bytes = wrapDxp(envelope, Buffer.from('<a>'));
    const [received] = await receive(bytes);
    const [head] = returnsOf(received?.receipt ?? empty);
    expect(head).toMatchObject({ returnStatus: '-1', oriCopMsgId: 'MSG-1', oriBizMessage: '<a>' });
    const kept = await module.readExchange(received?.exchangeId ?? '');
    expect(kept.equals(bytes)).toBe(true);
  });

  test('a broken DXP envelope is told from a broken message', async () => {
    const [received] = await receive('<DxpMsg xmlns="http://www.chinaport.gov.cn/dxp"/>');
    expect(received?.receipt.type).toBe('DxpRep');
    expect(readDxpReply(received?.receipt.bytes ?? empty.bytes)).toMatchObject({
      kind: 'reply',
      reply: { responses: [{ code: '0002', info: expect.stringMatching(/schema/) as string }] },
    });
    expect(received?.findings[0]?.code).toBe('PZ-FORMAT-ENVELOPE');
    const [cut] = await receive('<DxpMsg xmlns="http://www.chinaport.gov.cn/dxp"><TransInfo>');
    expect(readDxpReply(cut?.receipt.bytes ?? empty.bytes)).toMatchObject({
      reply: { responses: [{ code: '0001' }] },
    });
  });

  test('an envelope for others is answered with 2002 by each of them, and recorded', async () => {
    const envelope = {
      ...{ copMsgId: 'MSG-2', senderId: 'DXPENT0000000009', msgType: 'CEB311Message' },
      receiverIds: ['DXPENT0000000002', 'DXPENT0000000003'],
      creatTime: '2026-11-20T08:00:00',
    };
    const bytes = wrapDxp(envelope, Buffer.from('<a>'));
    const [received] = await module.receiveMessages([{ bytes, transport: 'queue' }]);
    expect(received).toMatchObject({
      kind: 'format-error',
      findings: [{ code: 'PZ-ENVELOPE-RECEIVER', values: envelope.receiverIds }],
    });
    const results = envelope.receiverIds.map((receiverId) => ({ receiverId, code: '2002' }));
    expect(readDxpReply(received?.receipt.bytes ?? empty.bytes)).toMatchObject({
      kind: 'reply',
      reply: {
        receiverId: 'DXPENT0000000009',
        responses: [{ code: '2002', results, original: envelope }],
      },
    });
    expect((await module.readExchange(received?.exchangeId ?? '')).equals(bytes)).toBe(true);
    const ours = wrapDxp({ ...envelope, receiverIds: ['X', OWN_ID] }, Buffer.from('<a>'));
    const [taken] = await module.receiveMessages([{ bytes: ours, transport: 'queue' }]);
    expect(taken?.receipt.type).toBe('CEB900Message');
    // A file may be of any day, and was sent to whoever took it then.
    expect((await receive(bytes))[0]?.receipt.type).toBe('CEB900Message');
  });
});
