import type { ClearResultLine } from '@pilotzone/server/commands/clear';
import { expect, test } from 'vitest';
import { summarize } from './clear-summary.ts';
import { exportName, summarizeExports } from './export-summary.ts';

const list = (outcome: string, more: object = {}): ClearResultLine => ({
  ...{ direction: 'export', orderNo: 'O1', tradeMode: '9610', statisticsFlag: 'A' },
  ...{ outcome, valueCny: '71.00', reasons: [], ...more },
});
const application = (kind: string, outcome: string): ClearResultLine => ({
  ...{ direction: 'export', application: kind, copNo: 'X1', outcome, reasons: [] },
});

test('exports are told by mode, kind and outcome with their value, and what was asked', () => {
  const lines = [
    list('released'),
    list('released', { valueCny: '100.00' }),
    list('cancelled', { tradeMode: '9710' }),
    application('summary', 'released'),
    application('cancellation', 'rejected'),
  ];
  const text = summarizeExports(lines);
  expect(text).toMatch(/9610 +simplified \(A\) +released +2 +171\.00/);
  expect(text).toMatch(/9710 +simplified \(A\) +cancelled +1 +71\.00/);
  expect(text).toMatch(/summary \(701\) +accepted +1/);
  expect(text).toMatch(/cancellation \(605\) +rejected +1/);
  expect(summarize(lines)).toContain(text);
});

test('imports alone say nothing of exports; an application is named by what it is', () => {
  const imported = { ...list('released'), direction: undefined };
  expect(summarizeExports([imported])).toBe('');
  expect(exportName(application('return', 'rejected'))).toBe('return (213) X1');
  expect(exportName(list('rejected'))).toBeUndefined();
});
