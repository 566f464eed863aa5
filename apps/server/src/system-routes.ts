import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readLastSaved } from '@pilotzone/kernel/backup/note-backup';
import type { HttpServer } from '@pilotzone/kernel/http';
import { addDays, dayOf, formatInstant, type Instant } from '@pilotzone/kernel/time';
import { Type, type Static } from 'typebox';
import type { Platform } from './compose.ts';

/** How a part stands: fine, worth a look, or in need of somebody. */
const State = Type.Enum(['good', 'care', 'bad', 'unknown']);
type State = Static<typeof State>;

const Probe = Type.Object({
  name: Type.Enum([
    ...['database', 'replica', 'disk', 'clock', 'customs', 'events', 'deadLetters'],
    ...['certificates', 'backup', 'bus', 'process'],
  ]),
  state: State,
  /** What was measured, by name; numbers in the unit that the name ends with. */
  measured: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Null()])),
});
type Probe = Static<typeof Probe>;

const System = Type.Object({ at: Type.String(), probes: Type.Array(Probe) });

// A look at a healthy local database takes a millisecond or two.
const DATABASE_SLOW_MS = 250;
const DISK_LOW_SHARE = 0.1;
const DISK_FULL_SHARE = 0.03;
const QUEUE_OLD_MS = 10 * 60_000;
const EVENTS_MANY = 10_000;
const LOOP_SLOW_MS = 200;
// Sessions and days of China are judged by this clock, rows by that of the database.
const CLOCK_CARE_MS = 2_000;
const CLOCK_BAD_MS = 60_000;
// A new certificate takes an authority some weeks.
const CERTIFICATE_CARE_DAYS = 45;
const CERTIFICATE_BAD_DAYS = 7;
// Once a day, and some hours to make it.
const BACKUP_CARE_MS = 30 * 3_600_000;
const BACKUP_BAD_MS = 7 * 24 * 3_600_000;

/** Adds the route of system status: every number is measured when it is asked for. */
export function registerSystemRoute(server: HttpServer, platform: Platform): void {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  server.addHook('onClose', async () => {
    loop.disable();
    await Promise.resolve();
  });
  server.get(
    '/api/v1/system',
    {
      config: { scope: 'admin' },
      schema: {
        summary:
          'Database, disk, clock, customs, events, dead letters, certificates, backup, NATS, ' +
          'process; probed now',
        tags: ['platform'],
        response: { 200: System },
      },
    },
    async () => {
      const probes = await Promise.all([
        probeDatabase(platform),
        ...probeReplica(platform),
        probeDisk(platform),
        probeClock(platform),
        probeCustoms(platform),
        probeEvents(platform),
        probeDeadLetters(platform),
        probeCertificates(platform),
        probeBackup(platform),
        ...probeBus(platform),
      ]);
      const at = formatInstant(platform.runtime.clock.now());
      return { at, probes: [...probes, probeProcess(loop)] };
    },
  );
}

async function probeDatabase({ runtime: { db } }: Platform): Promise<Probe> {
  const began = performance.now();
  const [row] = await db.query<{ version: string; bytes: number; connections: number }>(
    `select current_setting('server_version') as version,
            pg_database_size(current_database()) as bytes,
            (select count(*)::int4 from pg_stat_activity
              where datname = current_database()) as connections`,
  );
  const answerMs = Math.round(performance.now() - began);
  const state = answerMs > DATABASE_SLOW_MS ? 'care' : 'good';
  const { version = '', bytes = 0, connections = 0 } = row ?? {};
  return {
    name: 'database',
    state,
    measured: { answerMs, version, sizeBytes: bytes, connections },
  };
}

/** The replica that answers reports, where there is one. */
function probeReplica({ replica }: Platform): Promise<Probe>[] {
  if (!replica) return [];
  return [
    replica.state().then(({ state, lagMs }) => ({
      ...{ name: 'replica', state: state === 'up' ? 'good' : 'care', measured: { lagMs } },
    })),
  ];
}

/** The disk under the database, where that is on this machine and says where it is. */
async function probeDisk({ runtime: { db } }: Platform): Promise<Probe> {
  try {
    const [row] = await db.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    const disk = await statfs(row?.folder ?? '');
    const [freeBytes, totalBytes] = [disk.bavail * disk.bsize, disk.blocks * disk.bsize];
    const share = freeBytes / totalBytes;
    const state = share < DISK_FULL_SHARE ? 'bad' : share < DISK_LOW_SHARE ? 'care' : 'good';
    return { name: 'disk', state, measured: { freeBytes, totalBytes } };
  } catch {
    // A server elsewhere, or one that does not tell its folder to us.
    return { name: 'disk', state: 'unknown', measured: { freeBytes: null, totalBytes: null } };
  }
}

/** How far this machine's clock is from the database's, half of the way there taken off. */
async function probeClock({ runtime: { db, clock } }: Platform): Promise<Probe> {
  const before = clock.now();
  const [row] = await db.query<{ at: number }>(
    `select extract(epoch from clock_timestamp())::float8 * 1000 as at`,
  );
  const middle = (before + clock.now()) / 2;
  const apartMs = Math.round(Math.abs((row?.at ?? middle) - middle));
  const state: State = apartMs > CLOCK_BAD_MS ? 'bad' : apartMs > CLOCK_CARE_MS ? 'care' : 'good';
  return { name: 'clock', state, measured: { apartMs } };
}

/** Certificates in force that end soon and have no successor. */
async function probeCertificates({ informationSharing, runtime }: Platform): Promise<Probe> {
  const today = dayOf(runtime.clock.now());
  const endingBefore = async (days: number) => {
    const endsBefore = addDays(today, days);
    const page = await informationSharing.listCertificates({ endsBefore, limit: 500 });
    return page.certificates.filter(({ successor }) => successor === null);
  };
  const ending = await endingBefore(CERTIFICATE_CARE_DAYS);
  const first = ending.map(({ validUntil }) => validUntil).toSorted()[0] ?? null;
  const isUrgent = first !== null && first < addDays(today, CERTIFICATE_BAD_DAYS);
  const state: State = isUrgent ? 'bad' : ending.length > 0 ? 'care' : 'good';
  return { name: 'certificates', state, measured: { ending: ending.length, firstEnds: first } };
}

/** How old the last backup is, by whichever way; none at all is as bad as an old one. */
async function probeBackup({ runtime: { db, clock } }: Platform): Promise<Probe> {
  const { backupAt, archivedAt, archiveFailing } = await readLastSaved(db);
  const ages = [backupAt, archivedAt].map((at) => (at === null ? null : clock.now() - at));
  const [backupAgeMs = null, archiveAgeMs = null] = ages;
  const age = Math.min(...ages.map((one) => one ?? Infinity));
  const isOld = age > BACKUP_CARE_MS || archiveFailing;
  const state: State = age > BACKUP_BAD_MS ? 'bad' : isOld ? 'care' : 'good';
  return { name: 'backup', state, measured: { backupAgeMs, archiveAgeMs } };
}

/** NATS, where processes tell each other by it; without it they look for themselves, later. */
function probeBus({ apart }: Platform): Promise<Probe>[] {
  const link = apart?.bus.state() ?? 'none';
  if (link === 'none') return [];
  const state: State = link === 'up' ? 'good' : 'care';
  return [Promise.resolve({ name: 'bus', state, measured: { link } })];
}

async function probeCustoms({ gateway, runtime }: Platform): Promise<Probe> {
  const link = await gateway.state();
  const age = link.oldest === null ? 0 : runtime.clock.now() - link.oldest;
  const state = link.state === 'down' ? 'bad' : age > QUEUE_OLD_MS ? 'care' : 'good';
  return {
    name: 'customs',
    state,
    measured: {
      link: link.link,
      since: formatInstant(link.since as Instant),
      queued: link.waiting,
      oldestMs: age,
      lastError: link.lastError ?? null,
    },
  };
}

async function probeEvents({ dispatcher }: Platform): Promise<Probe> {
  const lag = await dispatcher.lag();
  const failing = lag.filter((one) => one.failing);
  const pending = lag.reduce((sum, one) => sum + one.pending, 0);
  const state: State = failing.length > 0 ? 'bad' : pending > EVENTS_MANY ? 'care' : 'good';
  const names = failing.map(({ name }) => name).join(', ');
  return {
    name: 'events',
    state,
    measured: { subscribers: lag.length, pending, failing: names === '' ? null : names },
  };
}

async function probeDeadLetters({ deadLetters }: Platform): Promise<Probe> {
  const open = (await deadLetters.list({ open: true, limit: 500 })).length;
  return { name: 'deadLetters', state: open > 0 ? 'care' : 'good', measured: { open } };
}

/** The thread that serves: how late it is, and what the process holds. */
function probeProcess(loop: ReturnType<typeof monitorEventLoopDelay>): Probe {
  const lateMs = Math.round(loop.percentile(99) / 1_000_000);
  loop.reset();
  return {
    name: 'process',
    state: lateMs > LOOP_SLOW_MS ? 'care' : 'good',
    measured: {
      lateMs,
      memoryBytes: process.memoryUsage().rss,
      uptimeMs: Math.round(process.uptime() * 1_000),
      node: process.version,
    },
  };
}
