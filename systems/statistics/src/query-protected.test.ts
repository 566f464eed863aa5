import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, formatInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { DISCLOSURE_POLICY } from './model/disclosure.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { queryCells } from './query-cells.ts';
import { CELLS_A_DAY, queryProtected } from './query-protected.ts';
import { sampleDeclaration, sampleLine } from './sample-declarations.test.ts';

const DAY = '2026-11-20' as PlainDate;
const NEXT_MONTH = '2026-12-05' as PlainDate;
const KEYS = 200;

let database: TestDatabase;
let zones = 0;
let declared = 0;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

/** Lists of a merchant under one heading, from one country. */
type Sold = { merchant: string; hs: string; partner?: string; each: number; lists: number };

async function zoneOf(sales: readonly Sold[]) {
  const zoneCode = `P${++zones}`;
  const declarations = sales.flatMap(({ merchant, hs, partner = '601', each, lists }) =>
    Array.from({ length: lists }, () =>
      sampleDeclaration({
        declarationId: `0199a000-0000-7000-8000-${String(++declared).padStart(12, '0')}`,
        ebcCode: merchant,
        dutiablePrice: String(each),
        lines: [
          sampleLine({
            hsCode: `${hs}101000`,
            originCountry: partner,
            dutiablePrice: String(each),
          }),
        ],
      }),
    ),
  );
  const at = endOfDay(DAY);
  const released = { eventId: 'e1', day: DAY, at: formatInstant(at), declarations };
  const needs = { zoneCode, db: database.db, clock: { now: () => at } };
  await database.db.transaction((tx) => onDeclarationsReleased(tx, released, needs));
  const clock = { now: () => endOfDay(NEXT_MONTH) };
  const exact = { zoneCode, db: database.db, clock };
  const withKey = (noiseKey: string) => ({ ...exact, reads: database.db, noiseKey });
  return { exact, withKey };
}

const FIRMS = ['A', 'B', 'C', 'D', 'E'];
const many = (hs: string, each: number): Sold[] =>
  FIRMS.map((merchant, i) => ({ merchant, hs, each: each + i, lists: 4 }));

/** Chapter 19 with many, and heading 3304 that one merchant alone brings in. */
const ONE_ALONE = [...many('1901', 300), { merchant: 'F', hs: '3304', each: 500, lists: 12 }];

describe('a protected answer', () => {
  test('leaves out what tells of one merchant, and blurs the rest by whole yuan', async () => {
    const { exact, withKey } = await zoneOf(ONE_ALONE);
    const answer = await queryProtected({ by: 'hs4' }, 'BANK', withKey('k'));
    expect(answer).toMatchObject({ protection: 'noise', hidden: [{ hs4: '3304' }] });
    const [told] = answer.cells;
    const [true19] = (await queryCells({ by: 'hs4', from: '2026-11-01' }, exact)).cells;
    expect(told?.at).toEqual({ hs4: '1901' });
    expect(told?.value).not.toBe(true19?.value);
    expect(told?.value).toMatch(/\.00$/);
    expect(told?.count).not.toBe(true19?.count);
  });

  test('asks by nothing that names a firm, of no running month, at no other revision', async () => {
    const { withKey } = await zoneOf(many('1901', 300));
    const ask = (query: object) => queryProtected(query, 'BANK', withKey('k'));
    await expect(ask({ by: 'merchant' })).rejects.toThrow(/may name a firm/);
    await expect(ask({ by: 'hs2', park: 'P1' })).rejects.toThrow(/may name a firm/);
    await expect(ask({ by: 'hs6' })).rejects.toThrow(/may name a firm/);
    await expect(ask({ by: 'day' })).rejects.toThrow(/may name a firm/);
    await expect(ask({ until: '2026-12-04' })).rejects.toThrow(/whole months/);
    await expect(ask({ from: '2026-11-19', until: '2026-11-30' })).rejects.toThrow(/whole months/);
    await expect(ask({ revision: 1 })).rejects.toThrow(/leave them out/);
    await expect(ask({ knownAt: '2026-11-21' })).rejects.toThrow(/leave them out/);
  });

  test('is limited by a budget of the day', async () => {
    const { withKey, exact } = await zoneOf(many('1901', 300));
    await database.db.query(
      `insert into statistics.disclosed_cells values ('${exact.zoneCode}', 'BANK', $1::date, $2)`,
      [NEXT_MONTH, CELLS_A_DAY],
    );
    const asked = queryProtected({ by: 'hs4' }, 'BANK', withKey('k'));
    await expect(asked).rejects.toMatchObject({ code: 'TOO_MANY_CELLS' });
    expect((await queryProtected({ by: 'hs4' }, 'OTHER', withKey('k'))).cells).toHaveLength(1);
  });
});

/** What the attacker is told of the value of one cell, `undefined` when it is hidden. */
async function told(needs: Parameters<typeof queryProtected>[2], query: object) {
  const { cells } = await queryProtected(query, 'SPY', needs);
  return cells.length === 1 ? Number(cells[0]?.value) : undefined;
}

/** The merchant's whole month, which nobody may learn. */
const SECRET = 500 * 12;
const NEAR = (SECRET * DISCLOSURE_POLICY.pPercent) / 100;

describe('an attacker', () => {
  test('averages nothing: the same merchants have the same noise in any words', async () => {
    const { withKey } = await zoneOf(many('1901', 300));
    const answers = await Promise.all(
      [
        { hs4: '1901' },
        { hs2: '19' },
        { hs2: '19,33', tradeMode: '1210' },
        { direction: 'import', partner: '601', hs4: '1901,3304' },
        { by: 'partner,zone', hs4: '1901' },
        { from: '2026-11-01', until: '2026-11-30', hs2: '19' },
        { by: 'month', hs2: '19' },
        { by: 'year', hs2: '19' },
        { from: '2026-01-01', until: '2026-11-30', hs2: '19' },
      ].map((query) => told(withKey('k'), query)),
    );
    expect(new Set(answers).size).toBe(1);
  });

  test('by difference, tracker and complement never narrows a merchant to p percent', async () => {
    const { withKey } = await zoneOf(ONE_ALONE);
    let hits = 0;
    for (let n = 0; n < KEYS; n += 1) {
      const needs = withKey(`key ${n}`);
      const client = { ...needs, zoneCode: needs.zoneCode };
      const all = (await queryProtected({ by: 'direction' }, `S${n}`, client)).cells[0];
      const part = (await queryProtected({ hs2: '19' }, `S${n}`, client)).cells[0];
      const hidden = await queryProtected({ hs2: '33' }, `S${n}`, client);
      expect(hidden.cells).toEqual([]);
      // The tracker: chapter 33 together with a padding, less the padding.
      const padded = (await queryProtected({ hs2: '19,33' }, `S${n}`, client)).cells[0];
      expect(padded?.value).toBe(all?.value);
      const guess = Number(all?.value) - Number(part?.value);
      if (Math.abs(guess - SECRET) <= NEAR) hits += 1;
      const { least, most } = feasible(Number(all?.value), Number(part?.value));
      expect(most - least).toBeGreaterThan(2 * NEAR);
    }
    // A guess may come near by chance; it does so no more often than any number in reach would.
    expect(hits / KEYS).toBeLessThan(0.35);
  });
});

/**
 * The least and the most that the secret can be for one who knows the policy and even the largest
 * merchant of both cells exactly: each answer is its exact value, more or less the most noise.
 */
function feasible(all: number, part: number) {
  const most = DISCLOSURE_POLICY.noise.most / 100;
  const inAll = most * SECRET;
  const inPart = most * 304 * 4;
  return { least: all - inAll - (part + inPart), most: all + inAll - (part - inPart) };
}
