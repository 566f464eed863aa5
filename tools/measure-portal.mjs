// `npm run measure`: how fast the portal answers hands, and how smooth the cockpit is. Measures,
// never a test; the figures stand in docs/performance.md.
// Run: node tools/measure-portal.mjs interactions|cockpit [--rounds N] [--seconds N] [--rate N]
//
// Needs a Chromium, as the portal's tests do; it starts a platform of its own in a temporary folder.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { build, buildPortal } from './build.mjs';
import { fail, install, repository } from './install.mjs';

const WHAT = ['interactions', 'cockpit'];

install();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '5000' },
  },
});
const [what = ''] = positionals;
if (!WHAT.includes(what)) fail(`say what to measure: ${WHAT.join(' or ')}`);
await build();
if (!buildPortal()) fail('the portal could not be built; see above');
// Beside the program, so that it finds the repository and its packages.
const outfile = join(repository, 'dist', 'measure', `${what}.mjs`);
await esbuild.build({
  entryPoints: [join(repository, 'apps/portal/e2e', `measure-${what}.ts`)],
  outfile,
  ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  plugins: [
    {
      name: 'keep-packages-outside',
      setup: (building) =>
        building.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@pilotzone/')
            ? undefined
            : { path, external: true },
        ),
    },
  ],
});
const { measure } = await import(pathToFileURL(outfile).href);
const numbers = Object.entries(values).map(([name, text]) => [name, Number(text)]);
await measure(Object.fromEntries(numbers));
