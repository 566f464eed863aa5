import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import { openDatabase } from '@pilotzone/kernel/db';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { openReplica } from '@pilotzone/kernel/replica';
import type { ReplicaState } from '@pilotzone/kernel/replica';
import {
  findSystemPostgres,
  startSystemPostgres,
  startSystemStandby,
} from '@pilotzone/kernel/testing-system-postgres';
import type { SystemPostgres } from '@pilotzone/kernel/testing-system-postgres';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';
import { masterKeyOf } from '@pilotzone/kernel/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ZONE_CODE } from './config.ts';
import { createPlatformServer } from './http-server.ts';
import { openPlatform } from './open-platform.ts';
import type { OpenPlatform } from './open-platform.ts';
import { settle } from './settle.ts';
import { generateDay, TEST_DAY } from './testing-platform.ts';

const log = createLog('silent');

describe.skipIf(findSystemPostgres() === undefined)('a streaming replica', () => {
  let primary: SystemPostgres;
  let standby: SystemPostgres;
  let open: OpenPlatform;
  let key: string;

  beforeAll(async () => {
    primary = await startSystemPostgres();
    standby = await startSystemStandby(primary.url);
    open = await openPlatform({
      place: { databaseUrl: primary.url, masterKey: masterKeyOf(Buffer.alloc(32, 7)) },
      config: { zoneCode: DEMO_ZONE_CODE, holdRed: false, judge: true, seed: 1, inspectShare: 0 },
      clock: fixedClock(endOfDay(TEST_DAY)),
      ...{ log, replicaUrl: standby.url },
    });
    key = await enrol(open);
  }, 120_000);
  afterAll(async () => {
    await open.close();
    await standby.stop();
    await primary.stop();
  });

  async function enrol({ platform }: OpenPlatform): Promise<string> {
    const file = formatParticipants([...PARTICIPANTS, ...AUTHORITIES]);
    const request = { file, dryRun: false, complete: false, actor: 'test' };
    await platform.informationSharing.importParticipants(request);
    await platform.runtime.db.transaction(async (tx) => {
      for (const { code } of PARTICIPANTS) {
        const limit = cny(10n ** 15n);
        const order = { guarantorCode: code, limit, reason: 'test', changedBy: 'test' };
        await platform.finance.setGuarantee(tx, order);
      }
    });
    const owner = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'replica test' };
    return (await platform.informationSharing.createApiKey({ ...owner, scopes: ['admin'] })).key;
  }

  async function clear(seed: number): Promise<void> {
    const { messages } = generateDay({ declarations: 20, seed, faults: 0, block: 10 });
    const raw = messages.map((bytes) => ({ bytes, transport: 'http' as const }));
    await open.platform.informationSharing.receiveMessages(raw);
    await settle(open.platform);
  }

  async function released(): Promise<number> {
    const days = { from: TEST_DAY, until: TEST_DAY };
    const { rows } = await open.platform.statistics.queryTrade(days);
    return rows.reduce((sum, row) => sum + row.count, 0);
  }

  async function stateWhere(isSo: (state: ReplicaState) => boolean): Promise<ReplicaState> {
    for (let i = 0; i < 300; i += 1) {
      const state = await open.platform.replica?.state();
      if (state && isSo(state)) return state;
      await sleep(100);
    }
    throw new Error('the replica never came there');
  }

  const onStandby = async (sql: string) => {
    const db = openDatabase(standby.url, { batch: 1, query: 1 });
    await db.query(sql);
    await db.close();
  };

  test('answers reports, and says how far it is behind', async () => {
    await clear(1);
    await stateWhere(({ lagMs }) => lagMs === 0);
    const before = await released();
    expect(before).toBeGreaterThan(0);

    // What is not replayed is not shown: the report does come from there.
    await onStandby('select pg_wal_replay_pause()');
    await clear(2);
    const { lagMs } = await stateWhere((state) => (state.lagMs ?? 0) > 0);
    expect(lagMs).toBeLessThan(60_000);
    expect(await released()).toBe(before);
    const server = await createPlatformServer(open.platform);
    const headers = { authorization: `Bearer ${key}` };
    const days = `from=${TEST_DAY}&until=${TEST_DAY}`;
    const report = await server.inject({ url: `/api/v1/statistics/trade?${days}`, headers });
    expect(report.statusCode).toBe(200);
    expect(Number(report.headers['replica-lag-ms'])).toBeGreaterThan(0);
    const system = await server.inject({ url: '/api/v1/system', headers });
    expect(system.json()).toMatchObject({
      probes: expect.arrayContaining([
        { name: 'replica', state: 'good', measured: { lagMs: expect.any(Number) as number } },
      ]) as object,
    });
    const metrics = await server.inject({ url: '/metrics' });
    expect(metrics.body).toMatch(/pilotzone_replica_up 1\n/);
    await server.close();

    await onStandby('select pg_wal_replay_resume()');
    await stateWhere((state) => state.lagMs === 0);
    expect(await released()).toBeGreaterThan(before);
  });

  test('that is too far behind is passed by', async () => {
    const near = { url: standby.url, primary: open.platform.runtime.db, log };
    await onStandby('select pg_wal_replay_pause()');
    await clear(3);
    const replica = openReplica({ ...near, lagMsMax: 0 });
    const count = 'select count(*)::int4 as count from single_window.declaration';
    expect(await replica.state()).toMatchObject({ state: 'behind' });
    const here = await open.platform.runtime.db.query(count);
    expect(await replica.query(count)).toEqual(here);
    const patient = openReplica(near);
    expect(await patient.query(count)).not.toEqual(here);
    await Promise.all([replica.close(), patient.close()]);
    await onStandby('select pg_wal_replay_resume()');
  });

  test('that is away is passed by', async () => {
    // A state is kept for a second: the first may be from before the last test.
    await sleep(1_100);
    await stateWhere((state) => state.lagMs === 0);
    const before = await released();
    await standby.stop();
    expect(await released()).toBe(before);
    await stateWhere(({ state }) => state === 'down');
    expect(await released()).toBe(before);
  });
});
