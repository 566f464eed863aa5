import { AUTHORITIES } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import { addDays, dayOf, systemClock } from '@pilotzone/kernel/time';
import { describeMachine, round } from '../bench/about.ts';
import { serveTraders, type Served, type ServedOptions } from '../bench/served.ts';
import { openTelephones, signCitizensIn, type Telephones } from '../bench/citizens.ts';
import type { Beside } from '../bench/traders/rush.ts';
import type { Platform } from '../compose.ts';
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

// Each needs two attempts to sign in, of thirty a minute.
const CITIZENS = 12;

type Disturbance = {
  readonly name: string;
  readonly beside?: Beside;
  /** Something done over and over, in this process, until it is told to stop. */
  readonly work?: (platform: Platform) => Promise<unknown>;
};

/**
 * How much longer small messages take while citizens rush at their counter, officers make reports
 * of months and exports, walk over the evidence or back-test rules, or the database is vacuumed;
 * each in turn with a stretch without, in one run.
 */
export async function benchBulkheads(
  options: BenchBulkheadsOptions,
  notice: (phase: string) => void,
): Promise<BenchBulkheadsResult> {
  const telephones = await openTelephones();
  const served = await serveTraders({ ...options, smsUrl: telephones.url });
  try {
    const bench = { served, telephones, key: await makeKey(served) };
    return await measure(bench, options, notice);
  } finally {
    await served.close();
    telephones.close();
  }
}

type Bench = {
  readonly served: Served;
  readonly telephones: Telephones;
  /** Of an administrator. */
  readonly key: string;
};

async function measure(
  bench: Bench,
  { seconds, rounds, traders, ...options }: BenchBulkheadsOptions,
  notice: (phase: string) => void,
): Promise<BenchBulkheadsResult> {
  const { up, traders: programs } = bench.served;
  notice('warming up');
  const warm = await programs.rush({ seconds: WARM_UP_SECONDS, traders });
  const perSecond = options.perSecond ?? Math.round(warm.taken / warm.seconds / 2);
  await settle(up.platform);
  const all = await disturbances(bench);
  notice('preparing');
  await programs.prepare(Math.ceil((2 * all.length * rounds * seconds * perSecond) / 4));
  const how = { seconds, traders, perSecond };
  const seen = all.map((): Seen => ({ without: [], with: [], refused: 0, answers: {} }));
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [i, one] of all.entries()) {
      notice(`round ${turn + 1}: ${one.name}`);
      const place = seen[i];
      if (place) await takeTurn(bench.served, { one, place, how });
    }
  }
  const described = all.map(({ name }, i) => describe(name, seen[i]));
  return { perSecond, rounds, seconds, disturbances: described, machine: describeMachine() };
}

/** What the stretches of one disturbance showed. */
type Seen = {
  readonly without: number[];
  readonly with: number[];
  refused: number;
  readonly answers: Record<string, number>;
};

type Turn = {
  readonly one: Disturbance;
  readonly place: Seen;
  readonly how: { readonly seconds: number; readonly traders: number; readonly perSecond: number };
};

async function takeTurn(served: Served, { one, place, how }: Turn): Promise<void> {
  place.without.push((await served.traders.rush(how)).p99Ms);
  await settle(served.up.platform);
  const rush = await disturb(served, one, how);
  place.with.push(rush.p99Ms);
  place.refused += rush.sent - rush.taken;
  for (const [status, count] of Object.entries(rush.beside))
    place.answers[status] = (place.answers[status] ?? 0) + count;
}

function describe(disturbance: string, seen: Seen | undefined): Disturbed {
  const [p99MsWithout, p99MsWith] = [median(seen?.without ?? []), median(seen?.with ?? [])];
  const change = round(p99MsWith / p99MsWithout - 1, 2);
  const told = { refusedWith: seen?.refused ?? 0, answers: seen?.answers ?? {} };
  return { disturbance, p99MsWithout, p99MsWith, change, ...told };
}

async function disturbances({ served, telephones, key }: Bench): Promise<Disturbance[]> {
  const { address } = served.up;
  const cookies = await signCitizensIn({ address, key, telephones }, CITIZENS);
  const officer = [{ authorization: `Bearer ${key}` }];
  const citizens = cookies.map((cookie) => ({ cookie }));
  const today = dayOf(systemClock.now());
  const months = `from=${addDays(today, -100)}&by=month,tradeMode,merchant,partner,hs8`;
  const pages = ['/api/v1/citizen/year', `/api/v1/citizen/purchases?year=${today.slice(0, 4)}`];
  const reports = [`/api/v1/statistics/cells?${months}`, '/api/v1/declarations/export'];
  return [
    {
      name: 'rush on the citizens’ pages',
      beside: { urls: pages, headers: citizens, connections: 80 },
    },
    {
      name: 'reports of months, exports',
      beside: { urls: reports, headers: officer, connections: 12 },
    },
    {
      name: 'walk over the evidence',
      beside: { urls: ['/api/v1/evidence'], headers: officer, connections: 2 },
    },
    { name: 'back-tests of all lists', work: backTest },
    { name: 'vacuum of everything', work: ({ runtime }) => runtime.db.query('vacuum (analyze)') },
  ];
}

/** Judges all lists of the last days again, by the rules in force. */
async function backTest({ risk, backTests }: Platform): Promise<void> {
  const until = dayOf(systemClock.now());
  const [table] = await risk.listRuleTables();
  if (!table) throw new Error('bug: the platform ships rules');
  const period = { from: addDays(until, -100), until, capacity: null, by: 'bench' };
  await risk.orderBackTest({ version: table.version, ...period });
  await (backTests ?? { run: risk.runBackTests }).run();
}

async function disturb({ up, traders }: Served, { beside, work }: Disturbance, how: Turn['how']) {
  const over = new AbortController();
  const working = (async () => {
    while (work && !over.signal.aborted) await work(up.platform);
  })();
  const rush = await traders.rush({ ...how, beside });
  over.abort();
  await working;
  await settle(up.platform);
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
