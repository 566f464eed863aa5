import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { addDays, startOfDay, type Instant, type PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationsConcluded, DeclarationsUndone } from '@pilotzone/single-window/contract';
import { createCredit, type Credit } from './index.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const folder = fileURLToPath(new URL('../migrations', import.meta.url));
const migrations = readMigrations('credit', folder);

type Concluded = DeclarationsConcluded['declarations'][number];

let database: TestDatabase;
let now: Instant;
let credit: Credit;
let merchants = 0;

beforeAll(async () => {
  database = await openTestDatabase(migrations);
  credit = newCredit();
  goTo(DAY);
  await credit.installShippedMethod();
  await credit.installShippedMethod();
});

afterAll(() => database.close());

function newCredit(zoneCode = 'hangzhou'): Credit {
  const clock = { now: () => now };
  return createCredit({ zoneCode, db: database.db, clock, ids, log: createLog('silent') });
}

function goTo(day: PlainDate): void {
  now = (startOfDay(day) + 12 * 3_600_000) as Instant;
}

function newMerchant(): string {
  merchants += 1;
  return `33010${merchants}`;
}

function concluded(ebcCode: string, outcome: Concluded['outcome'], ...reasonCodes: string[]) {
  const parties = { ebpCode: 'P', ebcCode, agentCode: ebcCode, assureCode: 'P' };
  const others = { payCode: 'Z', logisticsCode: 'L', areaCode: '' };
  const declarationId = ids.newId();
  return { ...parties, ...others, declarationId, outcome, returnStatus: '', reasonCodes };
}

function eventOf(declarations: readonly Concluded[]): DeclarationsConcluded {
  return { eventId: ids.newId(), day: DAY, at: '', declarations };
}

const hear = (event: DeclarationsConcluded, by = credit) =>
  database.db.transaction((tx) => by.onDeclarationsConcluded(tx, event));

const repeat = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

async function gradeOf(code: string) {
  return (await newCredit().gradesOf(database.db, [code])).get(code);
}

describe('evidence', () => {
  test('of one event is kept once, however often it is told', async () => {
    goTo(DAY);
    const code = newMerchant();
    const event = eventOf([
      concluded(code, 'rejected', '1332', '1320'),
      concluded(code, 'released'),
    ]);
    await hear(event);
    goTo(addDays(DAY, 1));
    await Promise.all([hear(event), hear(event)]);
    const { items: evidence } = await credit.listEvidence({ code, cursor: undefined, limit: 100 });
    const merchant = evidence.filter(({ roles }) => roles.includes('merchant'));
    expect(merchant.map((row) => [row.outcome, row.reasonCode, row.declarations])).toEqual([
      ['released', '', 1],
      ['rejected', '1332', 1],
      ['rejected', '1320', 1],
      ['rejected', '', 1],
    ]);
    expect(evidence.every(({ knownOn }) => knownOn === DAY)).toBe(true);
    const counts = await database.db.query<{ declarations: number }>(
      `select declarations from credit.daily_count where enterprise_code = $1`,
      [code],
    );
    expect(counts.map(({ declarations }) => declarations)).toEqual(repeat(4, () => 1));
  });

  test('is listed page by page, the latest first', async () => {
    goTo(DAY);
    const code = newMerchant();
    for (const outcome of ['released', 'rejected', 'held'] as const) {
      await hear(eventOf([concluded(code, outcome, 'PZ-HOLD')]));
    }
    const all = await credit.listEvidence({ code, cursor: undefined, limit: 100 });
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await credit.listEvidence({ code, cursor, limit: 4 });
      seen.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(6);
    expect(seen).toEqual(all.items);
    await expect(credit.listEvidence({ code, cursor: 'x', limit: 4 })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });

  test('of a release taken back stands beside that of the release', async () => {
    goTo(DAY);
    const code = newMerchant();
    const released = concluded(code, 'released');
    await hear(eventOf([released]));
    const facts = {
      ...released,
      releasedOn: DAY,
    } as unknown as DeclarationsUndone['declarations'][0];
    const undone = { eventId: ids.newId(), day: DAY, at: '', cause: 'returned' as const };
    await database.db.transaction((tx) =>
      credit.onDeclarationsUndone(tx, { ...undone, declarations: [facts] }),
    );
    const { items: evidence } = await credit.listEvidence({ code, cursor: undefined, limit: 100 });
    const outcomes = evidence
      .filter((row) => row.roles.includes('merchant'))
      .map((row) => row.outcome);
    expect(outcomes.toSorted()).toEqual(['released', 'returned']);
  });

  test('is never changed', async () => {
    await expect(database.db.query('delete from credit.evidence')).rejects.toThrow(/never changed/);
  });

  test('of batches that meet is added up', async () => {
    goTo(DAY);
    const codes = repeat(5, newMerchant);
    const events = repeat(8, () =>
      eventOf(codes.toSorted(() => 1).map((code) => concluded(code, 'released'))),
    );
    await Promise.all(events.map((event) => hear(event)));
    goTo(addDays(DAY, 1));
    for (const code of codes) {
      expect((await credit.explain(code, addDays(DAY, 1))).sample).toBe(8);
    }
  });
});

describe('a grade', () => {
  test('is new without evidence, and absent for no code', async () => {
    const grades = await credit.gradesOf(database.db, ['nobody', '']);
    expect([...grades]).toEqual([['nobody', { grade: 'new', score: null }]]);
  });

  test('counts from the day after the evidence for 90 days', async () => {
    goTo(DAY);
    const code = newMerchant();
    await hear(eventOf(repeat(30, () => concluded(code, 'released'))));
    const seen = [];
    for (const days of [0, 1, 90, 91]) {
      goTo(addDays(DAY, days));
      seen.push((await gradeOf(code))?.grade);
    }
    expect(seen).toEqual(['new', 'A', 'A', 'new']);
  });

  test('stands for its whole day and is read once', async () => {
    goTo(DAY);
    const code = newMerchant();
    await hear(eventOf(repeat(40, () => concluded(code, 'released'))));
    goTo(addDays(DAY, 1));
    await credit.gradesOf(database.db, [code]);
    await hear(eventOf(repeat(40, () => concluded(code, 'rejected'))));
    expect((await gradeOf(code))?.grade).toBe('A');
    const broken = { query: () => Promise.reject(new Error('asked')) };
    expect((await credit.gradesOf(broken, [code])).get(code)?.grade).toBe('A');
    goTo(addDays(DAY, 2));
    expect((await credit.gradesOf(database.db, [code])).get(code)?.grade).toBe('C');
  });

  test('explains itself to the last number, on a past day as on that day', async () => {
    goTo(DAY);
    const code = newMerchant();
    const declarations = [
      ...repeat(92, () => concluded(code, 'released')),
      ...repeat(8, () => concluded(code, 'rejected', '1320')),
    ];
    await hear(eventOf(declarations));
    const day = addDays(DAY, 1);
    goTo(day);
    const then = await credit.explain(code, day);
    expect(then).toMatchObject({
      day,
      grade: 'B',
      score: '80.00',
      sample: 100,
      window: { from: '2026-08-23', until: DAY },
      method: { version: 1, name: 'First method' },
      next: {
        grade: 'A',
        missing: '10.00',
        waysUp: [{ component: 'rejections', counted: 8, countedMax: 4 }],
      },
    });
    expect(then.components[0]).toMatchObject({
      id: 'rejections',
      counted: 8,
      of: 100,
      share: '8.00',
      fullAt: '1.00',
      noneAt: '15.00',
      points: '20.00',
      pointsMax: '40.00',
    });
    expect((await gradeOf(code))?.score).toBe(8000);
    goTo(addDays(DAY, 40));
    await hear(eventOf(repeat(500, () => concluded(code, 'rejected'))));
    expect(await credit.explain(code, day)).toEqual(then);
  });

  test('from daily counts is the grade from evidence', async () => {
    goTo(DAY);
    const codes = repeat(6, newMerchant);
    const outcomes = ['released', 'released', 'released', 'rejected', 'held'] as const;
    for (let batch = 0; batch < 6; batch += 1) {
      goTo(addDays(DAY, batch));
      const declarations = repeat(60, () => 0).map((_, n) =>
        concluded(
          codes[(n * 7 + batch) % codes.length] ?? '',
          outcomes[(n * batch) % outcomes.length] ?? 'held',
          ['1327', '1332', 'PZ-CONSIGNEE'][n % 3] ?? '',
        ),
      );
      await hear(eventOf(declarations));
    }
    const day = addDays(DAY, 6);
    goTo(day);
    const grades = await newCredit().gradesOf(database.db, [...codes, 'P', 'Z', 'L']);
    for (const [code, { grade, score }] of grades) {
      const explained = await credit.explain(code, day);
      expect([code, explained.grade, explained.score?.replace('.', '')]).toEqual([
        code,
        grade,
        score === null ? undefined : String(score).padStart(3, '0'),
      ]);
    }
  });

  test('needs a method', async () => {
    const elsewhere = newCredit('ningbo');
    await expect(elsewhere.gradesOf(database.db, ['M'])).rejects.toMatchObject({
      code: 'CREDIT_METHOD_MISSING',
    });
  });
});
