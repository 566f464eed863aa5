import { decodeCeb } from '@pilotzone/ceb/decode';
import { wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readParticipantFile } from './import-participants.ts';
import { createInformationSharing, type InformationSharing } from './index.ts';
import type { RawMessage } from './receive-messages.ts';

const at = Date.parse('2026-11-20T08:00:00.123Z') as Instant;
const here = dirname(fileURLToPath(import.meta.url));

let database: TestDatabase;
let module: InformationSharing;
let filed = 0;
let forwarded: string[] = [];
let numbers = 0;

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
    fileDocuments: (_tx, filings) => {
      filed += filings.length;
      return Promise.resolve(
        filings.map(() => ({
          kind: 'accepted' as const,
          returnStatus: '2',
          returnInfo: '新增申报成功',
          findings: [],
        })),
      );
    },
    forwardMessages: (_tx, messages) => {
      forwarded.push(...messages.map(({ messageType }) => messageType));
      return Promise.resolve();
    },
  });
  const file = 'code,name,roles\nCARR000001,物流,carrier\nCARR000002,物流,carrier\n';
  const { participants } = readParticipantFile(file);
  await module.applyParticipants({ participants, actor: 'test' });
});
beforeEach(() => {
  filed = 0;
  forwarded = [];
});
afterAll(() => database.close());

/** A waybill of a carrier, another one each time unless a number is given. */
function waybill(carrier = 'CARR000001', no = `W${++numbers}`): Buffer {
  const head = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    ...{ appType: '1', appTime: '20261120150000', appStatus: '2', logisticsCode: carrier },
    ...{ logisticsName: '物流', logisticsNo: no, billNo: undefined, orderNo: 'O1' },
    ...{ freight: '0', insuredFee: '0', currency: '142', weight: '1', packNo: 1 },
    ...{ goodsInfo: undefined, consignee: '张三', consigneeAddress: '杭州' },
    ...{ consigneeTelephone: '13800000000', note: undefined },
  };
  const transfer = {
    ...{ copCode: carrier, copName: '物流', dxpMode: 'DXP', dxpId: 'DXPENT0000000001' },
    note: undefined,
  };
  return encodeCeb({
    type: 'CEB511Message',
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC95',
    version: '1.0',
    transfer,
    documents: [{ head, lines: [] }],
  } as unknown as Parameters<typeof encodeCeb>[0]);
}

function enveloped(payload: Uint8Array, copMsgId: string, senderId = 'DXPENT0000000001') {
  return wrapDxp(
    {
      ...{ copMsgId, senderId, receiverIds: ['DXPEDCCEB0000002'] },
      ...{ creatTime: '2026-11-20T08:00:00', msgType: 'CEB511Message' },
    },
    payload,
  );
}

function receive(...raw: (RawMessage | Buffer)[]) {
  return module.receiveMessages(
    raw.map((one) => (Buffer.isBuffer(one) ? { bytes: one, transport: 'http' as const } : one)),
  );
}

test('an envelope that is sent again gets the same answer and is filed once', async () => {
  const bytes = enveloped(waybill(), 'A-1');
  const [first] = await receive(bytes);
  const [again] = await receive(bytes);
  expect(again?.receipt.bytes.equals(first?.receipt.bytes ?? Buffer.alloc(0))).toBe(true);
  expect(again).toMatchObject({ kind: 'accepted', exchangeId: first?.exchangeId, isRepeat: true });
  expect([filed, forwarded]).toEqual([1, ['CEB511Message']]);
});

test('other bytes under the same id are refused, recorded and filed by nobody', async () => {
  await receive(enveloped(waybill(), 'B-1'));
  const forged = enveloped(waybill(), 'B-1');
  const [refused] = await receive(forged);
  expect(refused).toMatchObject({
    kind: 'format-error',
    findings: [{ code: 'PZ-MESSAGE-ID-REUSED' }],
  });
  const answer = decodeCeb(refused?.receipt.bytes ?? Buffer.alloc(0));
  expect(answer.kind === 'message' && answer.message.documents[0]?.head).toMatchObject({
    returnStatus: '-4',
    oriCopMsgId: 'B-1',
  });
  expect((await module.readExchange(refused?.exchangeId ?? '')).equals(forged)).toBe(true);
  expect(filed).toBe(1);
});

test('the same id of two senders are two messages', async () => {
  const received = await receive(
    enveloped(waybill('CARR000001'), 'C-1'),
    enveloped(waybill('CARR000002'), 'C-1'),
  );
  expect(received.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  expect(filed).toBe(2);
});

test('repeats within a batch, beside others, are answered in their places', async () => {
  const [one, two] = [enveloped(waybill(), 'D-1'), enveloped(waybill(), 'D-2')];
  const received = await receive(one, Buffer.from('no message'), two, one, two);
  expect(received.map(({ kind, isRepeat }) => [kind, isRepeat])).toEqual([
    ['accepted', undefined],
    ['format-error', undefined],
    ['accepted', undefined],
    ['accepted', true],
    ['accepted', true],
  ]);
  expect(received[3]?.receipt.exchangeId).toBe(received[0]?.receipt.exchangeId);
  expect(filed).toBe(2);
});

test('a message that two transactions bring at once is filed by one of them', async () => {
  const bytes = enveloped(waybill(), 'E-1');
  const both = await Promise.all([receive(bytes), receive(bytes), receive(bytes), receive(bytes)]);
  const answers = new Set(both.map(([received]) => received?.receipt.bytes.toString()));
  expect(answers.size).toBe(1);
  expect(both.filter(([received]) => !received?.isRepeat)).toHaveLength(1);
});

test('a queue’s own id counts where there is no envelope; without any id all count', async () => {
  const bytes = waybill();
  const parcel = { bytes, transport: 'queue' as const, channelId: 'q-1' };
  await receive(parcel);
  const [again] = await receive(parcel);
  expect(again?.isRepeat).toBe(true);
  const [http] = await receive(bytes);
  expect(http?.isRepeat).toBeUndefined();
});

test('a sender who was refused may send the same envelope again when he is enrolled', async () => {
  const bytes = enveloped(waybill('CARR000009'), 'F-1');
  expect((await receive(bytes))[0]?.kind).toBe('sender-refused');
  const { participants } = readParticipantFile('code,name,roles\nCARR000009,物流,carrier\n');
  await module.applyParticipants({ participants, actor: 'test' });
  expect((await receive(bytes))[0]?.kind).toBe('accepted');
});

test('ids are forgotten when they are old', async () => {
  const bytes = enveloped(waybill(), 'G-1');
  await receive(bytes);
  await module.forgetTaken(at + 1);
  expect((await receive(bytes))[0]?.isRepeat).toBeUndefined();
});
