// `npm start`: installs what is missing, builds, and serves the platform with the demo zone.
// Run: node tools/start.mjs [options of `pilotzone up`]

import { install } from './install.mjs';

install();
// In this process, so that Ctrl-C and kill reach the platform itself and nothing in between.
process.argv.splice(2, 0, 'up');
await import('../bin/pilotzone.mjs');
