const HOLD_DECIDED = 'hold decided';

/** The cause of a step that an officer's decision made, with the officer's note. */
export function causeOfDecision(decision: 'release' | 'reject', note: string): string {
  return `${HOLD_DECIDED}: ${decision}; ${note}`;
}

/**
 * The cause of a step for the enterprises of a list: without the officer's note, which is for the
 * zone. What a trader must know of a refusal stands in the list's reasons.
 */
export function publicCause(cause: string): string {
  return cause.startsWith(HOLD_DECIDED) ? (cause.split(';')[0] ?? '') : cause;
}

/** Who made a step, for the enterprises of a list: customs, or an officer without a name. */
export function publicActor(actor: string | null): string | null {
  return actor === null || actor === 'customs' ? actor : 'officer';
}
