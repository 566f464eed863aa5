import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, startOfDay, type Instant } from '@pilotzone/kernel/time';
import { latestPosition } from './store/news.ts';
import { listReleased, sumStanding, sumSteps } from './store/pulse.ts';

/** Released lists shown as they pass; more than that nobody can read in a second. */
const PASSING_MAX = 8;

/**
 * What happened to declarations since a place in their history, added up by step and mode, and
 * where to go on. "" begins now. The cost is one look at the steps of that time, however many
 * listen.
 */
export async function readPulse({ db, zoneCode }: Runtime, after: string) {
  const until = await latestPosition(db, zoneCode);
  if (after === '' || after === until) return { position: until, steps: [], passing: [] };
  const between = { after, until };
  const steps = await sumSteps(db, zoneCode, between);
  const hasReleased = steps.some(({ toStatus }) => toStatus === 'released');
  const released = hasReleased
    ? await listReleased(db, zoneCode, { ...between, limit: PASSING_MAX })
    : [];
  const passing = released.map(({ orderNo, at, ...rest }) => ({
    ...rest,
    orderNo: maskOrder(orderNo),
    at: formatInstant(at as Instant),
  }));
  return { position: until, steps, passing };
}

/** How today's lists stand, by status, lane and mode. */
export function readStanding({ db, zoneCode, clock }: Runtime) {
  return sumStanding(db, zoneCode, startOfDay(dayOf(clock.now())));
}

/** Enough to see that it is another one, too little to look it up. */
function maskOrder(orderNo: string): string {
  return `…${orderNo.slice(-4)}`;
}
