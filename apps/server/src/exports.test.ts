import { endOfDay } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Shipment, ShipmentWish } from '@pilotzone/generator/exports/draw-shipment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  cancellationOf,
  exportCases,
  exportOf,
  manifestOf,
  reasonCodes,
  returnOf,
  sendExport,
  shipmentsOf,
  summaryOf,
  tallyOf,
} from './testing-exports.ts';
import type { SentExport } from './testing-exports.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';

const clock = { at: endOfDay(TEST_DAY) as number, now: () => clock.at as Instant };
const draw = shipmentsOf(1);

let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform({}, clock));
});
afterAll(() => close());

/** Sends documents of a shipment by its broker. */
function send(shipment: Shipment, ...sent: SentExport[]) {
  return sendExport(platform, shipment.parties.broker, sent);
}

async function declare(wish: ShipmentWish): Promise<Shipment> {
  const shipment = draw(wish);
  await send(shipment, papers.order(shipment), papers.waybill(shipment), papers.list(shipment));
  return shipment;
}

async function close_(wish: ShipmentWish): Promise<Shipment> {
  const shipment = await declare(wish);
  await send(shipment, papers.arrival(shipment), papers.departure(shipment));
  return shipment;
}

/** Export facts of one mode and day: lists and value. */
async function counted(tradeMode: string) {
  const answer = await platform.statistics.queryTrade({
    by: 'direction,tradeMode',
    direction: 'export',
    tradeMode,
    from: TEST_DAY,
    until: TEST_DAY,
  });
  const [row] = answer.rows;
  return { lists: row?.count ?? 0, value: row?.dutiablePrice ?? '0.00' };
}

describe('export 9610 with summary statistics (A)', () => {
  test('goes from intake to closed, and every part is told', async () => {
    const before = await counted('9610');
    const shipment = draw({ mode: '9610', statisticsFlag: 'A' });
    const answers = await send(
      shipment,
      papers.order(shipment),
      papers.waybill(shipment),
      papers.list(shipment),
    );
    expect(answers.map(({ type, returnStatus }) => `${type} ${returnStatus}`)).toEqual([
      'CEB304Message 2',
      'CEB506Message 2',
      'CEB604Message 2',
    ]);
    const examined = await exportOf(platform, shipment);
    expect(examined).toMatchObject({ status: 'examined', receipts: ['2', '120', '399'] });

    const { items } = await platform.parks.listGatePasses({ declarationId: examined.caseId });
    expect(items).toMatchObject([{ direction: 'in', state: 'issued' }]);
    const gate = { gatePassNo: items[0]?.gatePassNo ?? '', gate: 'East', actor: 'test' };
    await platform.parks.consumeGatePass(gate);

    await send(shipment, papers.arrival(shipment));
    expect((await exportOf(platform, shipment)).status).toBe('released');
    await send(shipment, papers.departure(shipment));
    const row = await exportOf(platform, shipment);
    expect(row).toMatchObject({ status: 'closed', receipts: ['2', '120', '399', '800', '899'] });
    expect(row.customsNo).toMatch(/^2991\d{4}E\d{9}$/);

    expect((await counted('9610')).lists).toBe(before.lists + 1);
    const { logisticsCode, logisticsNo } = shipment.list.head;
    const parcel = await platform.logistics.getParcel({ logisticsCode, logisticsNo });
    const kinds = parcel.timeline.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['arrived', 'departed', 'entered-park', 'released']);
    const evidence = await platform.credit.listEvidence({
      code: shipment.list.head.agentCode,
      cursor: undefined,
      limit: 100,
    });
    expect(evidence.items.map(({ outcome }) => outcome)).toContain('released');
  });

  test('a list of more than 5,000 CNY, or of goods under licence, is rejected', async () => {
    const dear = draw({ mode: '9610', statisticsFlag: 'A' });
    const one = 1_000n * 100_000n;
    const price = { price: one, totalPrice: one, qty: 100_000n };
    const rich = withLine(dear, price);
    await send(rich, papers.order(rich), papers.waybill(rich), papers.list(rich));
    expect(reasonCodes(await exportOf(platform, rich))).toEqual(['PZ-EXPORT-VALUE']);

    const drone = withLine(draw({ mode: '9610', statisticsFlag: 'A' }), { gcode: '8806210000' });
    await send(drone, papers.order(drone), papers.waybill(drone), papers.list(drone));
    expect(reasonCodes(await exportOf(platform, drone))).toEqual(['PZ-EXPORT-SIMPLIFIED']);
  });

  test('a list waits for its papers in any order, and arrival may come first', async () => {
    const shipment = draw({ mode: '9610', statisticsFlag: 'A' });
    await send(shipment, papers.arrival(shipment), papers.list(shipment));
    const waiting = await exportOf(platform, shipment);
    expect(waiting.status).toBe('waiting');
    expect(reasonCodes(waiting)).toEqual(['PZ-MISSING-ORDER', 'PZ-MISSING-WAYBILL']);
    await send(shipment, papers.waybill(shipment));
    expect(reasonCodes(await exportOf(platform, shipment))).toEqual(['PZ-MISSING-ORDER']);
    await send(shipment, papers.order(shipment));
    expect((await exportOf(platform, shipment)).status).toBe('released');
  });

  test('the same messages again change nothing; other content is a duplicate', async () => {
    const shipment = await declare({ mode: '9610', statisticsFlag: 'A' });
    const before = await exportOf(platform, shipment);
    const again = await send(shipment, papers.order(shipment), papers.list(shipment));
    expect(again.map(({ returnStatus }) => returnStatus)).toEqual(['2', '399']);
    expect(await exportOf(platform, shipment)).toEqual(before);
    const other = withHead(shipment, { note: 'other', appTime: '20261120235900' });
    const [answer] = await send(other, papers.list(other));
    expect(answer?.returnStatus).toBe('-621004');
  });
});

/** The shipment with its first line changed, in order and list alike. */
function withLine(
  shipment: Shipment,
  change: { gcode?: string; price?: bigint; totalPrice?: bigint; qty?: bigint },
): Shipment {
  const { gcode: _, ...shared } = change;
  const qty1 = change.qty === undefined ? {} : { qty1: change.qty };
  const [ordered] = shipment.order.lines;
  const [declared] = shipment.list.lines;
  if (!ordered || !declared) throw new Error('a shipment has lines');
  return {
    ...shipment,
    order: { ...shipment.order, lines: [{ ...ordered, ...shared }] },
    list: { ...shipment.list, lines: [{ ...declared, ...change, ...qty1 }] },
  };
}

function withHead(shipment: Shipment, change: Partial<Shipment['list']['head']>): Shipment {
  return { ...shipment, list: { ...shipment.list, head: { ...shipment.list.head, ...change } } };
}

describe('export 9610 with summary declaration (B)', () => {
  test('manifest, departure, application, and the forms that customs makes', async () => {
    const [first, second] = [
      await declare({ mode: '9610', statisticsFlag: 'B' }),
      draw({ mode: '9610', statisticsFlag: 'B' }),
    ];
    const twin = sameParties(second, first);
    await send(twin, papers.order(twin), papers.waybill(twin), papers.list(twin));
    await send(first, papers.arrival(first), papers.arrival(twin));
    await send(first, manifestOf([first, twin], 'BILL-1'));
    expect((await exportOf(platform, twin)).billNo).toBe('BILL-1');

    const early = await send(first, summaryOf(first, { copNo: 'SUM0', invtNos: [] }));
    expect(early[0]?.returnStatus).toBe('100');
    await send(first, papers.departure(first), papers.departure(twin));
    const invtNos = await Promise.all(
      [first, twin].map(async (own) => (await exportOf(platform, own)).customsNo ?? ''),
    );
    const answers = await send(first, summaryOf(first, { copNo: 'SUM1', invtNos }));
    expect(answers[0]).toMatchObject({ type: 'CEB702Message', returnStatus: '2' });
    const summary = (await exportCases(platform)).find(({ copNo }) => copNo === 'SUM1');
    expect(summary).toMatchObject({ status: 'accepted', receipts: ['2', '399'] });
    expect(summary?.customsNo).toMatch(/^2991\d{4}S\d{9}$/);

    const viewer = { participantCode: undefined };
    const found = await exportOf(platform, twin);
    const shown = (await platform.singleWindow.http.getExport(found.caseId, viewer)) as {
      summaries: { sumNo: string; entryId: string }[];
      applications: { kind: string; status: string }[];
    };
    expect(shown.summaries).toHaveLength(twin.list.lines.length);
    expect(shown.summaries[0]).toMatchObject({ sumNo: summary?.customsNo });
    expect(shown.applications.map(({ kind }) => kind).sort()).toEqual(['manifest', 'summary']);

    const twice = await send(first, summaryOf(first, { copNo: 'SUM2', invtNos }));
    expect(twice[0]?.returnStatus).toBe('100');
    const refused = (await exportCases(platform)).find(({ copNo }) => copNo === 'SUM2');
    expect(refused && reasonCodes(refused)).toEqual(['PZ-EXPORT-SUMMARY-LIST']);
  });

  test('a time range sums up what was closed in it', async () => {
    const shipment = await close_({ mode: '9610', statisticsFlag: 'B' });
    const range = { startTime: '20261120000000', endTime: '20261120235959' };
    await send(shipment, summaryOf(shipment, { copNo: 'SUM3', invtNos: [], ...range }));
    const summary = (await exportCases(platform)).find(({ copNo }) => copNo === 'SUM3');
    expect(summary?.status).toBe('accepted');
  });
});

/** Another shipment of the same merchant, declarant and carrier. */
function sameParties(shipment: Shipment, model: Shipment): Shipment {
  const pick = (head: Shipment['list']['head']) => {
    const { ebcCode, ebcName, agentCode, agentName, logisticsCode, logisticsName } = head;
    const { ebpCode, ebpName, ownerCode, ownerName } = head;
    return {
      ...{ ebcCode, ebcName, agentCode, agentName, logisticsCode, logisticsName },
      ...{ ebpCode, ebpName, ownerCode, ownerName },
    };
  };
  const { agentCode, agentName, ownerCode, ownerName, ...parties } = pick(model.list.head);
  const { ebpCode, ebpName, ebcCode, ebcName, logisticsCode, logisticsName } = parties;
  const carrier = { logisticsCode, logisticsName };
  return {
    ...shipment,
    parties: model.parties,
    order: {
      ...shipment.order,
      head: { ...shipment.order.head, ebpCode, ebpName, ebcCode, ebcName },
    },
    waybill: {
      ...shipment.waybill,
      head: { ...shipment.waybill.head, ...carrier, ebcCode, ebcName },
    },
    list: {
      ...shipment.list,
      head: {
        ...shipment.list.head,
        ...parties,
        ...{ agentCode, agentName, ownerCode, ownerName },
      },
    },
    arrival: { ...shipment.arrival, head: { ...shipment.arrival.head, ...carrier } },
    departure: { ...shipment.departure, head: { ...shipment.departure.head, ...carrier } },
  };
}

describe('other modes', () => {
  test.each(['1210', '9710', '9810'] as const)('%s goes by list to closed', async (mode) => {
    const before = await counted(mode);
    const shipment = await close_({ mode });
    const row = await exportOf(platform, shipment);
    expect(row).toMatchObject({ status: 'closed', tradeMode: mode, reasons: null });
    expect((await counted(mode)).lists).toBe(before.lists + 1);
  });

  test.each([
    [
      'above 5,000 CNY',
      { price: 80_000_000n * 2n, totalPrice: 80_000_000n * 2n, qty: 100_000n },
      'PZ-EXPORT-FORM-VALUE',
    ],
    ['that need inspection', { gcode: '0902109000' }, 'PZ-EXPORT-FORM-GOODS'],
  ] as const)('9710 goods %s go by declaration form', async (_name, change, code) => {
    const shipment = withLine(draw({ mode: '9710' }), change);
    await send(shipment, papers.order(shipment), papers.waybill(shipment), papers.list(shipment));
    expect(reasonCodes(await exportOf(platform, shipment))).toEqual([code]);
  });

  test('an order of another type does not match', async () => {
    const shipment = draw({ mode: '9810' });
    const order = { ...shipment.order, head: { ...shipment.order.head, orderType: 'E' } };
    const wrong = { ...shipment, order };
    await send(wrong, papers.order(wrong), papers.waybill(wrong), papers.list(wrong));
    expect(reasonCodes(await exportOf(platform, wrong))).toEqual(['PZ-EXPORT-ORDER-TYPE']);
  });
});

describe('cancellation (605)', () => {
  test('ends a released list and takes it out of the numbers; not after departure', async () => {
    const before = await counted('9610');
    const shipment = await declare({ mode: '9610', statisticsFlag: 'A' });
    await send(shipment, papers.arrival(shipment));
    expect((await counted('9610')).lists).toBe(before.lists + 1);
    const { customsNo } = await exportOf(platform, shipment);
    const cancellation = cancellationOf(shipment, customsNo ?? '');
    const answers = await send(shipment, cancellation);
    expect(answers[0]).toMatchObject({ type: 'CEB606Message', returnStatus: '2' });
    expect((await exportOf(platform, shipment)).status).toBe('cancelled');
    expect(await counted('9610')).toEqual(before);

    const gone = await close_({ mode: '9610', statisticsFlag: 'A' });
    const number = (await exportOf(platform, gone)).customsNo ?? '';
    const [late] = await send(gone, cancellationOf(gone, number));
    expect(late?.returnStatus).toBe('-623005');
    const [unknown] = await send(gone, cancellationOf(gone, '299120269E00000000', 'X'));
    expect(unknown?.returnStatus).toBe('-623003');
  });
});

describe('returns (213, 215)', () => {
  test('come back in parts, never more than was exported, and the numbers follow', async () => {
    const before = await counted('9710');
    const shipment = withLine(draw({ mode: '9710' }), {
      price: 3_333_000n,
      qty: 300_000n,
      totalPrice: 9_999_000n,
    });
    await send(shipment, papers.order(shipment), papers.waybill(shipment), papers.list(shipment));
    const held = await exportOf(platform, shipment);
    expect(held.reasons).toBeNull();
    const [early] = await send(
      shipment,
      returnOf(shipment, held.customsNo ?? '', { no: 'R0', qty: 1n }),
    );
    expect(early?.returnStatus).toBe('100');
    await send(shipment, papers.arrival(shipment), papers.departure(shipment));
    const { customsNo } = await exportOf(platform, shipment);
    const back = (no: string, qty: bigint) => returnOf(shipment, customsNo ?? '', { no, qty });

    const [tooMuch] = await send(shipment, back('R1', 4n));
    expect(tooMuch?.returnInfo).toContain('PZ-EXPORT-RETURN-QUANTITY');
    await send(shipment, back('R2', 1n), tallyOf(shipment, customsNo ?? '', 'T2'));
    const cases = await exportCases(platform);
    expect(cases.find(({ copNo }) => copNo === 'R2')).toMatchObject({
      status: 'accepted',
      receipts: ['2', '120', '800'],
    });
    expect(cases.find(({ copNo }) => copNo === 'T2')?.status).toBe('accepted');
    expect((await exportOf(platform, shipment)).status).toBe('closed');
    expect((await counted('9710')).lists).toBe(before.lists + 1);

    const [again] = await send(shipment, back('R3', 3n));
    expect(again?.returnInfo).toContain('PZ-EXPORT-RETURN-QUANTITY');
    await send(shipment, back('R4', 2n));
    expect((await exportOf(platform, shipment)).status).toBe('returned');
    expect(await counted('9710')).toEqual(before);
  });

  test('are too late after a year, free of tax within six months', async () => {
    const shipment = await close_({ mode: '9610', statisticsFlag: 'A' });
    const { customsNo, caseId } = await exportOf(platform, shipment);
    const viewer = { participantCode: undefined };
    const shown = (await platform.singleWindow.http.getExport(caseId, viewer)) as {
      returns: { returnUntil: string; taxFreeUntil: string };
    };
    expect(shown.returns).toMatchObject({ returnUntil: '2027-11-20', taxFreeUntil: '2027-05-20' });
    clock.at = endOfDay('2027-11-21' as PlainDate);
    const late = returnOf(shipment, customsNo ?? '', { no: 'R9', qty: 1n });
    const [answer] = await send(shipment, late);
    expect(answer?.returnInfo).toContain('PZ-EXPORT-RETURN-LATE');
    clock.at = endOfDay(TEST_DAY);
  });
});

describe('rules by date', () => {
  test('until 2024-12-14 a receipt of payment and a warehouse filing were needed', async () => {
    const day = '2024-12-14' as PlainDate;
    clock.at = endOfDay(day);
    const shipment = shipmentsOf(90, day)({ mode: '9810' });
    await send(shipment, papers.order(shipment), papers.waybill(shipment), papers.list(shipment));
    const row = await exportOf(platform, shipment);
    expect(reasonCodes(row)).toEqual(['PZ-EXPORT-WAREHOUSE', 'PZ-MISSING-PAYMENT']);
    const retail = shipmentsOf(91, day)({ mode: '9610', statisticsFlag: 'A' });
    await send(retail, papers.order(retail), papers.waybill(retail), papers.list(retail));
    expect((await exportOf(platform, retail)).status).toBe('waiting');
    await send(retail, papers.payment(retail));
    expect((await exportOf(platform, retail)).status).toBe('examined');
    clock.at = endOfDay(TEST_DAY);
  });
});
