import { pino, stdSerializers, type Logger } from 'pino';
import { explainDatabaseFailure } from './database-failure.ts';
import { PilotError } from './errors.ts';

/** Structured log; written to standard error, so that `--json` output stays clean. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

/** A log that writes JSON lines to standard error from `level` on. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log {
  const serializers = { err: describeError };
  return pino({ level, base: null, serializers }, pino.destination({ fd: 2, sync: true }));
}

/** A bug of ours with its trace; what somebody outside must act on, in a sentence. */
export function describeError(error: Error): object {
  const known = error instanceof PilotError ? error : explainDatabaseFailure(error);
  if (!known) return stdSerializers.err(error);
  const { code } = error as { code?: string };
  const reason = known === error ? {} : { reason: error.message };
  return { code: known === error ? code : known.code, message: known.message, ...reason };
}
