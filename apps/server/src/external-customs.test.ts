import { registerExchange } from '@pilotzone/gateway/stand-alone/http-routes';
import { parseScenario } from '@pilotzone/gateway/stand-alone/scenario';
import { createStandAlone } from '@pilotzone/gateway/stand-alone/stand-alone';
import { closeGracefully, createHttpServer, listen } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { startOfDay, systemClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { simulatorMigrations } from './commands/simulate-customs.ts';
import { askAgain } from './settle.ts';
import { generateDay, openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

// The evening of the day of the generated messages, and it goes on from there.
const began = systemClock.now();
const evening = startOfDay(TEST_DAY) + 20 * 3_600_000;
const clock = { now: () => (evening + systemClock.now() - began) as Instant };

// A line that is asked again takes its time on two busy cores.
vi.setConfig({ testTimeout: 120_000 });

let counterDatabase: TestDatabase;
let the: TestPlatform | undefined;
let port = 0;

beforeEach(async () => {
  counterDatabase = await openTestDatabase(simulatorMigrations());
  port = 0;
});
afterEach(async () => {
  await the?.close();
  await counterDatabase.close();
});

/** Customs as a server of its own on the port that it had before, if it had one. */
async function openCustoms(yaml: string) {
  const { db } = counterDatabase;
  const [ids, log] = [createIdSource(systemClock.now), createLog('silent')];
  const runtime = { zoneCode: 'customs', db, clock, ids, log };
  const tariff = createDemoTariff();
  const scenario = parseScenario(yaml);
  const standAlone = createStandAlone(
    { ...runtime, tariff: () => tariff },
    { scenario, channels: [] },
  );
  const server = await createHttpServer({
    ...{ log, metrics: createMetrics(), version: 'test', idempotency: runtime, readiness: {} },
    authenticate: () => Promise.resolve(undefined),
  });
  registerExchange(server, standAlone, { runtime, config: { public: true } });
  const address = await listen(server, { host: '127.0.0.1', port });
  port = Number(new URL(address).port);
  return {
    address,
    close: async () => {
      await closeGracefully(server);
      await standAlone.close();
    },
  };
}

async function openPlatformAt(url: string): Promise<TestPlatform> {
  const address = { kind: 'http', url } as const;
  the = await openTestPlatform({ customs: { address, forwardDocuments: true } }, clock);
  the.platform.gateway.start();
  return the;
}

async function stateCounts({ platform }: TestPlatform): Promise<Record<string, number>> {
  const rows = await platform.runtime.db.query<{ status: string; count: number }>(
    'select status, count(*) as count from single_window.declaration group by status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function untilAnswered(zone: TestPlatform): Promise<Record<string, number>> {
  for (let i = 0; i < 600; i += 1) {
    const counts = await stateCounts(zone);
    if ((counts['sent'] ?? 0) === 0 && (counts['released'] ?? 0) > 0) return counts;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never answered: ${JSON.stringify(await stateCounts(zone))}`);
}

async function file({ platform }: TestPlatform, messages: readonly Buffer[]): Promise<void> {
  await platform.informationSharing.receiveMessages(
    messages.map((bytes) => ({ bytes, transport: 'file' })),
  );
  platform.gateway.kick();
}

const released = (expected: readonly { outcome: string }[]) =>
  expected.filter(({ outcome }) => outcome === 'released').length;

test('customs outside matches what the platform passes on, and decides as inside', async () => {
  const customs = await openCustoms('{ match: true, step: 50ms }');
  const zone = await openPlatformAt(customs.address);
  const { messages, expected } = generateDay({ declarations: 80, seed: 11, faults: 0.2 });
  await file(zone, messages);
  const counts = await untilAnswered(zone);
  expect(counts['released']).toBe(released(expected));
  const papers = await counterDatabase.db.query<{ kind: string; count: number }>(
    'select kind, count(*) as count from gateway.simulator_document group by kind order by kind',
  );
  expect(papers.map(({ kind }) => kind)).toEqual(['order', 'payment', 'waybill']);
  expect(await zone.platform.deadLetters.list({ open: true, limit: 10 })).toEqual([]);
  await customs.close();
});

test('customs that goes away, and a line that loses and repeats, lose no list', async () => {
  const rough = `{ match: true, step: 50ms,
    receipts: { repeat: 0.5, lose: 0.3, reorder: true, delay: 0s..300ms } }`;
  const first = await openCustoms(rough);
  const zone = await openPlatformAt(first.address);
  const { messages, expected } = generateDay({ declarations: 40, seed: 12, faults: 0 });
  await file(zone, messages.slice(0, Math.ceil(messages.length / 2)));
  await first.close();
  await file(zone, messages.slice(Math.ceil(messages.length / 2)));
  const second = await openCustoms(rough);
  // The server asks again by a timer; so does this, faster.
  const timer = setInterval(() => {
    askAgain(zone.platform, 500).catch(() => undefined);
  }, 1_000);
  const counts = await untilAnswered(zone);
  clearInterval(timer);
  expect(counts['released']).toBe(released(expected));
  await second.close();
});
