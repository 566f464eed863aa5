import type { PlainDate } from '@pilotzone/kernel/time';

/** The year whose allowance a list spends: the one in which customs receives it. */
export function yearOf(on: PlainDate): number {
  return Number(on.slice(0, 4));
}
