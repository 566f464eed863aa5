import { noteBackup } from '@pilotzone/kernel/backup/note-backup';
import type { HttpServer } from '@pilotzone/kernel/http';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, purchasesOf } from './testing-purchases.ts';

let the: TestPlatform;
let server: HttpServer;
let headers: Record<string, string>;
const { draw } = purchasesOf(900);

beforeAll(async () => {
  the = await openTestPlatform();
  await clearAll(the.platform, [draw(), draw()]);
  server = await createPlatformServer(the.platform);
  const participantCode = AUTHORITIES.find(({ roles }) => roles.includes('operator'))?.code ?? '';
  const request = { participantCode, name: 'test', scopes: ['admin' as const] };
  const { key } = await the.platform.informationSharing.createApiKey(request);
  headers = { authorization: `Bearer ${key}` };
});
afterAll(async () => {
  await server.close();
  await the.close();
});

describe('/metrics', () => {
  const read = async () => (await server.inject({ url: '/metrics' })).body.split('\n');

  test('tells how the line to customs stands, before and after it is cut', async () => {
    expect(await read()).toEqual(
      expect.arrayContaining([
        'pilotzone_customs_link_up 1',
        'pilotzone_customs_queued 0',
        'pilotzone_customs_lists 0',
        'pilotzone_events_pending{subscriber="credit.on-declarations-concluded"} 0',
      ]),
    );
    the.platform.simulator.setReachable(false);
    await clearAll(the.platform, [draw()]);
    expect(await read()).toEqual(
      expect.arrayContaining(['pilotzone_customs_link_up 0', 'pilotzone_customs_queued 1']),
    );
  });
});

describe('the age of the last backup', () => {
  type Probe = { name: string; state: string; measured: Record<string, number | null> };
  const probe = async () => {
    const answer = await server.inject({ url: '/api/v1/system', headers });
    return answer.json<{ probes: Probe[] }>().probes.find(({ name }) => name === 'backup');
  };
  const metric = async () =>
    /^pilotzone_backup_age_seconds (.+)$/m.exec(
      (await server.inject({ url: '/metrics' })).body,
    )?.[1];

  test('is told by the status and by /metrics: none, a new one, an old one', async () => {
    const { db, clock } = the.platform.runtime;
    expect(await probe()).toMatchObject({ state: 'bad', measured: { backupAgeMs: null } });
    expect(await metric()).toBe('-1');
    const note = (agoMs: number, file: string) =>
      noteBackup(db, {
        takenAt: new Date(clock.now() - agoMs).toISOString(),
        ...{ file, version: 'test', rows: 1, bytes: 1 },
      });
    await note(8 * 24 * 3_600_000, 'old.zip');
    expect(await probe()).toMatchObject({ state: 'bad' });
    await note(31 * 3_600_000, 'yesterday.zip');
    expect(await probe()).toMatchObject({ state: 'care' });
    await note(60_000, 'new.zip');
    expect(await probe()).toMatchObject({ state: 'good', measured: { backupAgeMs: 60_000 } });
    expect(await metric()).toBe('60');
  });
});

describe('declarations', () => {
  test('of an unknown status are an error that names the known ones', async () => {
    const answer = await server.inject({ url: '/api/v1/declarations?status=foo', headers });
    expect(answer.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(answer.json<{ detail: string }>().detail).toContain('customs-held');
    const known = await server.inject({ url: '/api/v1/declarations?status=released', headers });
    expect(known.json<{ items: object[] }>().items).toHaveLength(2);
  });

  test('are summed up with amounts as the API writes them', async () => {
    const answer = await server.inject({ url: '/api/v1/summary', headers });
    const rows = answer.json<Record<string, unknown>[]>();
    expect(rows.find(({ status }) => status === 'released')).toEqual({
      status: 'released',
      lane: 'green',
      count: 2,
      tax: expect.stringMatching(/^\d+\.\d\d$/) as string,
      dutiablePrice: expect.stringMatching(/^\d+\.\d\d$/) as string,
    });
  });
});
