import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import { createRandom } from '@pilotzone/generator/random';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Platform } from '../src/compose.ts';
import { DEMO_ZONE_CODE } from '../src/config.ts';
import { openPlatform } from '../src/open-platform.ts';
import { settle } from '../src/settle.ts';
import { end, killHard, sendAll, serve } from './crash-harness.ts';
import type { Mail } from './crash-harness.ts';

// A short run in every test; a long one by hand: KILLS=200 SEED=7 npm run test:crash.
const KILLS = Number(process.env['KILLS'] ?? 4);
const SEED = Number(process.env['SEED'] ?? 1);
const DECLARATIONS_PER_KILL = 120;
const DAY = dayOf(systemClock.now());
const GUARANTEE = cny(10n ** 15n);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens the platform on a data folder in this process, as nobody else may at the time. */
async function inProcess<T>(dataDir: string, work: (platform: Platform) => Promise<T>): Promise<T> {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1 };
  const open = await openPlatform({
    place: { dataDir },
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

/** Enrols everybody and returns a key that may send for all. */
async function prepare(platform: Platform): Promise<string> {
  const file = formatParticipants([...PARTICIPANTS, ...AUTHORITIES]);
  const request = { file, dryRun: false, complete: false, actor: 'test' };
  await platform.informationSharing.importParticipants(request);
  await platform.runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      const order = { guarantorCode: code, limit: GUARANTEE, reason: 'test', changedBy: 'test' };
      await platform.finance.setGuarantee(tx, order);
    }
  });
  const owner = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'crash test' };
  const made = await platform.informationSharing.createApiKey({ ...owner, scopes: ['admin'] });
  return made.key;
}

function messagesOf(declarations: number): Buffer[] {
  const options = { declarations, seed: SEED, faults: 0, day: DAY, block: 10 };
  return [...generateDeclarations(options)].flatMap((item) =>
    item.kind === 'message' ? [item.bytes] : [],
  );
}

/** What became of every declaration, and whether the books agree with it. */
async function stateOf({ singleWindow, finance, statistics, runtime }: Platform) {
  const rows = await singleWindow.listResults({ ebpCode: '', orderNo: '' }, 100_000);
  const days = { from: DAY, until: DAY };
  return {
    outcomes: rows.map(({ ebpCode, orderNo, status }) => `${ebpCode} ${orderNo} ${status}`).sort(),
    counts: await singleWindow.countAll(),
    ledger: await finance.checkLedger(runtime.db),
    totals: await statistics.checkTotals(days),
  };
}

async function keptDigests(platform: Platform): Promise<string[]> {
  const rows = await platform.runtime.db.query<{ sha256: string }>(
    `select encode(sha256, 'hex') as sha256
       from information_sharing.exchange_record
      where direction = 'in'
        and counterparty <> 'customs'`,
  );
  return rows.map(({ sha256 }) => sha256);
}

/**
 * Does what the timers of `up` do until nothing is under way: messages that a killed gateway had
 * leased are due again when the lease ends, and lists whose paper was filed at the same moment are
 * looked at once more.
 */
async function comeToRest(platform: Platform): Promise<void> {
  const { singleWindow } = platform;
  for (let waited = 0; waited < 180; waited += 1) {
    await singleWindow.recheckWaiting();
    await settle(platform);
    const { outcomes } = await singleWindow.countAll();
    if ((await singleWindow.countSent()) === 0 && !outcomes['waiting']) return;
    await sleep(1_000);
  }
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test(
  `${KILLS} kills under load lose no acknowledged message and count none twice`,
  async () => {
    const random = createRandom(SEED);
    const dataDir = join(folder, 'crashed');
    const key = await inProcess(dataDir, prepare);
    const mail: Mail = { waiting: [], acknowledged: [], repeated: 0 };
    const messages = messagesOf(KILLS * DECLARATIONS_PER_KILL);
    const share = Math.ceil(messages.length / KILLS);
    for (let kill = 0; kill < KILLS; kill += 1) {
      mail.waiting.push(...messages.slice(kill * share, (kill + 1) * share));
      const served = await serve(dataDir);
      let dead = false;
      const sending = sendAll(mail, { address: served.address, key }, () => dead);
      await sleep(random.integer(50, 1_500));
      const program = random.chance(0.75);
      await killHard(served, { dataDir, program, database: !program || random.chance(0.3) });
      if (!program) await sleep(random.integer(0, 500));
      dead = true;
      await sending;
      await end(served.process, 'SIGKILL');
    }
    const last = await serve(dataDir);
    await sendAll(mail, { address: last.address, key }, () => false);
    await end(last.process, 'SIGTERM');
    expect(mail.acknowledged).toHaveLength(messages.length);

    const crashed = await inProcess(dataDir, async (platform) => {
      await comeToRest(platform);
      const evidence = await platform.informationSharing.verifyEvidence();
      expect(evidence).toMatchObject({ intact: true, problems: [] });
      const kept = new Set(await keptDigests(platform));
      expect(messages.filter((bytes) => !kept.has(digestOf(bytes)))).toEqual([]);
      return stateOf(platform);
    });
    const whole = await inProcess(join(folder, 'whole'), async (platform) => {
      await prepare(platform);
      const raw = messages.map((bytes) => ({ bytes, transport: 'http' as const }));
      await platform.informationSharing.receiveMessages(raw);
      await settle(platform);
      return stateOf(platform);
    });
    expect(crashed).toEqual(whole);
    expect(crashed.outcomes).toHaveLength(KILLS * DECLARATIONS_PER_KILL);
  },
  // A round takes some seconds; a real hang must end, too.
  120_000 + KILLS * 30_000,
);
