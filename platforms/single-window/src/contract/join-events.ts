/** An event about declarations of one day. */
type DayEvent = {
  readonly eventId: string;
  readonly day: string;
  readonly declarations: readonly unknown[];
};

/**
 * Events of the same day as one, under the id of the first, declarations in their order: for
 * subscribers to whom the day is all of the time that counts.
 */
export function joinDays(payloads: readonly unknown[]): DayEvent[] {
  const byDay = new Map<string, DayEvent>();
  // Payloads are what the single window published, by its contract.
  for (const event of payloads as readonly DayEvent[]) {
    const first = byDay.get(event.day);
    const declarations = first
      ? [...first.declarations, ...event.declarations]
      : event.declarations;
    byDay.set(event.day, { ...(first ?? event), declarations });
  }
  return [...byDay.values()];
}
