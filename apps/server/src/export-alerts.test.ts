import { endOfDay } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Shipment } from '@pilotzone/generator/exports/draw-shipment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  exportOf,
  sendExport,
  shipmentsOf,
  summaryOf,
} from './testing-exports.ts';
import type { SentExport } from './testing-exports.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';

const clock = { at: endOfDay(TEST_DAY) as number, now: () => clock.at as Instant };
const draw = shipmentsOf(70);
let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform({}, clock));
});
afterAll(() => close());

type Alert = { kind: string; direction: string; orderNo: string; due: string | null };

const send = (shipment: Shipment, ...sent: SentExport[]) =>
  sendExport(platform, shipment.parties.broker, sent);

async function alertsOn(day: string, participantCode?: string): Promise<Alert[]> {
  clock.at = endOfDay(day as PlainDate);
  return (await platform.singleWindow.http.listAlerts({ participantCode })) as Alert[];
}

async function leave(statisticsFlag: 'A' | 'B'): Promise<Shipment> {
  const shipment = draw({ mode: '9610', statisticsFlag });
  await send(shipment, papers.order(shipment), papers.waybill(shipment), papers.list(shipment));
  await send(shipment, papers.arrival(shipment), papers.departure(shipment));
  return shipment;
}

test('a list to be summed up is told of before its deadline and after, until it is', async () => {
  const shipment = await leave('B');
  await leave('A');
  const { orderNo, ebcCode } = shipment.list.head;
  const about = { direction: 'export', orderNo, due: '2026-12-15' };
  expect(await alertsOn('2026-11-30')).toEqual([]);
  expect(await alertsOn('2026-12-09')).toEqual([]);
  expect(await alertsOn('2026-12-10')).toMatchObject([{ ...about, kind: 'summary-due' }]);
  expect(await platform.singleWindow.raiseAlerts()).toBe(0);
  expect(await alertsOn('2026-12-15', ebcCode)).toMatchObject([{ ...about, kind: 'summary-due' }]);
  expect(await alertsOn('2026-12-15', 'SOMEBODY')).toEqual([]);
  expect(await alertsOn('2026-12-16')).toMatchObject([{ ...about, kind: 'summary-overdue' }]);
  expect(await platform.singleWindow.raiseAlerts()).toBe(1);
  expect(await platform.singleWindow.raiseAlerts()).toBe(0);
  expect(await alertsOn('2027-01-03')).toMatchObject([{ ...about, kind: 'summary-overdue' }]);

  const { customsNo } = await exportOf(platform, shipment);
  const summary = summaryOf(shipment, { copNo: 'S1', invtNos: [customsNo ?? ''] });
  const [answer] = await send(shipment, summary);
  expect(answer).toMatchObject({ returnStatus: '2' });
  expect(answer?.returnInfo).toContain('应在[2026-12-15]前汇总');
  expect(await alertsOn('2027-01-03')).toEqual([]);
});

test('a list whose waybill does not come is told of after a day, once in the log', async () => {
  clock.at = endOfDay('2027-02-01' as PlainDate);
  const shipment = draw({ mode: '9710' });
  await send(shipment, papers.order(shipment), papers.list(shipment));
  expect(await alertsOn('2027-02-01')).toEqual([]);
  expect(await alertsOn('2027-02-03')).toMatchObject([
    { kind: 'waiting-too-long', direction: 'export', orderNo: shipment.list.head.orderNo },
  ]);
  expect(await platform.singleWindow.raiseAlerts()).toBe(1);
  expect(await platform.singleWindow.raiseAlerts()).toBe(0);
  await send(shipment, papers.waybill(shipment));
  expect(await alertsOn('2027-02-03')).toEqual([]);
});
