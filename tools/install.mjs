// Installs the npm packages when node_modules does not fit package-lock.json. Needs nothing but
// Node and npm. Run: node tools/install.mjs

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

const NODE_MIN = [20, 19];

/** Ends the program with a message when Node is too old to run what follows. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isOld = major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]);
  if (!isOld) return;
  fail(`pilotzone needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}`);
}

/** Prints one line for people and ends the program: 2, could not be carried out. */
export function fail(message) {
  process.stderr.write(`pilotzone: ${message}\n`);
  process.exit(2);
}

/** Runs `npm ci` when something is missing or has another version; does nothing otherwise. */
export function install() {
  requireNode();
  const missing = findMisfit();
  if (missing === undefined) return;
  process.stderr.write(`Installing npm packages (${missing}) …\n`);
  // `npm ci` inside `npm start` would inherit the outer run's settings, such as a workspace.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_workspace|lifecycle|package)/.test(name),
    ),
  );
  // Packages that name a newer Node than they need would fill the screen with warnings; the tests
  // run on the oldest Node that we promise.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const args = ['ci', ...quiet, '--include=dev', '--include=optional'];
  const result = runNpm(args, env);
  if (result.status === 0 && findMisfit() === undefined) return;
  const reason = result.error?.message ?? findMisfit() ?? `npm ended with ${result.status}`;
  fail(`the npm packages could not be installed (${reason}); run \`npm ci\` by hand to see why`);
}

function runNpm(args, env) {
  const how = { cwd: repository, env, stdio: ['ignore', 2, 2] };
  // Inside an npm script this is the very npm that runs it, also where no `npm` is on the path.
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return spawnSync(process.execPath, [script, ...args], how);
  return spawnSync('npm', args, { ...how, shell: process.platform === 'win32' });
}

/** Why node_modules does not fit the lock; `undefined` when it does, whoever installed it. */
export function findMisfit() {
  const kept = join(repository, 'node_modules', '.package-lock.json');
  if (!existsSync(kept)) return 'node_modules is missing';
  const wanted = readPackages(join(repository, 'package-lock.json'));
  const installed = readPackages(kept);
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    const isOptional = entry.optional ?? false;
    if (!found && isOptional) continue;
    if (!found || found.version !== entry.version)
      return `${path.replace(/^node_modules\//, '')} does not fit the lock`;
    if (!existsSync(join(repository, path))) return `${path} is missing`;
  }
  return undefined;
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
