import { describe, expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import type { MessageTable, SpecVersion } from './fields.ts';
import type { MessageType } from './message.ts';
import { isMessageType, MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { mutate } from './testing/mutants.ts';
import {
  hasOfficialSchemas,
  judgeOfficially,
  officialSamples,
  schemaOf,
} from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

/**
 * Mutants per message and version. Raise it here for a long run; 30,000 in all were compared
 * without a difference when the codec was written.
 */
const MUTANTS = 500;

/**
 * What is wrong with ten official samples of the 2022 version: eight name their transmitter twice,
 * one has a root that no schema knows, one was not changed when the result list got its gseqno.
 */
const DEFECTIVE = [
  'CEB214Message:  unknown-message',
  ...['303', '403', '505', '507', '509', '603', '605', '607'].map(
    (number) => `CEB${number}Message: BaseTransfer repeated`,
  ),
  'CEB792Message: gseqno missing',
];

const SPECS: readonly SpecVersion[] = ['2022', '2018'];

describe.skipIf(!hasOfficialSchemas)('decodeCeb and the official schema', () => {
  const samples = officialSamples().flatMap(({ name, bytes }) => {
    const type = name.replace(/\.xml$/, '');
    return isMessageType(type) ? [{ name, type, bytes }] : [];
  });

  it.each(SPECS)('agree on every official sample, %s', (spec) => {
    expect(samples).toHaveLength(39);
    for (const { name, type, bytes } of samples) {
      const official = judgeOfficially(bytes, schemaOf(type, spec));
      expect(decodeCeb(bytes, { spec }).kind, name).toBe(official.valid ? 'message' : 'invalid');
    }
  });

  it('all samples are valid but ten of exports, defective as published', () => {
    const refused = samples.flatMap(({ type, bytes }) => {
      const decoded = decodeCeb(bytes, { spec: '2022' });
      if (decoded.kind !== 'invalid') return [];
      const faults = new Set(decoded.errors.map(({ path, code }) => `${lastOf(path)} ${code}`));
      return [`${type}: ${[...faults].join(', ')}`];
    });
    expect(refused).toEqual(DEFECTIVE);
  });

  for (const spec of SPECS) {
    it.each(typesOf(spec))(`agree on seeded mutants of %s, ${spec}`, (type) => {
      const sample = samples.find((one) => one.type === type)?.bytes;
      const chance = chanceOf(spec === '2022' ? 2022 : 2018);
      const counts = { valid: 0, invalid: 0, refused: 0 };
      for (let i = 0; i < MUTANTS; i++) {
        const made = sampleBytes(type, { documents: 1 + chance.below(2), lines: 2, spec }, chance);
        const base = sample && chance.below(3) === 0 ? shorten(sample) : made.toString('utf8');
        const mutant = Buffer.from(mutate(base, chance), 'utf8');
        counts[compare(mutant, type, spec)]++;
      }
      // A test that compares nothing but rubbish with rubbish would prove little.
      expect(counts.valid).toBeGreaterThan(MUTANTS / 20);
      expect(counts.invalid).toBeGreaterThan(MUTANTS / 4);
    });
  }
});

/** The messages a version knows: returns of exports came with 2022. */
function typesOf(spec: SpecVersion): MessageType[] {
  return MESSAGE_TYPES.filter((type) => {
    const table: MessageTable = MESSAGE_TABLES[type];
    return spec === '2022' || !table.since2022;
  });
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** A sample with two of its documents, so that mutations hit different places. */
function shorten(sample: Buffer): string {
  const xml = sample.toString('utf8');
  const element = /<(?:\w+:)?CEB\d+Message[^>]*>\s*<([\w:]+)>/.exec(xml)?.[1] ?? '';
  const close = `</${element}>`;
  const second = xml.indexOf(close, xml.indexOf(close) + 1) + close.length;
  return xml.slice(0, second) + xml.slice(xml.lastIndexOf(close) + close.length);
}

function compare(
  mutant: Buffer,
  type: MessageType,
  spec: SpecVersion,
): 'valid' | 'invalid' | 'refused' {
  const ours = decodeCeb(mutant, { spec });
  if (ours.kind === 'refused') return 'refused';
  const official = judgeOfficially(mutant, schemaOf(type, spec));
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
