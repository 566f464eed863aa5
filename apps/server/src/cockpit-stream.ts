import type { FastifyReply } from 'fastify';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { asReport } from '@pilotzone/kernel/report-lane';
import { dayOf, formatInstant, type Instant, type PlainDate } from '@pilotzone/kernel/time';
import type { Platform } from './compose.ts';

// A heart beats once a second; the sums behind it are read as often as they are cheap.
const BEAT_MS = 1_000;
const SUMS_EVERY_MS = 5_000;
// Sums take at most a twentieth of the time of one connection.
const SUMS_SHARE = 20;
const TOP = 6;
const WEEK_MS = 7 * 86_400_000;

/**
 * The wall screen's stream: one beat a second with what happened in it, added up in the database,
 * and from time to time how everything stands. One look serves all screens, none is taken while no
 * screen is there, and five thousand lists a second are the same few rows as five.
 */
export function createCockpitStream(platform: Platform) {
  const { log, clock } = platform.runtime;
  const screens = createScreens();
  let position = '';
  let sums = '';
  let sumsDue = 0;
  let isBusy = false;
  const timer = setInterval(() => void beat(), BEAT_MS);
  const close = (): Promise<void> => {
    clearInterval(timer);
    screens.close();
    return Promise.resolve();
  };
  return { open: (reply: FastifyReply) => screens.open(reply, sums), close, beat };

  async function beat(): Promise<void> {
    if (isBusy) return;
    if (screens.count() === 0) {
      // The next screen begins with its own moment, not with all that nobody saw.
      [position, sums, sumsDue] = ['', '', 0];
      return;
    }
    isBusy = true;
    try {
      await sendBeat();
      if (clock.now() >= sumsDue) await sendSums();
    } catch (error) {
      log.warn({ err: error }, 'the cockpit could not be read; tried again');
    } finally {
      isBusy = false;
    }
  }

  async function sendBeat(): Promise<void> {
    const pulse = await platform.singleWindow.readPulse(position);
    position = pulse.position;
    const at = formatInstant(clock.now());
    screens.send('beat', { at, ...addUp(pulse.steps), passing: pulse.passing });
  }

  async function sendSums(): Promise<void> {
    const began = performance.now();
    const read = await asReport(() => readSums(platform));
    const took = performance.now() - began;
    sumsDue = clock.now() + Math.max(SUMS_EVERY_MS, took * SUMS_SHARE);
    sums = screens.send('sums', read);
  }
}

/** Who listens. */
function createScreens() {
  const replies = new Set<FastifyReply>();
  return {
    count: () => replies.size,
    open: (reply: FastifyReply, first: string) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      reply.raw.write(`retry: 2000\n\n${first}`);
      replies.add(reply);
      reply.raw.on('close', () => replies.delete(reply));
    },
    send: (name: string, data: object): string => {
      const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
      for (const { raw } of replies) {
        // A screen that does not keep up misses beats; it does not fill our memory.
        if (raw.writableLength < WAITING_BYTES_MAX) raw.write(text);
      }
      return text;
    },
    close: () => {
      for (const { raw } of replies) raw.end();
    },
  };
}

const WAITING_BYTES_MAX = 1_000_000;

type Steps = Awaited<ReturnType<Platform['singleWindow']['readPulse']>>['steps'];

function addUp(steps: Steps) {
  const count = (isIt: (step: Steps[number]) => boolean) =>
    steps.filter(isIt).reduce((sum, step) => sum + step.count, 0);
  const released = steps.filter(({ toStatus }) => toStatus === 'released');
  const value = released.reduce(
    (sum, step) => sum + (parseUnits(step.dutiablePrice ?? '0') ?? 0n),
    0n,
  );
  return {
    filed: count(({ fromStatus }) => fromStatus === null),
    released: count(({ toStatus }) => toStatus === 'released'),
    rejected: count(({ toStatus }) => toStatus === 'rejected'),
    held: count(({ toStatus }) => toStatus === 'held' || toStatus === 'customs-held'),
    value: formatMoney(cny(value)),
  };
}

/** How everything stands, each sum from the room that owns it. */
async function readSums(platform: Platform) {
  const { singleWindow, statistics, risk, gateway, dispatcher, runtime } = platform;
  const now = runtime.clock.now();
  const today = dayOf(now);
  const lastWeek = dayOf((now - WEEK_MS) as Instant);
  const [standing, provinces, holds, link, lag] = await Promise.all([
    singleWindow.readStanding(),
    statistics.sumPlaces(today),
    risk.countOpenHolds(),
    gateway.state(),
    dispatcher.lag(),
  ]);
  const topOf = (by: string) => topBy(platform, by, today);
  const [chapters, origins, before] = await Promise.all([
    topOf('hsChapter'),
    topOf('originCountry'),
    statistics.queryTrade({ from: lastWeek, until: lastWeek }),
  ]);
  return {
    at: formatInstant(now),
    standing,
    provinces,
    ...{ chapters, origins },
    lastWeek: before.rows[0]
      ? { count: before.rows[0].count, value: before.rows[0].dutiablePrice }
      : null,
    holds: {
      count: holds.count,
      oldest: holds.oldest === null ? null : formatInstant(holds.oldest as Instant),
    },
    customs: {
      state: link.state,
      queued: link.waiting,
      since: formatInstant(link.since as Instant),
    },
    pending: lag.reduce((sum, one) => sum + one.pending, 0),
    failing: lag.filter((one) => one.failing).map((one) => one.name),
  };
}

async function topBy({ statistics }: Platform, by: string, day: PlainDate) {
  const { rows } = await statistics.queryTrade({ by, from: day, until: day, limit: 1_000 });
  return rows
    .map((row) => ({ code: row.at[by] ?? '', count: row.count, value: row.dutiablePrice }))
    .toSorted((a, b) => Number(b.value) - Number(a.value))
    .slice(0, TOP);
}
