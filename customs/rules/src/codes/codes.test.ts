import { describe, expect, it } from 'vitest';
import { isDivisionCode } from './admin-divisions.ts';
import { COUNTRIES } from './countries.ts';
import { CURRENCIES } from './currencies.ts';
import { CUSTOMS_DETAIL_CODES } from './customs-detail-codes.ts';
import { CUSTOMS_DISTRICT_PREFIXES, CUSTOMS_OFFICES } from './customs-offices.ts';
import { ERROR_CODES } from './error-codes.ts';
import { RETURN_STATUSES, findReturnStatus } from './return-statuses.ts';
import { LIST_TRADE_MODES, TRADE_MODES } from './trade-modes.ts';
import { TRANSPORT_MODES } from './transport-modes.ts';
import { UNITS } from './units.ts';
import { WRAP_TYPES } from './wrap-types.ts';

const tables: {
  name: string;
  table: ReadonlyMap<string, unknown>;
  code: RegExp;
  size: number;
}[] = [
  { name: 'countries', table: COUNTRIES, code: /^\d{3}$/, size: 243 },
  { name: 'currencies', table: CURRENCIES, code: /^\d{3}$/, size: 22 },
  { name: 'units', table: UNITS, code: /^\d{3}$/, size: 123 },
  { name: 'customs offices', table: CUSTOMS_OFFICES, code: /^\d{4}$/, size: 987 },
  { name: 'transport modes', table: TRANSPORT_MODES, code: /^[0-9A-Z]$/, size: 19 },
  { name: 'wrap types', table: WRAP_TYPES, code: /^[1-7]$/, size: 7 },
  { name: 'trade modes', table: TRADE_MODES, code: /^\d{4}$/, size: 7 },
  { name: 'detail codes', table: CUSTOMS_DETAIL_CODES, code: /^\d{4,6}$/, size: 11 },
  { name: 'return statuses', table: RETURN_STATUSES, code: /^\d{1,3}$/, size: 20 },
  { name: 'error codes', table: ERROR_CODES, code: /^(\d{4}|-\d{5,6})$/, size: 176 },
];

describe('the code tables', () => {
  it.each(tables)('$name are complete, well-formed and named', ({ table, code, size }) => {
    expect(table.size).toBe(size);
    for (const [key, value] of table) {
      expect(key).toMatch(code);
      for (const text of typeof value === 'string' ? [value] : texts(value)) {
        expect(text.trim(), key).not.toBe('');
      }
    }
  });

  it('name some of the codes rightly', () => {
    expect(COUNTRIES.get('116')).toEqual({ alpha3: 'JPN', zh: '日本', en: 'Japan' });
    expect(COUNTRIES.get('999')?.alpha3).toBeUndefined();
    expect(UNITS.get('035')).toBe('千克');
    expect(CURRENCIES.get('142')?.iso).toBe('CNY');
    expect(CUSTOMS_OFFICES.get('2992')).toContain('杭州');
    expect(ERROR_CODES.get('-621003')?.zh).toBe('清单申报失败，[*]');
    expect(ERROR_CODES.get('-625009')?.en).toContain('both');
  });

  it('leave out customs departments that take no declarations', () => {
    expect(CUSTOMS_OFFICES.has('0000')).toBe(false);
    expect(CUSTOMS_DISTRICT_PREFIXES.size).toBe(42);
  });

  it('know every mode that a list may declare', () => {
    for (const mode of LIST_TRADE_MODES) expect(TRADE_MODES.has(mode)).toBe(true);
  });
});

describe('findReturnStatus', () => {
  it('takes every negative number as a refusal, and no other unknown', () => {
    expect(findReturnStatus('-621005')?.outcome).toBe('rejected');
    expect(findReturnStatus('121')).toBeUndefined();
    expect(findReturnStatus('-')).toBeUndefined();
  });

  it('ranks receipts in the order of life', () => {
    const life = ['1', '2', '120', '300', '500', '800', '899'];
    const ranks = life.map((code) => findReturnStatus(code)?.rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  it('means what the contract says', () => {
    const held = ['300', '500', '501', '502', '503', '505', '599', '600'];
    for (const code of held) expect(findReturnStatus(code)?.outcome, code).toBe('held');
    expect(findReturnStatus('700')?.outcome).toBe('returned');
    expect(findReturnStatus('899')?.outcome).toBe('released');
  });
});

describe('isDivisionCode', () => {
  it.each([
    ['330106', true],
    ['072750', false],
    ['33010', false],
    ['33010X', false],
  ])('%s: %s', (code, expected) => {
    expect(isDivisionCode(code)).toBe(expected);
  });
});

function texts(value: unknown): string[] {
  return Object.entries(value as object)
    .filter(([name, text]) => (name === 'zh' || name === 'en') && typeof text === 'string')
    .map(([, text]) => text as string);
}
