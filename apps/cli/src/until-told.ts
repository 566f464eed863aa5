import { constants } from 'node:os';

// Ctrl-C, kill, and a terminal that is closed.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends a command that is told to end by `process.exit`, so that a database server of ours is
 * stopped and a temporary one removed; a signal's default would leave both behind.
 */
export function endOnSignals(): void {
  for (const signal of SIGNALS)
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
}

/** Resolves when the process is told to end; what serves then closes in order. */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      process.removeAllListeners(signal);
      // Not `once`: Ctrl-C reaches a program of `npm start` twice, and the second must not cut it
      // off.
      process.on(signal, () => resolve());
    }
  });
}
