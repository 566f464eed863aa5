import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChannel, parseAddress } from '@pilotzone/gateway/channel/open-channel';
import { CUSTOMS_IMPORT_ID } from '@pilotzone/gateway/channel-link';
import { registerExchange } from '@pilotzone/gateway/stand-alone/http-routes';
import { parseScenario } from '@pilotzone/gateway/stand-alone/scenario';
import { createStandAlone } from '@pilotzone/gateway/stand-alone/stand-alone';
import { hasNats, hasRabbit, startNats, startRabbit } from '@pilotzone/gateway/testing/brokers';
import { closeGracefully, createHttpServer, listen } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { startOfDay, systemClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { makeAuthority, makeKey, trustIn } from '@pilotzone/signatures/testing/signers';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { describe, expect, test, vi } from 'vitest';
import { simulatorMigrations } from './commands/simulate-customs.ts';
import { PLATFORM_TRANSFER } from './config.ts';
import { askAgain } from './settle.ts';
import { generateDay, openTestPlatform, TEST_DAY } from './testing-platform.ts';

// The evening of the day of the generated messages, and it goes on from there.
const began = systemClock.now();
const evening = startOfDay(TEST_DAY) + 20 * 3_600_000;
const clock = { now: () => (evening + systemClock.now() - began) as Instant };

vi.setConfig({ testTimeout: 180_000 });

const authority = makeAuthority();
const signingKey = makeKey(authority, 'sm2', { subject: [['CN', PLATFORM_TRANSFER.copCode]] });

/**
 * A hard day: signatures are demanded; some lists are inspected, reviewed, suspended or detained,
 * drawn by chance; receipts come twice and out of order.
 */
const SCENARIO = `
match: false
signatures: require
step: 0s..50ms
holds:
  - { status: "500", share: 0.3, after: 300ms, then: "800" }
  - { status: "300", share: 0.3, after: 200ms, then: "800" }
  - { status: "501", share: 0.1 }
  - { status: "600", share: 0.2, after: 200ms, then: "100" }
receipts: { repeat: 0.4, reorder: true, delay: 0s..150ms }`;

/** Where customs is; `open` may start a broker. */
type Transport = {
  readonly name: string;
  readonly isHere: boolean;
  readonly open: () => Promise<{ address: string; close: () => Promise<void> }>;
};

const TRANSPORTS: readonly Transport[] = [
  {
    name: 'a pair of folders',
    isHere: true,
    open: async () => {
      const root = await mkdtemp(join(tmpdir(), 'pilotzone-line-'));
      const close = () => rm(root, { recursive: true, force: true });
      return { address: `folder:${root}`, close };
    },
  },
  {
    name: 'NATS JetStream',
    isHere: hasNats,
    open: async () => {
      const broker = await startNats();
      return { address: `${broker.url}?subject=customs`, close: broker.close };
    },
  },
  {
    name: 'RabbitMQ',
    isHere: hasRabbit,
    open: async () => {
      const broker = await startRabbit();
      return { address: `${broker.url}/?queue=customs`, close: broker.close };
    },
  },
];

async function openCounter(address: string | undefined) {
  const database = await openTestDatabase(simulatorMigrations());
  const [ids, log] = [createIdSource(systemClock.now), createLog('silent')];
  const runtime = { zoneCode: 'customs', db: database.db, clock, ids, log };
  const tariff = createDemoTariff();
  const channels = address
    ? [
        openChannel(parseAddress(address).address, {
          ...{ role: 'server', log, dxpId: CUSTOMS_IMPORT_ID },
        }),
      ]
    : [];
  const standAlone = createStandAlone(
    { ...runtime, tariff: () => tariff, trust: trustIn(authority) },
    { scenario: parseScenario(SCENARIO), channels },
  );
  const server = await createHttpServer({
    ...{ log, metrics: createMetrics(), version: 'test', idempotency: runtime, readiness: {} },
    authenticate: () => Promise.resolve(undefined),
  });
  registerExchange(server, standAlone, { runtime, config: { public: true } });
  return {
    db: database.db,
    address: address ?? (await listen(server, { host: '127.0.0.1', port: 0 })),
    close: async () => {
      await closeGracefully(server);
      await standAlone.close();
      await database.close();
    },
  };
}

/** Sends a day over the line and waits until every list has its last word. */
async function runDay(given: string | undefined): Promise<void> {
  const customs = await openCounter(given);
  const { address } = parseAddress(customs.address);
  const config = { signingKey, customs: { address, forwardDocuments: false } };
  const the = await openTestPlatform(config, clock);
  const { platform } = the;
  platform.gateway.start();
  // The server asks again by a timer; so does this, faster.
  const timer = setInterval(() => {
    askAgain(platform, 1_500).catch(() => undefined);
  }, 1_000);
  const { messages, expected } = generateDay({ declarations: 40, seed: 14, faults: 0 });
  await platform.informationSharing.receiveMessages(
    messages.map((bytes) => ({ bytes, transport: 'file' as const })),
  );
  platform.gateway.kick();
  const decided = await untilEqual(async () => ({
    here: await platform.runtime.db.query<{ no: string; status: string }>(
      `select cop_no as no, return_status as status from single_window.declaration order by 1`,
    ),
    there: await lastWords(customs.db),
  }));
  clearInterval(timer);
  expect(decided).toHaveLength(expected.length);
  const statuses = new Set(decided.map(({ status }) => status));
  // Inspected and reviewed ones end released, suspended ones rejected; detained ones stay so.
  expect([...statuses].sort()).toEqual(['100', '501', '800']);
  expect(await platform.deadLetters.list({ open: true, limit: 10 })).toEqual([]);
  await the.close();
  await customs.close();
}

/** What customs decided in the end of each list: a hold that ends is decided by how it ends. */
async function lastWords(db: Awaited<ReturnType<typeof openTestDatabase>>['db']) {
  const ends: Readonly<Record<string, string>> = { '500': '800', '300': '800', '600': '100' };
  const rows = await db.query<{ no: string; status: string }>(
    'select cop_no as no, return_status as status from gateway.simulator_list order by 1',
  );
  return rows.map(({ no, status }) => ({ no, status: ends[status] ?? status }));
}

async function untilEqual<T>(look: () => Promise<{ here: T[]; there: T[] }>): Promise<T[]> {
  let seen = { here: [] as T[], there: [] as T[] };
  for (let i = 0; i < 1_200; i += 1) {
    seen = await look();
    const isDone =
      seen.there.length > 0 && JSON.stringify(seen.here) === JSON.stringify(seen.there);
    if (isDone) return seen.here;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never agreed: ${JSON.stringify(seen)}`);
}

describe('a hard day at customs ends the same on both sides', () => {
  test('over HTTP', () => runDay(undefined));

  for (const { name, isHere, open } of TRANSPORTS)
    test.skipIf(!isHere)(`over ${name}`, async () => {
      const line = await open();
      await runDay(line.address);
      await line.close();
    });
});
