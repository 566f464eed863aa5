import { expect, test } from 'vitest';
import { createIdSource } from './ids.ts';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('ids are version-7 UUIDs that carry the time', () => {
  const ids = createIdSource(() => 1_795_000_000_000);
  const id = ids.newId();
  expect(id).toMatch(V7);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_795_000_000_000);
});

test('ids grow and never repeat, also within one millisecond and over more than one block', () => {
  const ids = createIdSource(() => 1_795_000_000_000);
  const made = Array.from({ length: 20_000 }, () => ids.newId());
  expect(new Set(made).size).toBe(made.length);
  expect([...made].sort()).toEqual(made);
  for (const id of made.slice(0, 2000)) expect(id).toMatch(V7);
});

test('ids keep growing when the clock steps back', () => {
  let now = 1_795_000_000_000;
  const ids = createIdSource(() => now);
  const before = ids.newId();
  now -= 60_000;
  expect(ids.newId() > before).toBe(true);
});
