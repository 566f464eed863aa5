import { generateExports } from '@pilotzone/generator/exports/generate-exports';
import type { ExpectedExport } from '@pilotzone/generator/exports/scenario';
import { EXPORT_FAULTS } from '@pilotzone/generator/exports/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { exportLine } from './clear/clear-lines.ts';
import { settle } from './settle.ts';
import { exportCases } from './testing-exports.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';

let platform: Platform;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ platform, close } = await openTestPlatform());
});
afterAll(() => close());

test('generated exports become what was expected, each kind of fault among them', async () => {
  const expected: ExpectedExport[] = [];
  const messages: Buffer[] = [];
  const faults = new Set<string>();
  const options = { declarations: 120, seed: 5, faults: 0.4, day: TEST_DAY };
  for (const item of generateExports(options)) {
    if (item.kind === 'message') messages.push(item.bytes);
    else if (!('application' in item.line)) {
      expected.push(item.line);
      if (item.fault) faults.add(item.fault);
    }
  }
  expect([...faults].sort()).toEqual(EXPORT_FAULTS.map(({ name }) => name).sort());
  // The last messages first: departures come before the lists they close.
  await platform.informationSharing.receiveMessages(
    messages.toReversed().map((bytes) => ({ bytes, transport: 'file' as const })),
  );
  await settle(platform);
  const lines = new Map((await exportCases(platform)).map((row) => [row.copNo, exportLine(row)]));
  const told = expected.map((line) => {
    const found = lines.get(line.copNo);
    const codes = [...new Set((found?.reasons ?? []).map(({ code }) => code))];
    const reasons = codes.map((code) => ({ code }));
    const status = line.returnStatus === undefined ? {} : { returnStatus: found?.['returnStatus'] };
    return { ...line, outcome: found?.outcome, ...status, reasons };
  });
  expect(told).toEqual(expected);
});
