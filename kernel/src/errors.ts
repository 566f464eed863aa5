/**
 * A failure that someone outside must act on. `code` is stable and listed
 * in docs/errors.md; the message names the thing, its state and the way out.
 */
export class PilotError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PilotError';
    this.code = code;
  }
}

/** Throws when `condition` is false: a bug of ours, never a user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error('bug: ' + message);
}
