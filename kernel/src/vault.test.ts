import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMigrations } from './migrate.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { masterKeyOf, openVault, readMasterKey } from './vault.ts';

const here = dirname(fileURLToPath(import.meta.url));
const master = masterKeyOf(Buffer.alloc(32, 7));
let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase(readMigrations('kernel', join(here, '../migrations')));
});
afterAll(() => database.close());

test('what is sealed opens in another process, and only in its place', async () => {
  const sealed = await openVault(database.db, 'Z1', master).seal('秘密', 'totp:a');
  expect(sealed.includes('秘密')).toBe(false);
  const other = openVault(database.db, 'Z1', master);
  expect((await other.open(sealed, 'totp:a')).toString()).toBe('秘密');
  await expect(other.open(sealed, 'totp:b')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
});

test('the same value is sealed differently each time, and no changed bit passes', async () => {
  const vault = openVault(database.db, 'Z1', master);
  const [one, two] = [await vault.seal('x', 'c'), await vault.seal('x', 'c')];
  expect(one.equals(two)).toBe(false);
  for (let at = 0; at < one.length; at += 1) {
    const changed = Buffer.from(one);
    changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
    await expect(vault.open(changed, 'c')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  }
});

test('many first uses at once make one data key', async () => {
  const vaults = Array.from({ length: 5 }, () => openVault(database.db, 'Z2', master));
  const sealed = await Promise.all(vaults.map((vault) => vault.seal('x', 'c')));
  const reader = openVault(database.db, 'Z2', master);
  for (const one of sealed) expect((await reader.open(one, 'c')).toString()).toBe('x');
});

test('another master key opens nothing and says what to do', async () => {
  const sealed = await openVault(database.db, 'Z1', master).seal('x', 'c');
  const stranger = openVault(database.db, 'Z1', masterKeyOf(Buffer.alloc(32, 8)));
  await expect(stranger.open(sealed, 'c')).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
});

test('the key file is made once, for its owner only, and a broken one is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  const path = join(folder, 'keys', 'master.key');
  const wrapped = await readMasterKey(path).wrap(Buffer.from('data key'));
  expect(String(await readMasterKey(path).unwrap(wrapped))).toBe('data key');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, 'short');
  expect(() => readMasterKey(path)).toThrow(/32 bytes/);
  rmSync(folder, { recursive: true });
});
