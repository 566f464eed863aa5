import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CLIENT, generate } from './client.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pilotzone-client-'));

afterAll(() => rmSync(folder, { recursive: true }));

function filesIn(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile());
  return Object.fromEntries(
    paths
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [path.slice(root.length), readFileSync(path, 'utf8')])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test('the client is the one that follows from the document; `npm run client` makes it', async () => {
  await generate(folder);
  const [kept, made] = [filesIn(CLIENT), filesIn(folder)];
  expect(Object.keys(kept)).toEqual(Object.keys(made));
  const changed = Object.keys(made).filter((path) => made[path] !== kept[path]);
  expect(changed).toEqual([]);
});
