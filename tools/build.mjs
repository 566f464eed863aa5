// Bundles the sources into dist/: TypeScript in, one program out, npm packages stay outside.
// Run: node tools/build.mjs   Skipped when nothing changed since the last build.
//
// dist/cli.mjs       the command line, from apps/cli/src/main.ts
// dist/workers/*.mjs programs for worker threads, from apps/server/src/workers/*.ts
// dist/portal/       the portal, by Vite from apps/portal; the launcher builds it when it serves
//
// Migrations and demo data are not bundled: the program finds them from the
// repository's folder, which it looks for upwards from dist/ (findRepository in
// kernel/src/migrate.ts).

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complainOfFirstLoad } from './first-load.mjs';
import { fail, repository } from './install.mjs';

const MODULE_SOURCES = ['kernel', 'customs', 'systems', 'platforms'];
const PROGRAM_SOURCES = [...MODULE_SOURCES, 'apps/server', 'apps/cli'];
const PORTAL_SOURCES = [...MODULE_SOURCES, 'apps/portal'];
const SOURCE = /\.(ts|tsx|json|css|html|svg)$/;
const dist = join(repository, 'dist');
const stampFile = join(dist, 'built-from');

/**
 * Builds when sources, lock or this file changed since the last build; returns the path of the
 * program.
 */
export async function build() {
  const program = join(dist, 'cli.mjs');
  const stamp = stampOf(PROGRAM_SOURCES);
  const isCurrent =
    existsSync(program) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (!isCurrent) await bundle(stamp);
  return program;
}

async function bundle(stamp) {
  const esbuild = await import('esbuild').catch(() =>
    fail('nothing is built and esbuild is not installed; run `npm ci`'),
  );
  const half = `${dist}.${process.pid}`;
  try {
    await esbuild.build({
      entryPoints: findEntries(),
      outdir: half,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      outExtension: { '.js': '.mjs' },
      chunkNames: 'chunks/[name]-[hash]',
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'warning',
      plugins: [keepPackagesOutside],
    });
    writeFileSync(join(half, 'built-from'), stamp);
    mkdirSync(dist, { recursive: true });
    // Only what this script makes is replaced: the portal has its own folder in dist/. The stamp
    // goes first and comes last, so that a build that is cut off is not taken for a whole one.
    rmSync(stampFile, { force: true });
    const made = readdirSync(half).sort(
      (a, b) => Number(a === 'built-from') - Number(b === 'built-from'),
    );
    for (const name of made) {
      rmSync(join(dist, name), { recursive: true, force: true });
      renameSync(join(half, name), join(dist, name));
    }
  } catch (error) {
    if (!Array.isArray(error.errors)) fail(`building failed: ${error.message}`);
    fail('building failed; see above');
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

function findEntries() {
  const entries = { cli: join(repository, 'apps/cli/src/main.ts') };
  const workers = join(repository, 'apps/server/src/workers');
  if (!existsSync(workers)) return entries;
  const names = readdirSync(workers).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  for (const name of names) entries[`workers/${basename(name, '.ts')}`] = join(workers, name);
  return entries;
}

/**
 * Everything from node_modules is imported at run time, except our own packages, which are
 * TypeScript.
 */
const keepPackagesOutside = {
  name: 'keep-packages-outside',
  setup(building) {
    building.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@pilotzone/')) return undefined;
      return { path, external: true };
    });
  },
};

/**
 * Builds the portal when its sources, or those it borrows from the modules, changed. False when
 * that failed or its first load is too large; the platform works without it.
 */
export function buildPortal() {
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
  const portal = join(repository, 'apps', 'portal');
  if (!existsSync(join(portal, 'vite.config.ts'))) return true;
  const stamp = stampOf(PORTAL_SOURCES);
  const built = join(dist, 'portal-built-from');
  const isCurrent = existsSync(join(dist, 'portal', 'index.html')) && existsSync(built);
  if (isCurrent && readFileSync(built, 'utf8') === stamp) return true;
  process.stderr.write('Building the portal …\n');
  rmSync(built, { force: true });
  const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: portal,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) {
    process.stderr.write('pilotzone: the portal could not be built\n');
    return false;
  }
  const complaint = complainOfFirstLoad(join(dist, 'portal'));
  if (complaint !== undefined) {
    process.stderr.write(`pilotzone: ${complaint}\n`);
    return false;
  }
  writeFileSync(built, stamp);
  return true;
}

function stampOf(roots) {
  const digest = createHash('sha256');
  const files = roots.flatMap((root) => listSources(join(repository, root)));
  const fixed = ['package-lock.json', 'tools/build.mjs'].map((path) => join(repository, path));
  for (const path of [...files, ...fixed])
    digest.update(path.slice(repository.length)).update(readFileSync(path));
  return digest.digest('hex');
}

function listSources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name === 'dist') return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listSources(path);
      const isSource = SOURCE.test(entry.name) && !entry.name.endsWith('.test.ts');
      return isSource ? [path] : [];
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
  if (!buildPortal()) process.exitCode = 1;
}
