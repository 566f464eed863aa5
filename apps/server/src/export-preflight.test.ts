import type { Shipment } from '@pilotzone/generator/exports/draw-shipment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  cancellationOf,
  exportCases,
  exportOf,
  messagesOf,
  returnOf,
  sendExport,
  shipmentsOf,
  summaryOf,
} from './testing-exports.ts';
import type { SentExport } from './testing-exports.ts';
import { openTestPlatform } from './testing-platform.ts';
import { tablesOf } from './testing-purchases.ts';

type Line = { status: string; application?: string; reasons: { code: string }[] };
type Preflight = { results: { kind: string; findings: { code: string }[] }[]; exports: Line[] };

const draw = shipmentsOf(40);
let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform());
});
afterAll(() => close());

async function preflight(
  shipment: Shipment,
  sent: readonly SentExport[],
  participantCode?: string,
): Promise<Preflight> {
  const messages = messagesOf(shipment.parties.broker, sent).map((bytes) => bytes.toString());
  const answer = await platform.singleWindow.http.preflight({ messages }, { participantCode });
  return answer as Preflight;
}

const basketOf = (shipment: Shipment) => [
  papers.order(shipment),
  papers.waybill(shipment),
  papers.list(shipment),
];

/** A shipment that is closed, with the number that customs gave to its list. */
async function exported(): Promise<{ shipment: Shipment; invtNo: string }> {
  const shipment = draw({ mode: '9610', statisticsFlag: 'B' });
  const sent = [...basketOf(shipment), papers.arrival(shipment), papers.departure(shipment)];
  await sendExport(platform, shipment.parties.broker, sent);
  const row = await exportOf(platform, shipment);
  expect(row.status).toBe('closed');
  return { shipment, invtNo: row.customsNo ?? '' };
}

describe('the pre-flight check of exports', () => {
  test('tells what a basket would become, leaves no trace, and filing says the same', async () => {
    const shipment = draw({ mode: '9610', statisticsFlag: 'A' });
    const before = await tablesOf(platform.runtime.db);
    const foretold = await preflight(shipment, basketOf(shipment));
    expect(await tablesOf(platform.runtime.db)).toEqual(before);
    expect(foretold.results.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(foretold.exports).toMatchObject([
      { status: 'sent', orderNo: shipment.list.head.orderNo },
    ]);
    await sendExport(platform, shipment.parties.broker, basketOf(shipment));
    expect((await exportOf(platform, shipment)).status).toBe('examined');
  });

  test('sees papers on file, and says of a paper which list it would wake', async () => {
    const shipment = draw({ mode: '9710' });
    const [order, waybill, list] = basketOf(shipment);
    if (!order || !waybill || !list) throw new Error('a basket has three documents');
    await sendExport(platform, shipment.parties.broker, [order, list]);
    const { exports } = await preflight(shipment, [waybill]);
    expect(exports).toMatchObject([{ status: 'sent' }]);
    expect((await exportOf(platform, shipment)).status).toBe('waiting');
  });

  test('says why a list would be rejected', async () => {
    const shipment = draw({ mode: '9710' });
    const head = { ...shipment.list.head, statisticsFlag: 'B' };
    const wrong = { ...shipment, list: { ...shipment.list, head } };
    const { results, exports } = await preflight(wrong, basketOf(wrong));
    expect(exports).toMatchObject([{ status: 'rejected' }]);
    expect(results.at(-1)?.findings.map(({ code }) => code)).toEqual(['PZ-EXPORT-FORM-REFUND']);
  });

  test('holds applications against the lists they speak of', async () => {
    const { shipment, invtNo } = await exported();
    const ask = (...sent: SentExport[]) => preflight(shipment, sent);
    const count = (await exportCases(platform)).length;
    const summary = await ask(summaryOf(shipment, { copNo: 'S1', invtNos: [invtNo] }));
    expect(summary.exports).toMatchObject([{ application: 'summary', status: 'sent' }]);
    const late = await ask(cancellationOf(shipment, invtNo));
    expect(late.exports[0]?.reasons.map(({ code }) => code)).toEqual(['-623005']);
    const back = await ask(returnOf(shipment, invtNo, { no: 'R1', qty: 99n }));
    expect(back.results[0]?.findings.map(({ code }) => code)).toContain(
      'PZ-EXPORT-RETURN-QUANTITY',
    );
    expect(await exportCases(platform)).toHaveLength(count);
  });

  test('tells a trader neither of lists nor of applications of others', async () => {
    const { shipment, invtNo } = await exported();
    const sent = [papers.list(shipment), cancellationOf(shipment, invtNo)];
    const own = await preflight(shipment, sent, shipment.list.head.agentCode);
    expect(own.exports.map(({ application }) => application)).toEqual([undefined, 'cancellation']);
    const foreign = await preflight(shipment, sent, 'SOMEBODY');
    expect(foreign.exports).toEqual([]);
    expect(foreign.results[1]).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'PZ-NOT-YOURS' }],
    });
  });
});
