import { encodeCeb } from '@pilotzone/ceb/encode';
import { createLog } from '@pilotzone/kernel/log';
import { openTestDatabase, TEST_MASTER_KEY } from '@pilotzone/kernel/testing';
import { endOfDay } from '@pilotzone/kernel/time';
import { plausibleMessage } from '@pilotzone/rules/testing/plausible';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXPORT_PAPERS as papers, messagesOf, shipmentsOf } from '../testing-exports.ts';
import { TEST_DAY } from '../testing-platform.ts';
import { judgeMessage } from './check-message.ts';
import { matchFiles } from './match-files.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeAll(async () => {
  database = await openTestDatabase([]);
});
afterAll(() => database.close());

const shipment = shipmentsOf(95)({ mode: '9610', statisticsFlag: 'A' });
const sent = [papers.list(shipment), papers.order(shipment), papers.waybill(shipment)];
const [list, ...others] = messagesOf(shipment.parties.broker, sent);

async function match(bodies: readonly Uint8Array[]) {
  const how = { version: undefined, at: endOfDay(TEST_DAY), trust: undefined };
  const files = bodies.map((bytes, index) => ({
    file: `${index}.xml`,
    judged: judgeMessage(bytes, how),
  }));
  const place = { databaseUrl: database.url, masterKey: TEST_MASTER_KEY, shared: true };
  return matchFiles(files, { place, log: createLog('silent') });
}

test('files are filed together, so that papers complete a list; nothing is kept', async () => {
  if (!list) throw new Error('a shipment has a list');
  const alone = await match([list]);
  expect(alone.documents).toMatchObject([
    { file: '0.xml', message: 'CEB603Message', document: 1, kind: 'waiting' },
  ]);
  const codes = alone.documents[0]?.findings.map(({ code }) => code);
  expect(codes).toEqual(['PZ-MISSING-ORDER', 'PZ-MISSING-WAYBILL']);
  for (const _ of ['once', 'again']) {
    const basket = await match([list, ...others]);
    expect(basket.documents.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(basket.exports).toMatchObject([{ status: 'sent', lane: 'green' }]);
  }
}, 120_000);

test('a receipt is looked up, and what is against the schema is left out', async () => {
  const receipt = encodeCeb(plausibleMessage('CEB604Message'));
  const { documents } = await match([receipt, Buffer.from('<a/>')]);
  expect(documents).toMatchObject([
    { file: '0.xml', kind: 'unknown', findings: [{ code: 'PZ-RECEIPT-UNKNOWN' }] },
  ]);
}, 120_000);
