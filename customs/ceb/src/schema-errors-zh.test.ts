import { expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import { schemaErrorInChinese } from './schema-errors-zh.ts';
import { MESSAGE_TYPES } from './tables.ts';
import { mutate } from './testing/mutants.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

it('says in Chinese what is too long, missing or unreadable', () => {
  const zh = (path: string, code: string, message: string) =>
    schemaErrorInChinese({ path, code, message });
  expect(
    zh('Order[0].OrderHead.guid', 'wrong-length', 'guid has 3 characters; exactly 36 are required'),
  ).toBe('Order[0].OrderHead.guid有3个字符，应恰为36个');
  expect(zh('a.b', 'too-long', 'b has 11 characters; at most 10 are allowed')).toBe(
    'a.b有11个字符，最多为10个',
  );
  expect(zh('a.b', 'too-many-decimals', 'b has more than 5 decimals')).toBe('a.b小数位数超过5位');
  expect(zh('a.b', 'missing', 'b is missing')).toBe('a.b缺失，为必填节点');
  expect(zh('', 'not-well-formed', '1:2: unclosed tag')).toBe(
    '报文不是格式良好的XML：1:2: unclosed tag',
  );
});

it('has words for every error that mutants of every message make', () => {
  const chance = chanceOf(5);
  const codes = new Set<string>();
  for (const type of MESSAGE_TYPES) {
    for (let i = 0; i < 60; i++) {
      const made = sampleBytes(type, { documents: 1, lines: 1 }, chance).toString('utf8');
      const decoded = decodeCeb(Buffer.from(mutate(made, chance)));
      if (decoded.kind !== 'invalid') continue;
      for (const error of decoded.errors) {
        codes.add(error.code);
        expect(schemaErrorInChinese(error), error.code).not.toMatch(
          /undefined个|undefined位|不符合规范$/,
        );
      }
    }
  }
  expect(codes.size).toBeGreaterThan(15);
});
