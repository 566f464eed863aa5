import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { complainOfFirstLoad, FIRST_LOAD_MAX, readFirstLoad } from './first-load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'first-load-'));
mkdirSync(join(folder, 'assets'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('counts the files that the first page names, and no others', () => {
  const html = '<script src="/assets/a.js"></script><link href="/assets/a.css" rel="stylesheet">';
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, 'assets/a.js'), 'a()');
  writeFileSync(join(folder, 'assets/a.css'), 'a {}');
  writeFileSync(join(folder, 'assets/later.js'), randomBytes(FIRST_LOAD_MAX));
  const names = readFirstLoad(folder).map(({ name }) => name);
  expect(names).toEqual(['index.html', 'assets/a.js', 'assets/a.css']);
  expect(complainOfFirstLoad(folder)).toBeUndefined();
});

test('refuses more than may be loaded, with the sizes', () => {
  writeFileSync(join(folder, 'assets/a.js'), randomBytes(FIRST_LOAD_MAX));
  expect(complainOfFirstLoad(folder)).toMatch(/first load is 30\d{4} bytes.*\n.*index.html/);
});
