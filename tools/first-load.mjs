// What a browser loads before the portal's first page: the files that its index.html names.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Compressed bytes that the first load may have (docs/adr/0051-own-components.md). */
export const FIRST_LOAD_MAX = 300_000;

/** The named files with their compressed sizes, the page itself first. */
export function readFirstLoad(folder) {
  const html = readFileSync(join(folder, 'index.html'));
  const named = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)];
  const sizeOf = (name) => gzipSync(readFileSync(join(folder, name))).length;
  return ['index.html', ...named.map(([, name]) => name)].map((name) => ({
    name,
    bytes: sizeOf(name),
  }));
}

/** What is wrong with the first load of a built portal; `undefined` when nothing is. */
export function complainOfFirstLoad(folder) {
  const files = readFirstLoad(folder);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= FIRST_LOAD_MAX) return undefined;
  const list = files.map((file) => `  ${file.name}: ${file.bytes}`).join('\n');
  return `the portal's first load is ${bytes} bytes compressed, more than ${FIRST_LOAD_MAX}; load pages later (page-of.tsx)\n${list}`;
}
