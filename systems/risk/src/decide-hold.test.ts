import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type Instant, type PlainDate } from '@pilotzone/kernel/time';
import type { Assessment } from './assess-declarations.ts';
import { createRisk, type Risk } from './index.ts';
import type { HoldRequest } from './open-holds.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const red: Assessment = { lane: 'red', score: 80, findings: [] };

let database: TestDatabase;
let now: Instant;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  now = startOfDay(DAY);
  risk = riskOf('hangzhou');
});

afterAll(() => database.close());

function riskOf(zoneCode: string): Risk {
  const clock = { now: () => now };
  return createRisk({ zoneCode, db: database.db, clock, ids, log: createLog('silent') });
}

const open = (...requests: HoldRequest[]) =>
  database.db.transaction((tx) => risk.openHolds(tx, requests));

const decide = (declarationId: string, decision: 'release' | 'reject', over = {}) =>
  database.db.transaction((tx) =>
    risk.decideHold(tx, { declarationId, decision, officer: 'li', note: 'papers seen', ...over }),
  );

async function held(score = 80, attempt = 1): Promise<string> {
  const declarationId = ids.newId();
  await open({ declarationId, attempt, assessment: { ...red, score } });
  return declarationId;
}

const queue = async () =>
  (await risk.listHolds({ cursor: undefined, limit: 200 })).items.map((hold) => hold.declarationId);

describe('a hold', () => {
  test('waits in the queue until it is decided', async () => {
    const declarationId = await held();
    expect(await queue()).toContain(declarationId);
    expect(await decide(declarationId, 'release')).toMatchObject({
      decision: 'release',
      decidedBy: 'li',
      note: 'papers seen',
      attempt: 1,
      repeated: false,
    });
    expect(await queue()).not.toContain(declarationId);
  });

  test('opened again stays as it is', async () => {
    const declarationId = await held(80);
    await open({ declarationId, attempt: 1, assessment: { ...red, score: 99 } });
    const { items: holds } = await risk.listHolds({ cursor: undefined, limit: 200 });
    const own = holds.filter((hold) => hold.declarationId === declarationId);
    expect(own).toMatchObject([{ score: 80 }]);
  });

  test('decided the same way by the same officer is a repetition', async () => {
    const declarationId = await held();
    const first = await decide(declarationId, 'reject');
    now = (now + 1000) as Instant;
    expect(await decide(declarationId, 'reject')).toEqual({ ...first, repeated: true });
  });

  test.each([
    ['another decision', 'release' as const, {}],
    ['another officer', 'reject' as const, { officer: 'wang' }],
    ['another note', 'reject' as const, { note: 'no papers' }],
  ])('once decided refuses %s', async (_, decision, over) => {
    const declarationId = await held();
    await decide(declarationId, 'reject');
    await expect(decide(declarationId, decision, over)).rejects.toMatchObject({
      code: 'HOLD_ALREADY_DECIDED',
    });
  });

  test('is decided by one of two officers who race', async () => {
    const declarationId = await held();
    const both = await Promise.allSettled([
      decide(declarationId, 'release', { officer: 'li' }),
      decide(declarationId, 'reject', { officer: 'wang' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('needs a note', async () => {
    const declarationId = await held();
    await expect(decide(declarationId, 'release', { note: ' \n' })).rejects.toMatchObject({
      code: 'HOLD_NOTE_MISSING',
    });
  });

  test('of an unknown declaration or of another zone is not found', async () => {
    await expect(decide(ids.newId(), 'release')).rejects.toMatchObject({ code: 'HOLD_NOT_FOUND' });
    const declarationId = await held();
    const request = { declarationId, decision: 'release' as const, officer: 'li', note: 'x' };
    const other = database.db.transaction((tx) => riskOf('ningbo').decideHold(tx, request));
    await expect(other).rejects.toMatchObject({ code: 'HOLD_NOT_FOUND' });
  });

  test('of the next attempt is decided anew', async () => {
    const declarationId = await held();
    await decide(declarationId, 'reject');
    await open({ declarationId, attempt: 2, assessment: red });
    expect(await decide(declarationId, 'release')).toMatchObject({ attempt: 2, repeated: false });
  });

  test('decision is final in the database too', async () => {
    const declarationId = await held();
    await decide(declarationId, 'reject');
    const change = database.db.query('delete from risk.hold_decision where declaration_id = $1', [
      declarationId,
    ]);
    await expect(change).rejects.toThrow(/never changed/);
  });
});

test('the queue shows earlier days first, then higher scores, page by page', async () => {
  const zone = riskOf('zhengzhou');
  const expected: string[] = [];
  for (const day of ['2026-11-21', '2026-11-22'] as PlainDate[]) {
    now = fixedClock(startOfDay(day)).now();
    const requests = [90, 70, 70, 60].map((score) => ({
      declarationId: ids.newId(),
      attempt: 1,
      assessment: { ...red, score },
    }));
    await database.db.transaction((tx) => zone.openHolds(tx, requests.toReversed()));
    expected.push(...requests.map(({ declarationId }) => declarationId));
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await zone.listHolds({ cursor, limit: 3 });
    seen.push(...page.items.map(({ declarationId }) => declarationId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(expected);
  await expect(zone.listHolds({ cursor: 'x', limit: 3 })).rejects.toMatchObject({
    code: 'CURSOR_INVALID',
  });
});
