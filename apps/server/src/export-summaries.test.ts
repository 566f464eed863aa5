import type { Shipment } from '@pilotzone/generator/exports/draw-shipment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import {
  EXPORT_PAPERS as papers,
  exportCases,
  exportOf,
  reasonCodes,
  sendExport,
  shipmentsOf,
  summaryOf,
} from './testing-exports.ts';
import type { SentExport } from './testing-exports.ts';
import { openTestPlatform } from './testing-platform.ts';

const draw = shipmentsOf(90);
let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform());
});
afterAll(() => close());

const send = (shipment: Shipment, ...sent: SentExport[]) =>
  sendExport(platform, shipment.parties.broker, sent);

/** Closed lists of one merchant, with the numbers that customs gave them. */
async function leave(count: number): Promise<{ shipment: Shipment; invtNos: string[] }> {
  const wish = { mode: '9610', statisticsFlag: 'B' } as const;
  const shipment = draw(wish);
  const { parties } = shipment;
  const all = [shipment];
  while (all.length < count) all.push(draw({ ...wish, parties }));
  for (const one of all) {
    await send(one, papers.order(one), papers.waybill(one), papers.list(one));
    await send(one, papers.arrival(one), papers.departure(one));
  }
  const rows = await Promise.all(all.map((one) => exportOf(platform, one)));
  return { shipment, invtNos: rows.map(({ customsNo }) => customsNo ?? '') };
}

async function partsOf(copNo: string) {
  const rows = await exportCases(platform);
  return rows.filter((row) => row.copNo === copNo).sort((a, b) => a.part - b.part);
}

describe('a summary application in several parts (msgSeqNo)', () => {
  test('waits for all of them, in any order, and becomes one with one number', async () => {
    const { shipment, invtNos } = await leave(3);
    const [a = '', b = '', c = ''] = invtNos;
    const part = (no: number, ...own: string[]) =>
      summaryOf(shipment, { copNo: 'P1', invtNos: own, part: no, parts: 3 });
    await send(shipment, part(3, c));
    await send(shipment, part(1, a));
    const waiting = await partsOf('P1');
    expect(waiting.map(({ status }) => status)).toEqual(['waiting', 'waiting']);
    expect(waiting.map((row) => reasonCodes(row))).toEqual([
      ['PZ-EXPORT-PART-MISSING'],
      ['PZ-EXPORT-PART-MISSING'],
    ]);
    await send(shipment, part(2, b));
    const all = await partsOf('P1');
    expect(all.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(new Set(all.map(({ customsNo }) => customsNo)).size).toBe(1);
    // Customs makes one declaration form of all three.
    const forms = await platform.runtime.db.query<{ lists: number }>(
      `select count(distinct l.list_id)::int as lists
         from single_window.summary_declaration d
         join single_window.summary_declaration_line l
           on l.zone_code = d.zone_code and l.decl_seq_no = d.decl_seq_no
        where d.sum_no = $1
        group by d.decl_seq_no`,
      [all[0]?.customsNo ?? ''],
    );
    expect(forms).toEqual([{ lists: 3 }]);
  });

  test('is refused whole when one part names a list that cannot be summed up', async () => {
    const { shipment, invtNos } = await leave(2);
    const part = (no: number, own: string) =>
      summaryOf(shipment, { copNo: 'P2', invtNos: [own], part: no, parts: 2 });
    await send(shipment, part(1, invtNos[0] ?? ''), part(2, '299120269E00000000'));
    const all = await partsOf('P2');
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(reasonCodes(all[0] as never)).toEqual(['PZ-EXPORT-SUMMARY-LIST']);
  });

  test('is refused at once when its number is none', async () => {
    const { shipment, invtNos } = await leave(1);
    await send(shipment, summaryOf(shipment, { copNo: 'P3', invtNos, part: 3, parts: 2 }));
    const [row] = await partsOf('P3');
    expect(row && reasonCodes(row)).toEqual(['PZ-EXPORT-PART-NUMBER']);
  });
});

test('a period takes the lists of its own office only', async () => {
  const { shipment } = await leave(1);
  const summary = summaryOf(shipment, {
    ...{ copNo: 'P4', invtNos: [], startTime: '20261120000000', endTime: '20261120235959' },
  });
  if (summary.type !== 'CEB701Message') throw new Error('a summary is a 701');
  const { document } = summary;
  const away = { ...document, head: { ...document.head, customsCode: '2201' } };
  await send(shipment, { type: 'CEB701Message', document: away });
  const [row] = await partsOf('P4');
  expect(row && reasonCodes(row)).toEqual(['PZ-EXPORT-SUMMARY-EMPTY']);
});
