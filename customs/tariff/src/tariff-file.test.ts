import { describe, expect, it } from 'vitest';
import { DEMO_POSITIVE_LIST, DEMO_RATES } from './demo.ts';
import {
  diffPositiveList,
  formatPositiveListFile,
  parsePositiveListFile,
} from './positive-list-file.ts';
import type { RateRow } from './rates.ts';
import { diffTariff, formatTariffFile, parseTariffFile, TARIFF_COLUMNS } from './tariff-file.ts';
import { onDay, rateRow } from './testing.ts';

const HEADER = TARIFF_COLUMNS.join(',');

function parse(text: string): readonly RateRow[] {
  const parsed = parseTariffFile(text);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.rows;
}

function errorsOf(text: string): string[] {
  const parsed = parseTariffFile(text);
  if (parsed.kind === 'parsed') return [];
  return parsed.errors.map(({ line, column, message }) => `${line} ${column}: ${message}`);
}

describe('a tariff file', () => {
  it('gives back the demo rates that were written to it', () => {
    expect(parse(formatTariffFile(DEMO_RATES))).toEqual(DEMO_RATES);
  });

  it('may have a byte order mark, CRLF, quotes, blank lines and another order of columns', () => {
    const header = [...TARIFF_COLUMNS].reverse().join(',');
    const row = '"a, b",,2024-01-01,,,095,0.912,20,13,5,,095,威士忌,22083000';
    expect(parse(`\uFEFF${header}\r\n\r\n${row}\r\n`)).toEqual([
      {
        hsCode: '22083000',
        nameZh: '威士忌',
        unit1: '095',
        unit2: undefined,
        mfnRate: { numerator: 1n, denominator: 20n },
        vatRate: { numerator: 13n, denominator: 100n },
        ctRate: { numerator: 1n, denominator: 5n },
        ctSpecific: { cny: { numerator: 114n, denominator: 125n }, unit: '095' },
        ctThreshold: undefined,
        validFrom: onDay('2024-01-01'),
        validUntil: undefined,
        source: 'a, b',
      },
    ]);
  });

  it('is refused with every error at once, by line and column', () => {
    const errors = errorsOf(
      [
        HEADER,
        '1901101,奶粉,035,,15,13 %,,,,,,2024-01-01,,s',
        '19011010,,35,,15,13,100,0.9,,,095,2024-02-30,2023-12-31,',
        '19011010,奶粉,035',
        '19011010,奶粉,035,,15,13,,,,,,2024-01-02,2024-01-01,s',
      ].join('\n'),
    );
    expect(errors.map((error) => error.split(':')[0])).toEqual([
      '2 hs_code',
      '2 vat_rate',
      '3 name_zh',
      '3 source',
      '3 ct_rate',
      '3 unit1',
      '3 ct_specific_unit',
      '3 ct_threshold',
      '3 valid_from',
      '4 ',
      '5 valid_until',
    ]);
  });

  it('is refused for a header that lacks columns, a broken quote or nothing at all', () => {
    expect(errorsOf('hs_code,vat\n19011010,13')[0]).toContain('lacks the column name_zh');
    expect(errorsOf('hs_code,vat\n19011010,13').at(-1)).toContain('vat that does not belong');
    expect(errorsOf(`${HEADER}\n"19011010,x`)).toHaveLength(1);
    expect(errorsOf('')).toEqual(['1 : the file is empty']);
  });
});

describe('an import', () => {
  const before = rateRow('19011010', { v: '16' });
  const other = rateRow('22083000', { v: '13' });
  const closing = { ...before, validUntil: onDay('2019-03-31') };
  const next = { ...rateRow('19011010', { v: '13' }), validFrom: onDay('2019-04-01') };

  it('shows rows added and changed and leaves other codes alone', () => {
    const diff = diffTariff([before, other], [closing, next]);
    expect(diff.added).toEqual([next]);
    expect(diff.changed).toEqual([{ before, after: closing }]);
    expect(diff.closed).toEqual([]);
    expect(diff.result).toEqual([other, closing, next]);
  });

  it('closes rows of its codes that it leaves out', () => {
    expect(diffTariff([closing, next], [next])).toMatchObject({
      closed: [closing],
      unchangedCount: 1,
    });
  });

  it('of the same file twice changes nothing', () => {
    const diff = diffTariff(DEMO_RATES, DEMO_RATES);
    expect([diff.added, diff.changed, diff.closed]).toEqual([[], [], []]);
    expect(diff.unchangedCount).toBe(DEMO_RATES.length);
  });
});

describe('a positive-list file', () => {
  it('gives back the demo list that was written to it', () => {
    const parsed = parsePositiveListFile(formatPositiveListFile(DEMO_POSITIVE_LIST));
    expect(parsed).toEqual({ kind: 'parsed', rows: DEMO_POSITIVE_LIST });
    expect(diffPositiveList(DEMO_POSITIVE_LIST, DEMO_POSITIVE_LIST).added).toEqual([]);
  });

  it('is refused for modes, quantities and units that are none', () => {
    const header = 'hs_code,name_zh,modes,quota,quota_unit,remark,valid_from,valid_until,source';
    const parsed = parsePositiveListFile(`${header}\n17019910,糖,121,-2,kg,,2016-04-08,,s`);
    const columns = parsed.kind === 'invalid' ? parsed.errors.map((error) => error.column) : [];
    expect(columns).toEqual(['modes', 'quota', 'quota_unit']);
  });
});
