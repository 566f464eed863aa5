import { join } from 'node:path';
import { findRepository, readMigrations } from '@pilotzone/kernel/migrate';
import type { Migration } from '@pilotzone/kernel/migrate';

// The order matters for the first, the outbox and settings, and for the last, what is between
// modules.
const MODULES = [
  'kernel',
  'systems/information-sharing',
  'systems/identity',
  'platforms/single-window',
  'systems/financial-services',
  'systems/logistics',
  'systems/risk',
  'systems/credit',
  'systems/statistics',
  'platforms/parks',
  'customs/gateway',
  'apps/server',
];

/**
 * The migrations of every module, found beside the sources, whether this runs from dist/ or from a
 * test.
 */
export function allMigrations(): Migration[] {
  const repository = findRepository();
  return MODULES.flatMap((module) =>
    readMigrations(module, join(repository, module, 'migrations')),
  );
}
