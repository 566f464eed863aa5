import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openChannel, parseAddress } from '@pilotzone/gateway/channel/open-channel';
import type { Channel } from '@pilotzone/gateway/channel/channel';
import { hasNats, startNats } from '@pilotzone/gateway/testing/brokers';
import type { TestBroker } from '@pilotzone/gateway/testing/brokers';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import { findRunningServer } from '@pilotzone/kernel/embedded-postgres/attach';
import { openDatabase } from '@pilotzone/kernel/db';
import type { Queryable } from '@pilotzone/kernel/db';
import { createKeyring } from '@pilotzone/kernel/sealing/keyring';
import { readMasterKey } from '@pilotzone/kernel/vault';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { DEMO_ZONE_CODE } from '../src/config.ts';
import { openPlatform } from '../src/open-platform.ts';
import { countUnderWay } from './audit-books.ts';
import { QUEUE_OWNER, SENDER_ID } from './load.ts';
import type { Load } from './load.ts';
import { prepareProgram } from './programs.ts';
import type { Program } from './programs.ts';

/**
 * A zone as it runs in earnest, in processes that can be killed: the platform, customs as a program
 * of its own, each with its database, and a broker between them where one is installed.
 */
export type World = {
  readonly platform: Program;
  readonly customs: Program;
  readonly broker: TestBroker | undefined;
  /** May send for all. */
  readonly key: string;
  /** The trader's end of a queue to the platform. */
  readonly queue: Channel | undefined;
  /** What came back to the trader by the queue. */
  readonly answers: readonly Uint8Array[];
  close(): Promise<void>;
};

const GUARANTEE = cny(10n ** 15n);
const FOR_ALL = AUTHORITIES[0]?.code ?? '';

/** Customs answers soon, repeats itself, and now and then is not heard. */
const SCENARIO = `name: crash
match: true
waitForDocuments: 600s
step: 20ms..200ms
holds:
  - { status: '500', share: 0.04, after: 2s, then: '800' }
  - { status: '300', share: 0.03, after: 1s, then: '800' }
taxBills: { after: 1s }
receipts: { repeat: 0.1, reorder: true, delay: 0s..1s }
`;

/** Starts everything in a folder. */
export async function openWorld(folder: string): Promise<World> {
  const broker = hasNats ? await startNats() : undefined;
  const key = await enrol(join(folder, 'platform'));
  const scenario = join(folder, 'scenario.yaml');
  await mkdir(folder, { recursive: true });
  await writeFile(scenario, SCENARIO);
  const line = broker && `${broker.url}?subject=customs`;
  const customs = await prepareProgram(join(folder, 'customs'), (port) => [
    ...['simulate', 'customs', '--scenario', scenario, '--port', port],
    ...(line ? ['--channel', line] : []),
  ]);
  const intake = broker && `${broker.url}?subject=trader`;
  const platform = await prepareProgram(join(folder, 'platform'), (port) => [
    ...['up', '--no-demo', '--port', port, '--customs', line ?? customs.address],
    ...(intake ? ['--intake', `${intake}&participant=${QUEUE_OWNER}&name=trader`] : []),
  ]);
  await Promise.all([customs.start(), platform.start()]);
  const answers: Uint8Array[] = [];
  const queue = intake === undefined ? undefined : openTrader(intake, answers);
  const close = async () => {
    await queue?.close();
    await Promise.all([platform.end('SIGTERM'), customs.end('SIGTERM')]);
    await broker?.close();
  };
  return { platform, customs, broker, key, queue, answers, close };
}

function openTrader(intake: string, answers: Uint8Array[]): Channel {
  const options = { role: 'client', log: createLog('silent'), dxpId: SENDER_ID } as const;
  const queue = openChannel(parseAddress(intake).address, options);
  queue.receive((parcels) => {
    answers.push(...parcels.map(({ body }) => body));
    return Promise.resolve();
  });
  return queue;
}

/** Enrols everybody on a new data folder; returns a key that may send for all. */
async function enrol(dataDir: string): Promise<string> {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place: { dataDir }, config, log: createLog('silent') });
  const { informationSharing, runtime, finance } = open.platform;
  try {
    const file = formatParticipants([...PARTICIPANTS, ...AUTHORITIES]);
    const request = { file, dryRun: false, complete: false, actor: 'test' };
    await informationSharing.importParticipants(request);
    await runtime.db.transaction(async (tx) => {
      for (const { code } of PARTICIPANTS) {
        const order = { guarantorCode: code, limit: GUARANTEE, reason: 'test', changedBy: 'test' };
        await finance.setGuarantee(tx, order);
      }
    });
    const owner = { participantCode: FOR_ALL, name: 'crash test', scopes: ['admin'] as const };
    return (await informationSharing.createApiKey(owner)).key;
  } finally {
    await open.close();
  }
}

/** Asks the database of a program that runs, about one instant. */
export async function askBooks<T>(
  { dataDir }: Program,
  work: (books: Queryable) => Promise<T>,
): Promise<T> {
  const server = findRunningServer(dataDir);
  if (!server) throw new Error(`no server runs on ${dataDir}`);
  const keyring = createKeyring(readMasterKey(join(dataDir, 'master.key')));
  const db = openDatabase(server.url, { batch: 1, query: 1 }, keyring);
  try {
    return await db.transaction(async (tx) => {
      await tx.run('set transaction isolation level repeatable read read only');
      // The planner of batches, which look up single rows, would take minutes for such questions.
      await tx.run(PLAN_FREELY);
      return work(tx);
    });
  } finally {
    await db.close();
  }
}

const PLAN_FREELY = ['hashjoin', 'mergejoin', 'seqscan', 'material', 'bitmapscan']
  .map((way) => `set local enable_${way} = on`)
  .join(';');

// Longer than the two minutes after which an unanswered list is asked for again.
const STILL_MS_MAX = 240_000;
const PAUSE_MS = 500;

/**
 * Waits until everything that was acknowledged has arrived and nothing is under way any more; fails
 * with what still is when nothing moves.
 */
export async function untilAtRest(platform: Program, load: Load): Promise<void> {
  const sent = load.messages.map(({ sha256 }) => sha256);
  let last = '';
  for (let stillMs = 0; stillMs < STILL_MS_MAX; stillMs += PAUSE_MS) {
    const left = await askBooks(platform, (books) => countUnderWay(books, sent));
    if (Object.values(left).every((count) => count === 0)) return;
    const now = JSON.stringify(left);
    if (now !== last) stillMs = 0;
    last = now;
    await sleep(PAUSE_MS);
  }
  throw new Error(`it does not come to rest: ${last}\n${platform.tail()}`);
}
