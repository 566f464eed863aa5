// `npm run fuzz`: attacks every parser with mutants of its own messages, for as long as it is told.
// Run: node tools/fuzz.mjs [MUTANTS [SEED [FOLDER]]]   One million by default, about half an hour.
//
// Every fault is written to FOLDER (data/fuzz) and told; the same seed makes the same mutants. The
// official schemas judge too where they stand beside the repository (CONTRIBUTING.md).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, repository } from './install.mjs';

install();
const { build } = await import('esbuild');
// As deep as the sources, which look for the official schemas from where they stand.
const program = join(repository, 'node_modules/.cache/pilotzone/fuzz/fuzz.mjs');
await build({
  entryPoints: [join(repository, 'customs/rules/src/testing/fuzz-main.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['saxes', 'libxml2-wasm', 'libxml2-wasm/*'],
});
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: repository,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
