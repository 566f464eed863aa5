import { AUTHORITIES } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import { describeMachine, round } from '../bench/about.ts';
import { enterAsBuyer, openTelephone } from '../bench/citizen-session.ts';
import { serveTraders, type Served, type ServedOptions } from '../bench/served.ts';
import type { Beside } from '../bench/traders/rush.ts';
import { settle } from '../settle.ts';

export type BenchBulkheadsOptions = ServedOptions & {
  /** Of each stretch; every disturbance has one with and one without it in each round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Messages a second; absent: half of what the machine takes. */
  readonly perSecond: number | undefined;
};

/** A disturbance with medians of its rounds. */
export type Disturbed = {
  readonly disturbance: string;
  readonly p99MsWithout: number;
  readonly p99MsWith: number;
  /** By how much of itself p99 is longer with it. */
  readonly change: number;
  readonly refusedWith: number;
  /** Answers to those who disturb, by status, of all rounds; 0 went away unanswered. */
  readonly answers: Readonly<Record<string, number>>;
};

/** One line of `bench bulkheads --json`. */
export type BenchBulkheadsResult = {
  readonly perSecond: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly disturbances: readonly Disturbed[];
  readonly machine: string;
};

const WARM_UP_SECONDS = 8;
const PREPARED_PER_SECOND = 400;

type Disturbance = { readonly name: string; readonly beside?: Beside; readonly vacuum?: boolean };

/**
 * How much longer small messages take while others rush at the citizens' counter, make reports,
 * walk over the evidence, or the database is vacuumed; each in turn with a stretch without, in one
 * run.
 */
export async function benchBulkheads(
  options: BenchBulkheadsOptions,
  notice: (phase: string) => void,
): Promise<BenchBulkheadsResult> {
  const telephone = await openTelephone();
  const served = await serveTraders({ ...options, smsUrl: telephone.url });
  try {
    const { seconds, rounds, traders } = options;
    await served.traders.prepare(2 * DISTURBANCES * rounds * seconds * PREPARED_PER_SECOND);
    notice('warming up');
    const warm = await served.traders.rush({ seconds: WARM_UP_SECONDS, traders });
    const perSecond = options.perSecond ?? Math.round(warm.taken / warm.seconds / 2);
    await settle(served.up.platform);
    const key = await makeKey(served);
    const all = disturbances(key, await enterAsBuyer(served.up.address, key, telephone));
    const seen = all.map(() => ({ without: [] as number[], with: [] as number[], refused: 0 }));
    const answers = all.map((): Record<string, number> => ({}));
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const [i, one] of all.entries()) {
        notice(`round ${turn + 1}: ${one.name}`);
        const [place, told] = [seen[i], answers[i]];
        if (!place || !told) continue;
        place.without.push((await served.traders.rush({ seconds, traders, perSecond })).p99Ms);
        const rush = await disturb(served, one, { seconds, traders, perSecond });
        place.with.push(rush.p99Ms);
        place.refused += rush.sent - rush.taken;
        for (const [status, count] of Object.entries(rush.beside))
          told[status] = (told[status] ?? 0) + count;
      }
    }
    const described = all.map(({ name }, i): Disturbed => {
      const place = seen[i] ?? { without: [], with: [], refused: 0 };
      const [p99MsWithout, p99MsWith] = [median(place.without), median(place.with)];
      const change = round(p99MsWith / p99MsWithout - 1, 2);
      const told = { refusedWith: place.refused, answers: answers[i] ?? {} };
      return { disturbance: name, p99MsWithout, p99MsWith, change, ...told };
    });
    return { perSecond, rounds, seconds, disturbances: described, machine: describeMachine() };
  } finally {
    telephone.close();
    await served.close();
  }
}

const DISTURBANCES = 4;

function disturbances(key: string, cookie: string): Disturbance[] {
  const headers = { authorization: `Bearer ${key}` };
  const report = '/api/v1/statistics/trade?by=day,tradeMode,hsChapter,country';
  return [
    {
      name: 'rush on the citizens’ pages',
      beside: { urls: ['/api/v1/citizen/year'], headers: { cookie }, connections: 80 },
    },
    {
      name: 'reports and exports',
      beside: { urls: [report, '/api/v1/declarations/export'], headers, connections: 12 },
    },
    {
      name: 'walk over the evidence',
      beside: { urls: ['/api/v1/evidence'], headers, connections: 2 },
    },
    { name: 'vacuum of everything', vacuum: true },
  ];
}

async function disturb(
  { up, traders }: Served,
  { beside, vacuum }: Disturbance,
  how: { seconds: number; traders: number; perSecond: number },
) {
  const over = new AbortController();
  const cleaning = (async () => {
    while (vacuum && !over.signal.aborted) await up.platform.runtime.db.query('vacuum (analyze)');
  })();
  const rush = await traders.rush({ ...how, beside });
  over.abort();
  await cleaning;
  return rush;
}

async function makeKey({ up }: Served): Promise<string> {
  const { informationSharing } = up.platform;
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const file = formatParticipants(AUTHORITIES);
  const import_ = { file, dryRun: false, complete: false, actor: 'bench' };
  await informationSharing.importParticipants(import_);
  const wanted = { participantCode, name: 'clerk', scopes: ['admin'] as const };
  return (await informationSharing.createApiKey(wanted)).key;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
