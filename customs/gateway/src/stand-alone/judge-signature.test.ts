import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { MessageTable } from '@pilotzone/ceb/fields';
import type { MessageType } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { sampleMessage } from '@pilotzone/ceb/testing/sample-messages';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { signMessageNow } from '@pilotzone/signatures/sign-message';
import type { SoftwareKey } from '@pilotzone/signatures/signing-key';
import { makeAuthority, makeKey, trustIn, unsigned } from '@pilotzone/signatures/testing/signers';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMovingClock, runtimeOf } from '../testing/counter.ts';
import { parseScenario } from './scenario.ts';
import { createStandAlone } from './stand-alone.ts';
import type { StandAlone } from './stand-alone.ts';

const here = dirname(fileURLToPath(import.meta.url));
const authority = makeAuthority();
const key = makeKey(authority);

let database: TestDatabase;
let customs: StandAlone;

beforeAll(async () => {
  const folder = join(here, '../../migrations');
  database = await openTestDatabase([
    ...readKernelMigrations(),
    ...readMigrations('customs/gateway', folder),
  ]);
  const runtime = runtimeOf(database.db, 'C1', createMovingClock());
  const tariff = createDemoTariff();
  customs = createStandAlone(
    { ...runtime, tariff: () => tariff, trust: trustIn(authority) },
    { scenario: parseScenario('{ match: false, signatures: require }'), channels: [] },
  );
});
afterAll(async () => {
  await customs.close();
  await database.close();
});

let sent = 0;

/** Type and status of the first receipt for a message; the receipt must be valid by the schema. */
async function answerTo(bytes: Buffer): Promise<string> {
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message') throw new Error('not valid by the schema');
  const receiver = decoded.message.transfer?.dxpId ?? '';
  await customs.take({ id: `S-${++sent}`, body: bytes });
  const receipts = [];
  for (;;) {
    const receipt = await customs.next(receiver);
    if (!receipt) break;
    receipts.push(receipt);
    await customs.taken(receipt.receiptId);
  }
  const answer = decodeCeb(Buffer.from(receipts[0]?.body ?? ''));
  if (answer.kind !== 'message') throw new Error(`no receipt: ${JSON.stringify(answer)}`);
  const head = answer.message.documents[0]?.head as { returnStatus: string };
  return `${answer.message.type.slice(3, 6)} ${head.returnStatus}`;
}

/** With our placeholder where the schema demands a Signature. */
function bare(type: MessageType): Buffer {
  const message = sampleMessage(type, { documents: 1, lines: 1 }, chanceOf(7));
  const table: MessageTable = MESSAGE_TABLES[type];
  return encodeCeb(message, table.signature === 'mandatory' ? unsignedSignature('0001') : '');
}

function signed(type: MessageType, by: SoftwareKey = key): Buffer {
  return signMessageNow({ bytes: unsigned(type) }, by);
}

describe('a message that is not signed as it must be is turned down with the official code', () => {
  const stranger = makeKey(makeAuthority());
  const other = makeKey(authority, 'sm2', { subject: [['CN', '3301000001']] });
  const ended = makeKey(authority, 'sm2', {
    notBefore: '2025-01-01T00:00:00Z',
    notAfter: '2026-06-01T00:00:00Z',
  });
  const flip = (bytes: Buffer) =>
    Buffer.from(bytes.toString().replace('<ceb:copName>', '<ceb:copName>x'));

  test.each([
    ['CEB621Message', '622', ['-621026', '-621028', '-621015', '-621029', '-621029']],
    ['CEB623Message', '624', ['-623017', '-623029', '-623021', '-623029', '-623029']],
    ['CEB625Message', '626', ['-625028', '-625208', '-625020', '-625208', '-625208']],
    ['CEB311Message', '312', ['-301020', '-301020', '-301020', '-301020', '-301020']],
    ['CEB711Message', '712', ['-1001', '-1004', '-1001', '-1002', '-1001']],
    ['CEB303Message', '304', ['-1001', '-1004', '-1001', '-1002', '-1001']],
    ['CEB603Message', '604', ['-1001', '-1004', '-1001', '-1002', '-1001']],
    ['CEB607Message', '608', ['-1001', '-1004', '-1001', '-1002', '-1001']],
    ['CEB701Message', '702', ['-1001', '-1004', '-1001', '-1002', '-1001']],
    ['CEB213Message', '214', ['-1001', '-1004', '-1001', '-1002', '-1001']],
  ] as const)('%s', async (type, receipt, codes) => {
    const wrong = [
      bare(type),
      flip(signed(type)),
      signed(type, other),
      signed(type, ended),
      signed(type, stranger),
    ];
    const answers = [];
    for (const bytes of wrong) answers.push(await answerTo(bytes));
    expect(answers).toEqual(codes.map((code) => `${receipt} ${code}`));
  });
});

test('what a company signed with its certificate is judged by what it says', async () => {
  expect(await answerTo(signed('CEB411Message'))).not.toMatch(/ -1\d{3}$/);
  expect(await answerTo(signed('CEB623Message'))).toBe('624 -623003');
});
