import { existsSync } from 'node:fs';
import { getPriority } from 'node:os';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import type { HttpServer } from '@pilotzone/kernel/http';
import { createLog } from '@pilotzone/kernel/log';
import { asReport } from '@pilotzone/kernel/report-lane';
import { createTestKeyring, openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { masterKeyOf } from '@pilotzone/kernel/vault';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { enrolCompanies } from './bench/about.ts';
import { createPlatformServer } from './http-server.ts';
import { openPlatform, type OpenPlatform } from './open-platform.ts';
import { REPORT_BULKHEAD, withReports } from './reports.ts';
import { settle } from './settle.ts';
import { generateDay, TEST_DAY } from './testing-platform.ts';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';

let the: TestDatabase;
let open: OpenPlatform;
let server: HttpServer;
let headers: Record<string, string>;

beforeAll(async () => {
  the = await openTestDatabase([]);
  const settings = { zoneCode: '330100', holdRed: false, judge: true, seed: 1, inspectShare: 0 };
  open = await openPlatform({
    place: { databaseUrl: the.url, masterKey: masterKeyOf(new Uint8Array(32)) },
    config: settings,
    log: createLog('silent'),
    clock: fixedClock(endOfDay(TEST_DAY)),
  });
  await enrolCompanies(open.platform);
  const { informationSharing } = open.platform;
  await informationSharing.importParticipants({
    file: formatParticipants(AUTHORITIES),
    ...{ dryRun: false, complete: false, actor: 'test' },
  });
  const { key } = await informationSharing.createApiKey({
    participantCode: AUTHORITIES[0]?.code ?? '',
    name: 'clerk',
    scopes: ['admin'],
  });
  headers = { authorization: `Bearer ${key}` };
  server = await createPlatformServer(open.platform);
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await open.close();
  await the.close();
});

describe('a report', () => {
  test('asks on connections of its own, with limits of time, memory and processes', async () => {
    const settingsOf = () =>
      open.platform.runtime.db.query<Record<string, string>>(
        `select current_setting('statement_timeout') as time,
                current_setting('max_parallel_workers_per_gather') as workers,
                current_setting('work_mem') as memory`,
      );
    const [report] = await asReport(settingsOf);
    expect(report).toEqual({ time: '1min', workers: '0', memory: '16MB' });
    const [other] = await settingsOf();
    expect(other).toMatchObject({ time: '0' });
  });

  test('runs behind everything else on a server of ours', async (context) => {
    const isOurs = { name: '', location: '', isOurs: true, close: () => Promise.resolve() };
    const keys = { masterKey: masterKeyOf(new Uint8Array(32)), keyring: createTestKeyring() };
    const db = withReports({ ...isOurs, ...keys, db: the.db, url: the.url });
    const ask = () => db.query<{ pid: number }>('select pg_backend_pid() as pid');
    const [[report], [other]] = [await asReport(ask), await ask()];
    // With TEST_DATABASE_URL the server may be elsewhere.
    if (!report || !other || !existsSync(`/proc/${other.pid}`)) return context.skip();
    expect(getPriority(report.pid)).toBe(19);
    expect(getPriority(other.pid)).toBeLessThan(19);
    await db.close();
  });

  test('finds a place however many wall screens are shown', async () => {
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    const cut = new AbortController();
    for (let screens = 0; screens <= REPORT_BULKHEAD.atOnceMax; screens++) {
      const screen = await fetch(`${address}/api/v1/cockpit`, { headers, signal: cut.signal });
      expect(screen.status).toBe(200);
    }
    expect((await server.inject({ url: '/api/v1/summary', headers })).statusCode).toBe(200);
    cut.abort();
  });

  test('too many of them are refused, and lists go on clearing meanwhile', async () => {
    const { atOnceMax, retryAfter } = REPORT_BULKHEAD;
    const release = await block();
    const answers: { statusCode: number; json(): unknown; headers: object }[] = [];
    const ask = async () => {
      const url = '/api/v1/statistics/trade?by=tradeMode';
      answers.push(await server.inject({ url, headers }));
    };
    const asked = Array.from({ length: atOnceMax + 3 }, ask);
    await vi.waitFor(() => expect(answers.length).toBe(3), 10_000);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({ code: 'REPORTS_UNAVAILABLE' });
      expect(answer.headers).toMatchObject({ 'retry-after': String(retryAfter) });
    }
    const { messages } = generateDay({ declarations: 5, seed: 3, faults: 0 });
    for (const payload of messages) {
      const type = { 'content-type': 'application/xml' };
      const url = '/api/v1/ceb';
      const sent = { method: 'POST', url, payload, headers: { ...headers, ...type } } as const;
      expect((await server.inject(sent)).statusCode).toBe(200);
    }
    await open.platform.gateway.settle();
    expect((await open.platform.singleWindow.countAll()).outcomes).toEqual({ released: 5 });
    await release();
    await Promise.all(asked);
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(atOnceMax);
    await settle(open.platform);
    await ask();
    expect(answers.at(-1)?.statusCode).toBe(200);
  });
});

/** Lets no report read the facts of trade until it is released. */
async function block(): Promise<() => Promise<void>> {
  let [release, locked] = [() => undefined as void, () => undefined as void];
  const [released, isLocked] = [
    new Promise<void>((resolve) => (release = resolve)),
    new Promise<void>((resolve) => (locked = resolve)),
  ];
  const held = the.db.transaction(async (tx) => {
    await tx.query(
      'lock table statistics.list_fact, statistics.goods_fact in access exclusive mode',
    );
    locked();
    await released;
  });
  await isLocked;
  return async () => {
    release();
    await held;
  };
}
