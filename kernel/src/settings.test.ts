import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKernelMigrations } from './migrate.ts';
import { getSecret, getSetting, putSetting } from './settings.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let the: TestDatabase;
beforeAll(async () => {
  the = await openTestDatabase(readKernelMigrations());
});
afterAll(() => the.close());

test('a secret is made once, also when several ask for it at once', async () => {
  const asked = Array.from({ length: 6 }, () => getSecret(the.db, '3301', 'person-key'));
  const secrets = new Set(await Promise.all(asked));
  expect(secrets.size).toBe(1);
  expect([...secrets][0]).toMatch(/^[\w-]{43}$/);
});

test('zones have secrets of their own', async () => {
  const [one, other] = await Promise.all([
    getSecret(the.db, '3301', 'person-key'),
    getSecret(the.db, '4401', 'person-key'),
  ]);
  expect(one).not.toBe(other);
});

test('a setting keeps its value until it is replaced', async () => {
  const key = { zoneCode: '3301', key: 'demo-loaded' };
  expect(await getSetting(the.db, { ...key, initial: 'no' })).toBe('no');
  await putSetting(the.db, { ...key, value: 'yes' });
  expect(await getSetting(the.db, { ...key, initial: 'no' })).toBe('yes');
});
