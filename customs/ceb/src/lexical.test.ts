import { describe, expect, it } from 'vitest';
import * as lexical from './lexical.ts';
import type { Judge } from './lexical.ts';
import { hasOfficialSchemas, judgeOfficially } from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

/** Values drawn for each type; ten times as many were compared once. */
const VALUES = 1500;

const message = sampleBytes('CEB511Message', { documents: 1, lines: 0 }, chanceOf(1)).toString();

/** A type, what its values are drawn from, and where in a message such a value stands. */
const TYPES: readonly { name: string; judge: Judge; from: string[]; place: RegExp }[] = [
  {
    name: 'decimal',
    judge: lexical.judgeDecimal,
    from: ['0', '00000', '1', '12345', '9', '99999', '.', '+', '-', ' ', 'e', '0.', '\n', '１'],
    place: /(?<=<ceb:weight>)[^<]*/,
  },
  {
    name: 'int of up to 9 digits',
    judge: lexical.integerOf(9),
    from: ['0', '1', '2', '9', '999', '000', '214748364', '+', '-', ' ', '.'],
    place: /(?<=<ceb:packNo>)[^<]*/,
  },
  {
    name: 'base64',
    judge: lexical.judgeBase64,
    from: ['A', 'B', 'Q', 'g', 'E', '=', '+', '/', ' ', '\n', '中', '-', '_', '!'],
    place: /(?<=<ds:DigestValue>)[^<]*/,
  },
  {
    name: 'URI',
    judge: lexical.judgeUri,
    from: 'a b 1 0 http urn : / // ? # [ ] @ % %4 %41 . - + ~ ! * ( ; = , 中 { | _ 8 99999999'.split(
      ' ',
    ),
    place: /(?<=<ds:Reference URI=")[^"]*/,
  },
];

describe.skipIf(!hasOfficialSchemas)('values are judged as libxml2 judges them', () => {
  it.each(TYPES)('$name', ({ judge, from, place }) => {
    const chance = chanceOf(11);
    const differences: string[] = [];
    for (let i = 0; i < VALUES; i++) {
      const value = Array.from({ length: chance.below(9) }, () => chance.pick(from)).join('');
      const official = judgeOfficially(
        Buffer.from(message.replace(place, () => value)),
        '2022-import',
      );
      if (official.valid !== (judge(value) === undefined)) differences.push(value);
    }
    expect(message).toMatch(place);
    expect(differences).toEqual([]);
  });
});

describe('a value', () => {
  it('is measured in characters, not in code units', () => {
    expect(lexical.countCharacters('𠮷a中')).toBe(3);
    expect(lexical.textOfLength(2, 2)('𠮷𠮷')).toBeUndefined();
    expect(lexical.textOfLength(1, 2)('𠮷𠮷𠮷')?.code).toBe('too-long');
    expect(lexical.textOfLength(3, 9)('𠮷𠮷')?.code).toBe('too-short');
  });

  it.each(['', '.', '+', '1e5', '1 2', '１', '1.234567', '123456789012345.12345'])(
    '"%s" is no decimal of 19,5',
    (value) => {
      expect(lexical.judgeDecimal(value)).toBeDefined();
    },
  );

  it.each(['0', '-0', '+1.', '.5', ' 007 ', '1.50000000', '99999999999999.99999'])(
    '"%s" is a decimal of 19,5',
    (value) => {
      expect(lexical.judgeDecimal(value)).toBeUndefined();
    },
  );

  it.each(['2026-02-29T00:00:00', '2026-11-23', '2026-11-23T24:00:01', ' 2026-11-23T00:00:00'])(
    '"%s" is no date and time',
    (value) => {
      expect(lexical.judgeDateTime(value)).toBeDefined();
    },
  );
});
