import type { Shipment } from '@pilotzone/generator/exports/draw-shipment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  exportOf,
  messagesOf,
  reasonCodes,
  sendExport,
  shipmentsOf,
} from './testing-exports.ts';
import { openTestPlatform } from './testing-platform.ts';

const draw = shipmentsOf(60);
const ONE = 100_000n;
let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform({ holdRed: true }));
});
afterAll(() => close());

/** A retail list of so many pieces of one cent each. */
function bulk(pieces: bigint): Shipment {
  const shipment = draw({ mode: '9610', statisticsFlag: 'A' });
  const [ordered] = shipment.order.lines;
  const [declared] = shipment.list.lines;
  if (!ordered || !declared) throw new Error('a shipment has lines');
  const own = { qty: pieces * ONE, price: ONE / 10n, totalPrice: (pieces * ONE) / 10n };
  const qty1 = { qty1: pieces * ONE };
  const { head } = shipment.order;
  return {
    ...shipment,
    order: { head: { ...head, goodsValue: own.totalPrice }, lines: [{ ...ordered, ...own }] },
    list: { ...shipment.list, lines: [{ ...declared, ...own, ...qty1 }] },
  };
}

async function declare(shipment: Shipment) {
  const { broker } = shipment.parties;
  const sent = [papers.order(shipment), papers.waybill(shipment), papers.list(shipment)];
  const answers = await sendExport(platform, broker, sent);
  return { answers, row: await exportOf(platform, shipment) };
}

const decide = (declarationId: string, decision: 'release' | 'reject') =>
  platform.singleWindow.http.decideHold({
    ...{ declarationId, decision },
    officer: 'officer',
    note: '已核对订单',
  });

describe('risk control of exports', () => {
  test('gives every list a lane; only red ones wait for a person', async () => {
    const { row } = await declare(draw({ mode: '9610', statisticsFlag: 'A' }));
    expect(row).toMatchObject({ status: 'examined', lane: 'green' });
    const amber = await declare(bulk(300n));
    expect(amber.row).toMatchObject({ status: 'examined', lane: 'amber' });
  });

  test('holds a red list, tells the trader why, and lets it go by an officer', async () => {
    const shipment = bulk(1_200n);
    const { answers, row } = await declare(shipment);
    expect(row).toMatchObject({ status: 'held', lane: 'red', receipts: null });
    expect(reasonCodes(row)).toEqual(['PZ-RISK-EXPORT-QUANTITY']);
    expect(answers[2]?.returnStatus).toBe('2');
    const { items } = await platform.risk.listHolds({ cursor: undefined, limit: 50 });
    expect(items.find(({ declarationId }) => declarationId === row.caseId)).toMatchObject({
      direction: 'export',
      lane: 'red',
    });

    expect(await decide(row.caseId, 'release')).toMatchObject({ status: 'sent', lane: 'red' });
    await platform.gateway.settle();
    const after = await exportOf(platform, shipment);
    expect(after).toMatchObject({ status: 'examined', reasons: null });
    expect((await platform.risk.listHolds({ cursor: undefined, limit: 50 })).items).toEqual([]);
    await expect(decide(row.caseId, 'reject')).rejects.toMatchObject({
      code: 'HOLD_ALREADY_DECIDED',
    });
  });

  test('refuses a held list with its reason; it may be declared again', async () => {
    const shipment = bulk(1_500n);
    const { row } = await declare(shipment);
    await decide(row.caseId, 'reject');
    const refused = await exportOf(platform, shipment);
    expect(refused).toMatchObject({ status: 'rejected', receipts: ['100'] });
    expect(reasonCodes(refused)).toEqual(['PZ-HOLD-REJECTED', 'PZ-RISK-EXPORT-QUANTITY']);
    const head = { ...shipment.list.head, appTime: '20261120235900' };
    const again = { ...shipment, list: { ...shipment.list, head } };
    await sendExport(platform, shipment.parties.broker, [papers.list(again)]);
    expect(await exportOf(platform, shipment)).toMatchObject({ status: 'held', attempt: 2 });
  });

  test('is foretold by the pre-flight check', async () => {
    const shipment = bulk(1_100n);
    const sent = [papers.order(shipment), papers.waybill(shipment), papers.list(shipment)];
    const messages = messagesOf(shipment.parties.broker, sent).map((bytes) => bytes.toString());
    const viewer = { participantCode: undefined };
    const answer = await platform.singleWindow.http.preflight({ messages }, viewer);
    expect(answer).toMatchObject({ exports: [{ status: 'held', lane: 'red' }] });
    expect((await platform.risk.listHolds({ cursor: undefined, limit: 50 })).items).toHaveLength(1);
  });
});
