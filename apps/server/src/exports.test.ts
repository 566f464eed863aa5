import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { EXPORT_PAPERS as papers, exportOf, sendExport, shipmentsOf } from './testing-exports.ts';
import { openTestPlatform } from './testing-platform.ts';

let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform());
});
afterAll(() => close());

describe('export 9610 with summary statistics (A)', () => {
  test('goes from intake to closed, and every part is told', async () => {
    const shipment = shipmentsOf(1)({ mode: '9610', statisticsFlag: 'A' });
    const { broker } = shipment.parties;
    const answers = await sendExport(platform, broker, [
      papers.order(shipment),
      papers.waybill(shipment),
      papers.list(shipment),
    ]);
    expect(answers.map(({ type, returnStatus }) => `${type} ${returnStatus}`)).toEqual([
      'CEB304Message 2',
      'CEB506Message 2',
      'CEB604Message 2',
    ]);
    expect(await exportOf(platform, shipment)).toMatchObject({
      status: 'examined',
      receipts: ['2', '120', '399'],
    });

    await sendExport(platform, broker, [papers.arrival(shipment)]);
    expect((await exportOf(platform, shipment)).status).toBe('released');
    await sendExport(platform, broker, [papers.departure(shipment)]);
    const row = await exportOf(platform, shipment);
    expect(row).toMatchObject({ status: 'closed', receipts: ['2', '120', '399', '800', '899'] });
    expect(row.customsNo).toMatch(/^2991\d{4}E\d{9}$/);
  });
});
