import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCardFault, idCheckCharacter } from './id-card.ts';

const TODAY = '20261101';
/** 17 digits with a possible date of birth. */
const digits = fc
  .tuple(
    fc.integer({ min: 100000, max: 999999 }),
    fc.integer({ min: 1900, max: 2025 }),
    fc.integer({ min: 101, max: 112 }),
    fc.integer({ min: 101, max: 128 }),
    fc.integer({ min: 1000, max: 1999 }),
  )
  .map(([division, year, month, day, serial]) =>
    [division, year, ...[month, day, serial].map((n) => String(n).slice(1))].join(''),
  );

describe('idCardFault', () => {
  it.each([
    // The example of GB 11643-1999 and that of its annex with the check character X.
    ['11010519491231002X', undefined],
    ['440524188001010014', 'birth'],
    ['11010519491231002x', 'form'],
    ['110105194912310021', 'digit'],
    ['130681136250023332', 'birth'],
    ['110105491231002', 'form'],
    ['1101051949123100２X', 'form'],
    ['A1010519491231002X', 'form'],
    ['', 'form'],
  ])('judges %s as %s', (number, fault) => {
    expect(idCardFault(number, TODAY)).toBe(fault);
  });

  it('accepts every number with its check character', () => {
    fc.assert(
      fc.property(digits, (seventeen) => {
        const number = seventeen + (idCheckCharacter(seventeen) ?? '');
        expect(idCardFault(number, TODAY)).toBeUndefined();
      }),
    );
  });

  it('notices every single wrong digit and every swap of neighbours', () => {
    fc.assert(
      fc.property(digits, fc.nat(16), fc.integer({ min: 1, max: 9 }), (seventeen, at, by) => {
        const number = seventeen + (idCheckCharacter(seventeen) ?? '');
        const wrong = (Number(number[at]) + by) % 10;
        expect(idCardFault(replace(number, at, String(wrong)), TODAY)).toBeDefined();
        if (at < 16 && number[at] !== number[at + 1]) {
          const swapped = replace(number, at, (number[at + 1] ?? '') + (number[at] ?? ''));
          expect(idCardFault(swapped, TODAY)).toBeDefined();
        }
      }),
    );
  });

  it('accepts exactly one check character for 17 digits', () => {
    fc.assert(
      fc.property(digits, (seventeen) => {
        const fitting = [...'0123456789X'].filter(
          (check) => idCardFault(seventeen + check, TODAY) === undefined,
        );
        expect(fitting).toEqual([idCheckCharacter(seventeen)]);
      }),
    );
  });

  it('lets someone be born on the day of judgement, not after it', () => {
    const seventeen = '99999920261101123';
    const number = seventeen + (idCheckCharacter(seventeen) ?? '');
    expect(idCardFault(number, '20261101')).toBeUndefined();
    expect(idCardFault(number, '20261031')).toBe('birth');
  });
});

function replace(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + by.length);
}
