import { pino, type Logger } from 'pino';

/** Structured log; written to standard error, so that `--json` output stays clean. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

/** A log that writes JSON lines to standard error from `level` on. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log {
  return pino({ level, base: null }, pino.destination({ fd: 2, sync: true }));
}
