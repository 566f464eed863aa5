import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { decodeCeb, decodeStrictly } from './decode.ts';
import { readFast } from './read-fast.ts';
import { MESSAGE_TYPES } from './tables.ts';
import { mutate } from './testing/mutants.ts';
import { officialSamples } from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

/** Mutants per message; a hundred times as many were run before the first release of the codec. */
const MUTANTS = 1500;

describe('the fast reader', () => {
  it.each(MESSAGE_TYPES)('reads a usual %s by itself', (type) => {
    const bytes = sampleBytes(type, { documents: 3, lines: 2 }, chanceOf(1));
    const indented = bytes.toString().replace(/><(?!\/)/g, '>\r\n\t<');
    expect(decodeCeb(bytes)).toMatchObject({ kind: 'message', path: 'fast' });
    expect(decodeCeb(Buffer.from(indented))).toMatchObject({ kind: 'message', path: 'fast' });
  });

  it.each(MESSAGE_TYPES)('accepts no mutant of %s that the strict one reads otherwise', (type) => {
    const chance = chanceOf(7);
    let accepted = 0;
    for (let i = 0; i < MUTANTS; i++) {
      const base = sampleBytes(type, { documents: 1 + chance.below(2), lines: 1 }, chance);
      const mutant = Buffer.from(mutate(base.toString('utf8'), chance), 'utf8');
      if (isUtf8(mutant)) accepted += compare(mutant);
    }
    // Otherwise equality was hardly tested.
    expect(accepted).toBeGreaterThan(MUTANTS / 20);
  });

  it('reads official samples as the strict one does', () => {
    for (const { bytes } of officialSamples()) compare(bytes);
  });
});

function compare(bytes: Buffer): number {
  let accepted = 0;
  for (const spec of ['2022', '2018'] as const) {
    const message = readFast(bytes, spec);
    if (!message) continue;
    accepted++;
    const strict = decodeStrictly(bytes, [spec]);
    expect(strict, bytes.toString()).toEqual({ kind: 'message', message, path: 'strict' });
  }
  return accepted;
}
