import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { MessageType } from '@pilotzone/ceb/message';
import { plausibleMessage } from '@pilotzone/rules/testing/plausible';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from '../compose.ts';
import { settle } from '../settle.ts';
import {
  EXPORT_PAPERS as papers,
  cancellationOf,
  exportCases,
  exportOf,
  manifestOf,
  returnOf,
  sendExport,
  shipmentsOf,
  summaryOf,
  tallyOf,
} from '../testing-exports.ts';
import { generateDay, openTestPlatform } from '../testing-platform.ts';
import { tablesOf } from '../testing-purchases.ts';
import { matchMessage } from './match-message.ts';

const draw = shipmentsOf(50);
let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform());
});
afterAll(() => close());

type Result = { kind: string; findings: { code: string }[] };

async function match(bytes: Uint8Array, participantCode?: string) {
  const decoded = decodeCeb(bytes);
  const message = decoded.kind === 'message' ? decoded.message : undefined;
  const matching = await matchMessage(
    platform,
    { message, bytes: Buffer.from(bytes) },
    participantCode,
  );
  return { ...matching, type: message?.type, results: matching.results as Result[] };
}

/** Messages that customs sent here, one of each type. */
async function fromCustoms(): Promise<Map<MessageType, Uint8Array>> {
  const { db } = platform.runtime;
  const rows = await db.query<{ id: string; type: MessageType }>(
    `select distinct on (message_type) exchange_id::text as id, message_type as type
       from information_sharing.exchange_record
      where direction = 'in' and counterparty = 'customs'`,
  );
  const bodies = await platform.informationSharing.readExchanges(
    db,
    rows.map(({ id }) => id),
  );
  return new Map(rows.map(({ id, type }) => [type, bodies.get(id) ?? Buffer.alloc(0)]));
}

test('each of the 42 messages is held against the database, but for CEB900', async () => {
  const before = await tablesOf(platform.runtime.db);
  for (const type of Object.keys(MESSAGE_TABLES) as MessageType[]) {
    const isSigned = MESSAGE_TABLES[type].signature === 'mandatory';
    const signature = isSigned ? unsignedSignature('1') : '';
    const matching = await match(encodeCeb(plausibleMessage(type), signature));
    expect(matching.asked, type).toBe(type !== 'CEB900Message');
    const [result] = matching.results;
    const isReceipt = result?.kind === 'unknown';
    if (isReceipt) expect(result.findings[0]?.code, type).toBe('PZ-RECEIPT-UNKNOWN');
    if (!matching.asked) expect(matching.reasonZh).toContain('不涉及');
    else expect(matching.results, type).toHaveLength(1);
  }
  expect(await tablesOf(platform.runtime.db)).toEqual(before);
});

test('receipts of customs are known by what they speak of, to its declarant only', async () => {
  const shipment = draw({ mode: '9610', statisticsFlag: 'B' });
  const twin = draw({ mode: '9610', statisticsFlag: 'A', merchant: shipment.parties.merchant });
  const { broker } = shipment.parties;
  const send = (...sent: Parameters<typeof sendExport>[2]) => sendExport(platform, broker, sent);
  for (const one of [shipment, twin])
    await send(papers.order(one), papers.payment(one), papers.waybill(one), papers.list(one));
  const numberOf = async (one: typeof twin) => (await exportOf(platform, one)).customsNo ?? '';
  await send(cancellationOf(twin, await numberOf(twin)));
  await send(papers.arrival(shipment), manifestOf([shipment], 'B-7'), papers.departure(shipment));
  const invtNo = await numberOf(shipment);
  await send(summaryOf(shipment, { copNo: 'S7', invtNos: [invtNo] }));
  await send(returnOf(shipment, invtNo, { no: 'R7', qty: 1n }), tallyOf(shipment, invtNo, 'T7'));
  expect((await exportCases(platform)).map(({ status }) => status)).not.toContain('rejected');
  const { messages } = generateDay({ declarations: 5, seed: 3, faults: 0 });
  await platform.informationSharing.receiveMessages(
    messages.map((bytes) => ({ bytes, transport: 'file' as const })),
  );
  await settle(platform);

  const [released] = await platform.runtime.db.query<{ invtNo: string }>(
    `select invt_no as "invtNo" from single_window.declaration where status = 'released' limit 1`,
  );
  for (const type of ['CEB816Message', 'CEB818Message'] as const) {
    const { results } = await match(encodeCeb(plausibleMessage(type, { ...released })));
    expect(
      results.map(({ kind }) => kind),
      type,
    ).toEqual(['known']);
  }
  const sent = await fromCustoms();
  expect([...sent.keys()].sort()).toEqual([
    ...['CEB214Message', 'CEB216Message', 'CEB304Message', 'CEB404Message', 'CEB506Message'],
    ...['CEB508Message', 'CEB510Message', 'CEB604Message', 'CEB606Message', 'CEB608Message'],
    ...['CEB622Message', 'CEB702Message', 'CEB792Message'],
  ]);
  for (const [type, bytes] of sent) {
    const { results } = await match(bytes);
    expect(new Set(results.map(({ kind }) => kind)), type).toEqual(new Set(['known']));
    const foreign = await match(bytes, 'SOMEBODY');
    const codes = foreign.results.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(new Set(codes), type).toEqual(new Set(['PZ-NOT-YOURS']));
  }
});
