import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { findSystemPostgres, startSystemPostgres } from '@pilotzone/kernel/testing-system-postgres';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Platform } from '../src/compose.ts';
import { DEMO_ZONE_CODE } from '../src/config.ts';
import { openPlatform } from '../src/open-platform.ts';
import type { Place } from '../src/open-server.ts';
import { settle } from '../src/settle.ts';
import { sendLoad, startNatsCluster, startRole } from './role-processes.ts';
import type { Load, NatsCluster, RoleProcess } from './role-processes.ts';

const NATS = ['/usr/sbin/nats-server', '/usr/bin/nats-server'].find((path) => existsSync(path));
const isReady = NATS !== undefined && findSystemPostgres() !== undefined;
const DAY = dayOf(systemClock.now());
const GUARANTEE = cny(10n ** 15n);
const DECLARATIONS = 300;
const SEED = 3;

let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-roles-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

async function inProcess<T>(place: Place, work: (platform: Platform) => Promise<T>): Promise<T> {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1 };
  const open = await openPlatform({
    place,
    // As `up` draws them, so that both runs decide alike.
    config: { ...config, inspectShare: 0.01, reviewShare: 0.005 },
    log: createLog('silent'),
  });
  try {
    return await work(open.platform);
  } finally {
    await open.close();
  }
}

async function prepare({ informationSharing, finance, runtime }: Platform): Promise<string> {
  const file = formatParticipants([...PARTICIPANTS, ...AUTHORITIES]);
  const request = { file, dryRun: false, complete: false, actor: 'test' };
  await informationSharing.importParticipants(request);
  await runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      const order = { guarantorCode: code, limit: GUARANTEE, reason: 'test', changedBy: 'test' };
      await finance.setGuarantee(tx, order);
    }
  });
  const owner = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'roles test' };
  return (await informationSharing.createApiKey({ ...owner, scopes: ['admin'] })).key;
}

async function stateOf({ singleWindow, finance, statistics, runtime }: Platform) {
  const rows = await singleWindow.listResults({ ebpCode: '', orderNo: '' }, 100_000);
  return {
    outcomes: rows.map(({ ebpCode, orderNo, status }) => `${ebpCode} ${orderNo} ${status}`).sort(),
    counts: await singleWindow.countAll(),
    ledger: await finance.checkLedger(runtime.db),
    totals: await statistics.checkTotals({ from: DAY, until: DAY }),
  };
}

/** How often each message that was sent is in the exchange log. */
async function timesKept({ runtime }: Platform, messages: readonly Buffer[]): Promise<number[]> {
  const rows = await runtime.db.query<{ sha256: string; times: number }>(
    `select encode(sha256, 'hex') as sha256, count(*)::int4 as times
       from information_sharing.exchange_record
      where direction = 'in' and counterparty <> 'customs'
      group by 1`,
  );
  const times = new Map(rows.map((row) => [row.sha256, row.times]));
  return messages.map((bytes) => times.get(createHash('sha256').update(bytes).digest('hex')) ?? 0);
}

/** What the timers of `up` do, until nothing is under way. */
async function comeToRest(platform: Platform): Promise<void> {
  for (let waited = 0; waited < 120; waited += 1) {
    await platform.singleWindow.recheckWaiting();
    await settle(platform);
    const { outcomes } = await platform.singleWindow.countAll();
    if ((await platform.singleWindow.countSent()) === 0 && !outcomes['waiting']) return;
    await sleep(1_000);
  }
}

function messagesOf(): Buffer[] {
  const options = { declarations: DECLARATIONS, seed: SEED, faults: 0, day: DAY, block: 10 };
  return [...generateDeclarations(options)].flatMap((item) =>
    item.kind === 'message' ? [item.bytes] : [],
  );
}

const RUNNING = ['intake', 'intake', 'clearing', 'clearing', 'gateway,jobs', 'gateway,jobs'];

async function startAll(settings: Readonly<Record<string, string>>): Promise<RoleProcess[]> {
  // One after the other: each brings the schema up to date, and two cores are few.
  const processes: RoleProcess[] = [];
  for (const roles of RUNNING) {
    const one = await startRole(roles, settings);
    closing.push(() => one.end('SIGKILL'));
    processes.push(one);
  }
  return processes;
}

/** Which of the processes has the turn to talk to customs, and the other one. */
async function byTurn(processes: readonly RoleProcess[]): Promise<RoleProcess[]> {
  const candidates = processes.filter(({ roles }) => roles.startsWith('gateway'));
  for (;;) {
    const first = candidates.find((one) => one.log().includes('it is our turn'));
    if (first) return [first, ...candidates.filter((one) => one !== first)];
    await sleep(100);
  }
}

test.skipIf(!isReady)(
  'two of each role share the work; kills of one of each and of a NATS node lose nothing',
  async () => {
    const server = await startSystemPostgres();
    closing.push(server.stop);
    const cluster: NatsCluster = await startNatsCluster(NATS ?? '');
    closing.push(cluster.close);
    const masterKeyFile = join(folder, 'master.key');
    const place = { databaseUrl: server.url, masterKeyFile };
    const key = await inProcess(place, prepare);
    const processes = await startAll({
      DATABASE_URL: server.url,
      NATS_URL: cluster.servers.join(),
      PILOTZONE_MASTER_KEY_FILE: masterKeyFile,
    });
    const [intake, other] = processes;
    const clearing = processes.filter(({ roles }) => roles === 'clearing');
    const [working] = await byTurn(processes);
    const messages = messagesOf();
    const load: Load = { waiting: [...messages], acknowledged: 0, repeated: 0 };
    const kills = new Map<number, () => Promise<unknown>>([
      [Math.floor(messages.length * 0.2), () => clearing[0]?.end('SIGKILL') ?? Promise.resolve()],
      [Math.floor(messages.length * 0.4), () => cluster.killOne(0)],
      [Math.floor(messages.length * 0.6), () => working?.end('SIGKILL') ?? Promise.resolve()],
      [Math.floor(messages.length * 0.8), () => intake?.end('SIGKILL') ?? Promise.resolve()],
    ]);
    const killing: Promise<unknown>[] = [];
    const addresses = [intake?.address ?? '', other?.address ?? ''];
    await sendLoad(load, { addresses, key, senders: 6 }, (acknowledged) => {
      const kill = kills.get(acknowledged);
      if (kill) killing.push(kill());
    });
    await Promise.all(killing);
    expect(killing).toHaveLength(4);
    expect(load.acknowledged).toBe(messages.length);
    await Promise.all(processes.map((one) => one.end('SIGTERM')));

    const shared = await inProcess(place, async (platform) => {
      await comeToRest(platform);
      expect(await platform.informationSharing.verifyEvidence()).toMatchObject({ intact: true });
      // Taken once; a sender that was not answered because its intake died sent it again.
      const times = await timesKept(platform, messages);
      expect(Math.min(...times)).toBe(1);
      const repeats = times.reduce((sum, count) => sum + count - 1, 0);
      expect(repeats).toBeLessThanOrEqual(load.repeated);
      expect(await platform.informationSharing.countHandedIn()).toMatchObject({ waiting: 0 });
      return stateOf(platform);
    });
    const whole = await inProcess({ dataDir: join(folder, 'whole') }, async (platform) => {
      await prepare(platform);
      const raw = messages.map((bytes) => ({ bytes, transport: 'http' as const }));
      await platform.informationSharing.receiveMessages(raw);
      await settle(platform);
      return stateOf(platform);
    });
    expect(shared).toEqual(whole);
    expect(shared.outcomes).toHaveLength(DECLARATIONS);
  },
  600_000,
);
