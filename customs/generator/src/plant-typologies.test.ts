import { expect, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import { generateDeclarations, type Generated } from './generate-declarations.ts';
import { TYPOLOGIES } from './typologies.ts';

const NAMES = TYPOLOGIES.map(({ name }) => name);
const OPTIONS = { declarations: 20, seed: 5, faults: 0, day: '2026-11-20' as PlainDate };

function generate(typologies?: readonly string[]): Generated[] {
  return [...generateDeclarations(typologies ? { ...OPTIONS, typologies } : OPTIONS)];
}

const labels = (items: readonly Generated[]) =>
  items.flatMap((item) => (item.kind === 'expected' && item.typology ? [item.typology] : []));

test('every typology can be planted on one day, each list with its label', () => {
  const planted = labels(generate(NAMES));
  expect([...new Set(planted)]).toEqual(NAMES);
  expect(labels(generate(['hs-drift']))).toEqual(Array(8).fill('hs-drift'));
  expect(labels(generate())).toEqual([]);
});

test('the same seed plants the same', () => {
  expect(generate(['split-orders', 'carousel-returns'])).toEqual(
    generate(['split-orders', 'carousel-returns']),
  );
});

test('a name that nobody knows is told with those that are known', () => {
  expect(() => generate(['ring'])).toThrow(/ring is none of borrowed-identities/);
});
