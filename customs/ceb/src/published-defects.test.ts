import { describe, expect, it, test } from 'vitest';
import { decodeCeb } from './decode.ts';
import { encodeCeb } from './encode.ts';
import { documentTables } from './document-tables.ts';
import type { DocumentTable } from './fields.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { sampleBytes, sampleMessage } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

/**
 * Ten official samples of exports are invalid as published. The same three mistakes are made here,
 * so that the verdict on them is tried where the samples are not at hand too.
 */
describe('the mistakes of the official samples', () => {
  const faults = (bytes: Buffer, spec: '2022' | '2018') => {
    const decoded = decodeCeb(bytes, { spec });
    if (decoded.kind !== 'invalid') return [decoded.kind];
    return decoded.errors.map(({ path, code }) => `${path.split('.').at(-1) ?? ''} ${code}`);
  };

  it.each(['303', '403', '505', '507', '509', '603', '605', '607'] as const)(
    'CEB%s names its transmitter twice',
    (number) => {
      const made = { documents: 1, lines: 1 };
      const text = sampleBytes(`CEB${number}Message`, made, chanceOf(7)).toString();
      expect(faults(Buffer.from(text), '2022')).toEqual(['message']);
      const transfer = /<(ceb:)?BaseTransfer>[^]*?<\/(ceb:)?BaseTransfer>/.exec(text)?.[0] ?? '';
      const twice = Buffer.from(text.replace(transfer, transfer + transfer));
      expect(faults(twice, '2022')).toEqual(['BaseTransfer repeated']);
    },
  );

  it('CEB214 has a root of another name', () => {
    const text = sampleBytes('CEB214Message', { documents: 1, lines: 1 }, chanceOf(7)).toString();
    const renamed = Buffer.from(text.replaceAll('CEB214Message', 'CEB214'));
    expect(faults(renamed, '2022')).toEqual([' unknown-message']);
  });

  it('CEB792 lacks the gseqno that the 2022 version demands; it is valid by that of 2018', () => {
    const message = sampleMessage('CEB792Message', { documents: 1, lines: 2 }, chanceOf(7));
    const bytes = encodeCeb(message).toString();
    const without = Buffer.from(bytes.replace(/<(ceb:)?gseqno>\d+<\/(ceb:)?gseqno>/g, ''));
    expect(faults(without, '2022')).toContain('gseqno missing');
    expect(faults(without, '2018')).toEqual(['message']);
  });

  it('are told in docs/protocols/ceb.md', () => {
    const text = documentTables().replace(/\s+/g, ' ');
    expect(text).toContain('303, 403, 505, 507, 509, 603, 605 and 607 carry BaseTransfer twice');
    expect(text).toContain('root of 214 is named CEB214');
    expect(text).toContain('`gseqno` that the 2022 version demands');
  });
});

test('docs/protocols/ceb.md has every field of the 42 messages with its Chinese name', () => {
  const page = documentTables();
  expect(MESSAGE_TYPES).toHaveLength(42);
  for (const type of MESSAGE_TYPES) {
    const { head, lines }: DocumentTable = MESSAGE_TABLES[type].document;
    for (const { name, zh } of [...head.fields, ...(lines?.fields ?? [])]) {
      expect(zh, `${type} ${name}`).toMatch(/[\u4e00-\u9fff]/);
      expect(page).toContain(`| \`${name}\` | ${zh} |`);
    }
  }
});
