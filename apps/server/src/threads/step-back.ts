import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

// Behind every thread that clears, and before the database's processes for reports, which go last.
const BEHIND = 15;

/**
 * Puts the thread that calls behind all others of the machine. Linux gives each thread a priority
 * of its own; elsewhere nothing happens, and pools and compartments alone limit it.
 */
export function stepBack(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), BEHIND);
  } catch {
    // Another system; see above.
  }
}
