import { describe, expect, it } from 'vitest';
import { createDemoTariff, demoSupervisionModes } from './demo.ts';
import { judgePositiveList, judgeQuota, positiveListOf, quotaOf } from './positive-list.ts';
import { createTariff } from './rates.ts';
import { judgeSupervisionMode } from './supervision-modes.ts';
import { lineOf, onDay, rateRow, yuan } from './testing.ts';

const on = onDay('2026-11-20');
const demo = createDemoTariff();

function judge(hsCode: string, tradeMode: string) {
  const judged = judgePositiveList({ hsCode, tradeMode, field: 'f' }, on, demo);
  return [judged.errors, judged.warnings].map((findings) => findings.map((f) => f.code).join());
}

describe('the positive list', () => {
  it('lets listed goods pass', () => {
    expect(judge('1901101000', '9610')).toEqual(['', '']);
  });

  it('refuses goods that are not on it', () => {
    expect(judge('9307009000', '1210')).toEqual(['PZ-POSITIVE-LIST', '']);
  });

  it('refuses a mode that the remark excludes, and shows the remark', () => {
    expect(judge('0401200000', '9610')).toEqual([
      'PZ-POSITIVE-LIST-MODE',
      'PZ-POSITIVE-LIST-REMARK',
    ]);
    expect(judge('0401200000', '1210')[0]).toBe('');
  });

  it('counts a code of a tariff file as listed while its rates run', () => {
    const rows = [{ ...rateRow('93070090', {}), validFrom: on }];
    const tariff = createTariff(rows, positiveListOf(rows));
    const goods = { hsCode: '9307009000', tradeMode: '1210', field: 'f' };
    expect(judgePositiveList(goods, on, tariff).errors).toEqual([]);
    expect(judgePositiveList(goods, onDay('2026-11-19'), tariff).errors).toHaveLength(1);
  });
});

describe('a quantity per person and year', () => {
  const quota = quotaOf('1701991010', on, demo) ?? { units: 0n, unit: '' };
  const judgeKg = (legal1: string, used: string) =>
    judgeQuota(lineOf('1701991010', '10', { legal1 }), quota, {
      usedUnits: yuan(used).units,
      field: 'f',
    });

  it('is used up to its last gram and not beyond', () => {
    expect(judgeKg('1.5 035', '0.5')).toBeUndefined();
    expect(judgeKg('1.5 035', '0.51')?.values).toEqual(['2.01', '2']);
  });

  it('cannot be judged for a line in another unit', () => {
    expect(judgeKg('1 142', '0')?.code).toBe('PZ-POSITIVE-LIST-QUOTA');
  });
});

describe('supervision modes', () => {
  const modes = demoSupervisionModes('370000');
  const judgeMode = (mode: string, zoneCode: string, day: string) =>
    judgeSupervisionMode(modes, { mode, zoneCode }, onDay(day))?.values;

  it('allow 1239 by the dated rule of one zone only', () => {
    expect(judgeMode('1239', '370000', '2026-11-20')).toBeUndefined();
    expect(judgeMode('1239', '370000', '2016-11-30')).toEqual(['1239', '9610, 1210']);
    expect(judgeMode('1239', '110000', '2026-11-20')).toEqual(['1239', '9610, 1210']);
    expect(judgeMode('1210', '110000', '2026-11-20')).toBeUndefined();
  });
});
