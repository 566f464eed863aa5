import { decodeCeb } from '@pilotzone/ceb/decode';
import { wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { ListDocument, OrderDocument } from '@pilotzone/ceb/message';
import type { BaseTransfer } from '@pilotzone/ceb/tables/frame';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from './contract.ts';
import { readParticipantFile } from './import-participants.ts';
import { createInformationSharing, type InformationSharing } from './index.ts';
import type { Filing, FilingOutcome } from './model/filing.ts';

const at = Date.parse('2026-11-20T08:00:00.123Z') as Instant;
const here = dirname(fileURLToPath(import.meta.url));
const migrations = [
  ...readKernelMigrations(),
  ...readMigrations('information-sharing', join(here, '../migrations')),
];

const COMPANIES = `code,credit_code,name,roles,status
PLAT000001,91350100M000100Y43,平台,platform|guarantor,
MERCH00001,,商家,merchant,
CARR000001,,物流,carrier,
BROK000001,,报关行,broker,
SUSP000001,,暂停,merchant|platform,suspended
SEND000001,,代传,,
`;

let database: TestDatabase;
let module: InformationSharing;
let filed: Filing[];
let answer: (filing: Filing) => FilingOutcome;

beforeEach(async () => {
  database = await openTestDatabase(migrations);
  filed = [];
  answer = () => ({
    kind: 'accepted',
    returnStatus: '2',
    returnInfo: '新增申报成功',
    findings: [],
  });
  module = createInformationSharing({
    zoneCode: 'Z1',
    vault: openTestVault(database.db),
    db: database.db,
    clock: { now: () => at },
    ids: createIdSource(() => at),
    log: createLog('silent'),
    fileDocuments: (_tx, filings) => {
      filed.push(...filings);
      return Promise.resolve(filings.map(answer));
    },
  });
  const { participants } = readParticipantFile(COMPANIES);
  await module.applyParticipants({ participants, actor: 'test' });
});
afterEach(async () => {
  await database.close();
});

const GUID = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';

function transfer(copCode: string): BaseTransfer {
  return { copCode, copName: '示例', dxpMode: 'DXP', dxpId: 'DXPENT0000000001', note: undefined };
}

function order(change: Partial<OrderDocument['head']> = {}): OrderDocument {
  return {
    head: {
      guid: GUID,
      appType: '1',
      appTime: '20261120150000',
      appStatus: '2',
      orderType: 'I',
      orderNo: 'ORDER-1',
      ebpCode: 'PLAT000001',
      ebpName: '平台',
      ebcCode: 'MERCH00001',
      ebcName: '商家',
      goodsValue: 10000000n,
      freight: 0n,
      discount: 0n,
      taxTotal: 910000n,
      acturalPaid: 10910000n,
      currency: '142',
      buyerRegNo: 'b',
      buyerName: '张三',
      buyerTelephone: '13800000000',
      buyerIdType: '1',
      buyerIdNumber: '110101199003070000',
      consignee: '张三',
      consigneeTelephone: '13800000000',
      consigneeAddress: '地址',
      ...change,
    } as OrderDocument['head'],
    lines: [
      {
        gnum: 1,
        itemName: '奶粉',
        gmodel: '900g',
        unit: '011',
        qty: 100000n,
        price: 10000000n,
        totalPrice: 10000000n,
        currency: '142',
        country: '601',
      } as OrderDocument['lines'][number],
    ],
  };
}

function orders(documents: readonly OrderDocument[], copCode = 'PLAT000001'): Buffer {
  return encodeCeb({
    type: 'CEB311Message',
    guid: GUID,
    version: '1.0',
    documents,
    transfer: transfer(copCode),
  });
}

function list(change: Partial<ListDocument['head']> = {}): ListDocument {
  return {
    head: {
      guid: GUID,
      appType: '1',
      appTime: '20261120150000',
      appStatus: '2',
      orderNo: 'ORDER-1',
      ebpCode: 'PLAT000001',
      ebpName: '平台',
      ebcCode: 'MERCH00001',
      ebcName: '商家',
      logisticsNo: 'WB-1',
      logisticsCode: 'CARR000001',
      logisticsName: '物流',
      copNo: 'COP-1',
      assureCode: 'PLAT000001',
      ieFlag: 'I',
      declTime: '20261120',
      customsCode: '3301',
      portCode: '3301',
      buyerIdType: '1',
      buyerIdNumber: '110101199003070000',
      buyerName: '张三',
      buyerTelephone: '13800000000',
      consigneeAddress: '地址',
      agentCode: 'BROK000001',
      agentName: '报关行',
      tradeMode: '9610',
      trafMode: '5',
      country: '601',
      freight: 0n,
      insuredFee: 0n,
      currency: '142',
      packNo: 1,
      grossWeight: 100000n,
      netWeight: 90000n,
      ...change,
    } as ListDocument['head'],
    lines: [
      {
        gnum: 1,
        gcode: '1901109000',
        gname: '奶粉',
        gmodel: '900g',
        country: '601',
        currency: '142',
        qty: 100000n,
        unit: '011',
        qty1: 90000n,
        unit1: '035',
        price: 10000000n,
        totalPrice: 10000000n,
      } as ListDocument['lines'][number],
    ],
  };
}

function lists(documents: readonly ListDocument[], copCode = 'BROK000001'): Buffer {
  return encodeCeb(
    {
      type: 'CEB621Message',
      guid: GUID,
      version: '1.0',
      documents,
      transfer: transfer(copCode),
    },
    unsignedSignature(copCode),
  );
}

async function receive(...messages: readonly (Uint8Array | string)[]) {
  return module.receiveMessages(
    messages.map((bytes) => ({
      bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
      transport: 'file',
    })),
  );
}

/** The heads of a receipt, which must be valid by the schema. */
function returnsOf(receipt: { bytes: Buffer }): Record<string, unknown>[] {
  const decoded = decodeCeb(receipt.bytes);
  if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
  return decoded.message.documents.map(({ head }) => head as Record<string, unknown>);
}

describe('a message', () => {
  test('is recorded byte for byte with its receipt, filed and answered', async () => {
    const bytes = orders([order(), order({ orderNo: 'ORDER-2' })]);
    const [received] = await receive(bytes);
    expect(received).toMatchObject({ kind: 'accepted', messageType: 'CEB311Message' });
    expect(filed.map(({ exchangeId, transferCode }) => [exchangeId, transferCode])).toEqual([
      [received?.exchangeId, 'PLAT000001'],
      [received?.exchangeId, 'PLAT000001'],
    ]);
    const log = await module.listExchanges({ limit: 10 });
    expect(
      log.exchanges.map((r) => [r.direction, r.messageType, r.counterparty, r.refused]),
    ).toEqual([
      ['out', 'CEB312Message', 'PLAT000001', false],
      ['in', 'CEB311Message', 'PLAT000001', false],
    ]);
    expect((await module.readExchange(received?.exchangeId ?? '')).equals(bytes)).toBe(true);
    const receipt = received?.receipt ?? { bytes: Buffer.alloc(0), exchangeId: '' };
    expect((await module.readExchange(receipt.exchangeId)).equals(receipt.bytes)).toBe(true);
    expect(returnsOf(receipt)).toMatchObject([
      {
        orderNo: 'ORDER-1',
        ebpCode: 'PLAT000001',
        returnStatus: '2',
        returnTime: '20261120160000123',
      },
      { orderNo: 'ORDER-2', returnInfo: '新增申报成功' },
    ]);
    expect((await module.verifyEvidence()).intact).toBe(true);
  });

  test('of lists is answered with preNo, the own intake number where there is none', async () => {
    let n = 0;
    answer = () => {
      n += 1;
      const preNo = n === 1 ? 'B20261120000000001' : undefined;
      return {
        kind: 'accepted',
        returnStatus: '2',
        returnInfo: 'x'.repeat(2000),
        preNo,
        findings: [],
      };
    };
    const [received] = await receive(lists([list(), list({ copNo: '' }), list({ copNo: 'C3' })]));
    expect(returnsOf(received?.receipt ?? { bytes: Buffer.alloc(0) })).toMatchObject([
      { preNo: 'B20261120000000001', copNo: 'COP-1', agentCode: 'BROK000001' },
      { preNo: 'P20261120000000001', copNo: 'P20261120000000001' },
      { preNo: 'P20261120000000002', copNo: 'C3', returnInfo: 'x'.repeat(999) + '…' },
    ]);
  });

  test('may be transmitted by an enrolled company for others, also by credit code', async () => {
    const [first, second] = await receive(
      orders([order()], 'SEND000001'),
      orders([order({ ebpCode: '91350100M000100Y43' })], '91350100M000100Y43'),
    );
    expect([first?.kind, second?.kind]).toEqual(['accepted', 'accepted']);
    expect(filed).toHaveLength(2);
  });
});

describe('an unknown or suspended sender is refused with a receipt', () => {
  test.each(['STRANGER01', 'SUSP000001'])('%s', async (code) => {
    const [received] = await receive(orders([order(), order({ orderNo: '2' })], code));
    expect(received?.kind).toBe('sender-refused');
    expect(filed).toEqual([]);
    expect(returnsOf(received?.receipt ?? { bytes: Buffer.alloc(0) })).toMatchObject([
      { orderNo: 'ORDER-1', returnStatus: '-10102' },
      { orderNo: '2', returnStatus: '-10102' },
    ]);
    expect(received?.documents[0]?.outcome.findings[0]).toMatchObject({
      code: '-10102',
      source: 'eport',
      field: 'BaseTransfer.copCode',
      values: [code],
    });
    const log = await module.listExchanges({ refused: true, limit: 10 });
    expect(log.exchanges).toMatchObject([{ messageType: 'CEB311Message', counterparty: code }]);
  });

  test('a sender other than the holder of the API key, unless the key may administer', async () => {
    const bytes = orders([order()]);
    const caller: Caller = { participantCode: 'MERCH00001', scopes: ['ceb:send'], name: 'ERP' };
    const admin: Caller = { ...caller, scopes: ['admin'] };
    const own: Caller = { ...caller, participantCode: 'PLAT000001' };
    const received = await module.receiveMessages([
      { bytes, caller, transport: 'http' },
      { bytes, caller: admin, transport: 'http' },
      { bytes, caller: own, transport: 'http' },
    ]);
    expect(received.map(({ kind }) => kind)).toEqual(['sender-refused', 'accepted', 'accepted']);
    expect(received[0]?.findings[0]?.values).toEqual(['PLAT000001', 'MERCH00001']);
  });
});

describe('a document is refused alone', () => {
  test('for a company that is unknown, suspended or of another kind', async () => {
    const [received] = await receive(
      orders([
        order(),
        order({ ebcCode: 'NOBODY' }),
        order({ ebpCode: 'SUSP000001' }),
        order({ ebpCode: 'MERCH00001' }),
      ]),
    );
    expect(received?.kind).toBe('accepted');
    expect(filed).toHaveLength(1);
    const receipt = received?.receipt ?? { bytes: Buffer.alloc(0) };
    expect(returnsOf(receipt).map(({ returnStatus }) => returnStatus)).toEqual([
      '2',
      '-10102',
      '-10102',
      '-10101',
    ]);
    const findings = received?.documents.flatMap(({ outcome }) => outcome.findings) ?? [];
    expect(findings.map(({ field, message }) => [field, message])).toEqual([
      ['OrderHead.ebcCode', 'The merchant NOBODY is not enrolled in this zone.'],
      ['OrderHead.ebpCode', 'The platform SUSP000001 is suspended.'],
      ['OrderHead.ebpCode', 'MERCH00001 (商家) is not enrolled as platform; its roles: merchant.'],
    ]);
  });

  test('for the company that declares a list, not for those merely named in it', async () => {
    const named = {
      ebpCode: 'EBP',
      ebcCode: 'EBC',
      assureCode: 'GUAR',
      areaCode: 'AREA',
      logisticsCode: 'L',
    };
    const [received] = await receive(
      lists([
        list({ ...named, agentCode: 'CARR000001' }),
        list({ ...named, agentCode: 'NOBODY' }),
        list(named),
      ]),
    );
    const found = received?.documents.map(({ outcome }) =>
      outcome.findings.map(({ code, field }) => `${code} ${field}`),
    );
    const field = 'InventoryHead.agentCode';
    expect(found).toEqual([[`-10101 ${field}`], [`-10102 ${field}`], []]);
    expect(received?.documents[2]?.outcome.kind).toBe('accepted');
  });
});

test('a receipt is not taken: only customs and the platform issue them', async () => {
  const [accepted] = await receive(orders([order()]));
  const [received] = await receive(accepted?.receipt.bytes ?? '');
  const [head] = returnsOf(received?.receipt ?? { bytes: Buffer.alloc(0) });
  expect(head).toMatchObject({ returnStatus: '-3', oriMessageType: 'CEB312Message' });
  expect(head?.returnInfo).toContain('does not take CEB312Message');
});

test('a failing batch leaves no trace', async () => {
  answer = () => {
    throw new Error('database on fire');
  };
  await expect(receive(orders([order()]), 'rubbish')).rejects.toThrow('on fire');
  expect((await module.listExchanges({ limit: 10 })).exchanges).toEqual([]);
  expect((await module.verifyEvidence()).intact).toBe(true);
});

test('good and bad messages of one batch are answered in their order', async () => {
  const received = await receive(
    '<a/>',
    orders([order()]),
    orders([order()], 'NOBODY'),
    lists([list()]),
  );
  expect(received.map(({ kind, receipt }) => [kind, receipt.type])).toEqual([
    ['format-error', 'CEB900Message'],
    ['accepted', 'CEB312Message'],
    ['sender-refused', 'CEB312Message'],
    ['accepted', 'CEB622Message'],
  ]);
  expect(filed.map(({ type }) => type)).toEqual(['CEB311Message', 'CEB621Message']);
});

test('a message in a DXP envelope is taken, and the envelope is what is kept', async () => {
  const envelope = {
    copMsgId: 'MSG-1',
    senderId: 'DXPENT0000000001',
    receiverIds: ['DXPEDCCEB0000002'],
    creatTime: '2026-11-20T08:00:00',
    msgType: 'CEB621Message',
  };
  const bytes = wrapDxp(envelope, lists([list()]));
  const [received] = await receive(bytes);
  expect(received).toMatchObject({ kind: 'accepted', messageType: 'CEB621Message' });
  expect((await module.readExchange(received?.exchangeId ?? '')).equals(bytes)).toBe(true);
});
