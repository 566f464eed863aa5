import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { OPERATORS } from '@pilotzone/generator/companies';
import type { Purchase } from '@pilotzone/generator/purchase';
import { endOfDay } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { makeAuthority, makeKey, NOW, reasonsOf } from '@pilotzone/signatures/testing/signers';
import { trustIn } from '@pilotzone/signatures/testing/signers';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { PLATFORM_TRANSFER } from './config.ts';
import type { Filing } from './filing-types.ts';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { EXPORT_PAPERS, sendExport, shipmentsOf } from './testing-exports.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, file, purchasesOf, resultOf } from './testing-purchases.ts';
import { askReturn } from './testing-withdrawals.ts';

const company = { code: PLATFORM_TRANSFER.copCode, creditCode: null, name: 'platform' };
const authority = makeAuthority();
const signingKey = makeKey(authority, 'sm2', { subject: [['CN', company.code]] });
const trust = trustIn(authority);

let the: TestPlatform;
afterEach(() => the.close());

/** Types and faults of what went out to `counterparty`; oldest first. */
async function sentTo(platform: Platform, counterparty = 'customs') {
  const { informationSharing } = platform;
  const filter = { direction: 'out', counterparty, limit: 50 } as const;
  const { exchanges } = await informationSharing.listExchanges(filter);
  return Promise.all(
    exchanges.reverse().map(async ({ exchangeId, messageType }) => {
      const bytes = Buffer.from(await informationSharing.readExchange(exchangeId));
      const decoded = decodeCeb(bytes);
      if (decoded.kind !== 'message') throw new Error('not valid by the schema');
      const message = { bytes, signature: decoded.message.signature, path: decoded.path };
      const faults = reasonsOf(verifySignature(message, { at: NOW, trust, company }));
      return { exchangeId, messageType, faults };
    }),
  );
}

/** One of each: a list, its return, a report of an arrival, an export list with its papers. */
async function fileAll(platform: Platform): Promise<void> {
  const purchase = purchasesOf(77).draw({ goods: 'big' });
  await clearAll(platform, [purchase]);
  await file(platform, [await askReturn(platform, purchase)]);
  await platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(tx, [arrivalOf(platform, purchase)], { judge: true }),
  );
  const shipment = shipmentsOf(1)();
  const { order, waybill, list } = EXPORT_PAPERS;
  const papers = [order(shipment), waybill(shipment), list(shipment)];
  await sendExport(platform, shipment.parties.broker, papers);
  await settle(platform);
}

function arrivalOf({ runtime }: Platform, { list, parties }: Purchase): Filing {
  const { logisticsCode, logisticsName, logisticsNo, customsCode } = list.head;
  const operator = OPERATORS[0] ?? parties.broker;
  const head = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    ...{ appType: '1', appTime: '20261120090000', appStatus: '2', customsCode },
    ...{ copNo: 'K-1', preNo: undefined, rkdNo: undefined },
    ...{ operatorCode: operator.code, operatorName: operator.name, ieFlag: 'I' },
    ...{ trafMode: '5', trafNo: 'CA837', voyageNo: 'CA837', billNo: '999-1' },
    ...{ logisticsCode, logisticsName, unloadLocation: 'A-01', note: undefined },
  };
  const lines = [{ gnum: 1, logisticsNo, note: undefined }];
  return {
    ...{ type: 'CEB711Message', document: { head, lines } },
    ...{ exchangeId: runtime.ids.newId(), transferCode: operator.code },
  };
}

const ALL = [
  ...['CEB303Message', 'CEB505Message', 'CEB603Message'],
  ...['CEB621Message', 'CEB625Message', 'CEB711Message'],
];

describe('with a key file', () => {
  test('everything that the platform sends to customs is signed, once', async () => {
    the = await openTestPlatform({ signingKey });
    await fileAll(the.platform);
    const sent = await sentTo(the.platform);
    expect(sent.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect([...new Set(sent.map(({ messageType }) => messageType))].sort()).toEqual(ALL);
  });
});

describe('with a signing service', () => {
  let service: Server;
  let isBroken: boolean;
  let asked: number;
  let now: Instant;

  beforeEach(async () => {
    [isBroken, asked, now] = [false, 0, endOfDay(TEST_DAY)];
    service = createServer((request, response) => {
      asked += 1;
      void text(request).then((body) => {
        if (isBroken) return response.writeHead(503).end('the card is not in its reader');
        const { data } = JSON.parse(body) as { data: string };
        const signature = signingKey.signNow(Buffer.from(data, 'base64')).toString('base64');
        return response.end(JSON.stringify({ signature }));
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const { port } = service.address() as AddressInfo;
    const { certificate, algorithm } = signingKey;
    const url = `http://127.0.0.1:${port}/sign`;
    const signingService = { url, keyId: 'card 1', certificate, algorithm };
    the = await openTestPlatform({ signingService }, { now: () => now });
  });
  afterEach(() => new Promise((resolve) => service.close(resolve)));

  test('it signs everything before it is sent; drafts are kept apart', async () => {
    await fileAll(the.platform);
    const sent = await sentTo(the.platform);
    expect(sent.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect([...new Set(sent.map(({ messageType }) => messageType))].sort()).toEqual(ALL);
    const drafts = await sentTo(the.platform, 'signing');
    const states = new Set(drafts.flatMap(({ faults }) => faults));
    expect([...states].sort()).toEqual(['missing', 'placeholder']);
    expect(drafts).toHaveLength(sent.length);
    expect(asked).toBe(sent.length);
    const { platform } = the;
    expect(await platform.gateway.state()).toMatchObject({ waiting: 0, signing: { state: 'up' } });
  });

  test('while it fails, messages wait with the reason, and go out when it is back', async () => {
    isBroken = true;
    const { platform } = the;
    const purchase = purchasesOf(78).draw();
    await clearAll(platform, [purchase]);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'sent' });
    expect(await sentTo(platform)).toEqual([]);
    const state = await platform.gateway.state();
    expect(state).toMatchObject({ state: 'up', waiting: 1, signing: { state: 'down' } });
    expect(state.reason).toMatch(/not signed: .*503: the card is not in its reader/);
    const server = await createPlatformServer(platform);
    const { key } = await platform.informationSharing.createApiKey({
      ...{ participantCode: purchase.parties.broker.code, name: 'test' },
      scopes: ['declarations:read'],
    });
    const headers = { authorization: `Bearer ${key}` };
    const status = await server.inject({ url: '/api/v1/status', headers });
    expect(status.json()).toMatchObject({
      customs: { queued: 1, queueReason: state.reason, signing: { by: 'service', state: 'down' } },
    });
    await server.close();
    isBroken = false;
    now = (now + 60_000) as Instant;
    await settle(platform);
    expect(await sentTo(platform)).toMatchObject([{ messageType: 'CEB621Message', faults: [] }]);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'released' });
    expect(await platform.gateway.state()).toMatchObject({
      ...{ waiting: 0, reason: null },
      signing: { state: 'up' },
    });
  });

  test('what customs did not take is sent again with the same signature', async () => {
    const { platform } = the;
    platform.simulator.setReachable(false);
    const purchase = purchasesOf(79).draw();
    await clearAll(platform, [purchase]);
    expect(await platform.gateway.state()).toMatchObject({ state: 'down', waiting: 1 });
    const [signed] = await sentTo(platform);
    platform.simulator.setReachable(true);
    now = (now + 60_000) as Instant;
    await settle(platform);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'released' });
    expect(await sentTo(platform)).toEqual([signed]);
    expect(asked).toBe(1);
  });
});
