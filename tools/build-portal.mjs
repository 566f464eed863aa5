// Builds the portal (apps/portal) into dist/portal with Vite.
// Run: node tools/build-portal.mjs   Skipped when nothing changed since the last build.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, repository } from './install.mjs';

const portal = join(repository, 'apps', 'portal');
const out = join(repository, 'dist', 'portal');
// Vite empties the folder before it writes: a build that is cut off leaves no stamp.
const stampFile = join(out, 'built-from');

/** What the portal is made of besides its own folder: words of the trade and the API's contracts. */
const OTHER_SOURCES = ['package-lock.json', 'customs/rules/src/codes', 'tools/build-portal.mjs'];

/** Builds when sources, lock or this file changed since the last build; returns the folder. */
export async function buildPortal() {
  const stamp = stampOfSources();
  const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent) return out;
  const vite = await import('vite').catch(() =>
    fail('the portal is not built and vite is not installed; run `npm ci`'),
  );
  try {
    await vite.build({
      root: portal,
      configFile: join(portal, 'vite.config.ts'),
      logLevel: 'warn',
    });
  } catch (error) {
    fail(`building the portal failed: ${error.message}`);
  }
  writeFileSync(stampFile, stamp);
  return out;
}

function stampOfSources() {
  const digest = createHash('sha256');
  const paths = [portal, ...OTHER_SOURCES.map((path) => join(repository, path))];
  for (const path of paths.flatMap(listFiles))
    digest.update(path.slice(repository.length)).update(readFileSync(path));
  return digest.digest('hex');
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (/\.[a-z]+$/.test(path)) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && name !== 'e2e')
    .flatMap(({ name }) => listFiles(join(path, name)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPortal();
