import { describe, expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import type { SpecVersion } from './fields.ts';
import { MESSAGE_TYPES } from './tables.ts';
import { mutate } from './testing/mutants.ts';
import { hasOfficialSchemas, judgeOfficially, officialSamples } from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

/**
 * Mutants per message and version. Raise it here for a long run; 30,000 in all were compared
 * without a difference when the codec was written.
 */
const MUTANTS = 500;

const SPECS: readonly SpecVersion[] = ['2022', '2018'];

describe.skipIf(!hasOfficialSchemas)('decodeCeb and the official schema', () => {
  const samples = officialSamples();

  it.each(SPECS)('agree on every official sample of a message we know, %s', (spec) => {
    const known = samples.filter(({ name }) => MESSAGE_TYPES.some((t) => name === `${t}.xml`));
    expect(known).toHaveLength(10);
    for (const { name, bytes } of known) {
      expect(judgeOfficially(bytes, spec).valid, name).toBe(true);
      expect(decodeCeb(bytes, { spec }).kind, name).toBe('message');
    }
  });

  for (const spec of SPECS) {
    it.each(MESSAGE_TYPES)(`agree on seeded mutants of %s, ${spec}`, (type) => {
      const sample = samples.find(({ name }) => name === `${type}.xml`)?.bytes;
      const chance = chanceOf(spec === '2022' ? 2022 : 2018);
      const counts = { valid: 0, invalid: 0, refused: 0 };
      for (let i = 0; i < MUTANTS; i++) {
        const made = sampleBytes(type, { documents: 1 + chance.below(2), lines: 2 }, chance);
        const base = sample && chance.below(3) === 0 ? shorten(sample) : made.toString('utf8');
        const mutant = Buffer.from(mutate(base, chance), 'utf8');
        counts[compare(mutant, spec)]++;
      }
      // A test that compares nothing but rubbish with rubbish would prove little.
      expect(counts.valid).toBeGreaterThan(MUTANTS / 20);
      expect(counts.invalid).toBeGreaterThan(MUTANTS / 4);
    });
  }
});

/** A sample with two of its documents, so that mutations hit different places. */
function shorten(sample: Buffer): string {
  const xml = sample.toString('utf8');
  const element = /<(?:\w+:)?CEB\d+Message[^>]*>\s*<([\w:]+)>/.exec(xml)?.[1] ?? '';
  const close = `</${element}>`;
  const second = xml.indexOf(close, xml.indexOf(close) + 1) + close.length;
  return xml.slice(0, second) + xml.slice(xml.lastIndexOf(close) + close.length);
}

function compare(mutant: Buffer, spec: SpecVersion): 'valid' | 'invalid' | 'refused' {
  const ours = decodeCeb(mutant, { spec });
  if (ours.kind === 'refused') return 'refused';
  const official = judgeOfficially(mutant, spec);
  const valid = ours.kind === 'message';
  if (valid !== official.valid && !isForeignRoot(ours)) {
    const errors = ours.kind === 'invalid' ? ours.errors.slice(0, 3) : [];
    const verdicts = `ours: ${ours.kind} ${JSON.stringify(errors)}\nlibxml2: ${official.reason}`;
    expect.fail(`${verdicts}\n${mutant.toString()}`);
  }
  return valid ? 'valid' : 'invalid';
}

/** The schema also allows its entities as roots; they are no messages. */
function isForeignRoot(ours: ReturnType<typeof decodeCeb>): boolean {
  return ours.kind === 'invalid' && ours.errors.some((error) => error.code === 'unknown-message');
}
