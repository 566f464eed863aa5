#!/usr/bin/env -S node --max-semi-space-size=64
// The launcher: plain JavaScript that works after `npm ci` alone. Builds when the sources changed,
// then runs.
//
// The flag on top: a batch of a thousand declarations outlives V8's usual young generation of 16 MB,
// so that the garbage collector would copy it again and again (docs/performance.md). It cannot be
// set from inside; without it (`node bin/pilotzone.mjs`) everything works, a fifth slower.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, buildPortal } from '../tools/build.mjs';
import { fail, repository, requireNode } from '../tools/install.mjs';

requireNode();
if (!existsSync(join(repository, 'node_modules')))
  fail('the npm packages are not installed; run `npm ci` first');
// Stack traces of bugs then name our files and lines, not the bundle's.
process.setSourceMapsEnabled(true);
const program = await build();
if (process.argv[2] === 'up') buildPortal();
await import(pathToFileURL(program).href);
