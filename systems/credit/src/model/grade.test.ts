import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherEvidence, type Conclusion, type EvidenceOutcome } from './evidence.ts';
import { computeGrade, findNextGrade, type EvidenceCount } from './grade.ts';
import { shippedMethod } from './shipped-method.ts';

const NOBODY = {
  ebpCode: '',
  ebcCode: '',
  agentCode: '',
  assureCode: '',
  payCode: '',
  logisticsCode: '',
  areaCode: '',
};

function conclusion(id: string, over: Partial<Conclusion> = {}): Conclusion {
  return { ...NOBODY, declarationId: id, outcome: 'released', reasonCodes: [], ...over };
}

function merchant(counts: Partial<Record<EvidenceOutcome, number>>, reasons = {}): EvidenceCount[] {
  const outcomes = Object.entries(counts).map(([outcome, declarations]) => ({
    roles: ['merchant'] as const,
    outcome: outcome as EvidenceOutcome,
    reasonCode: '',
    declarations,
  }));
  const rejected = Object.entries(reasons).map(([reasonCode, declarations]) => ({
    roles: ['merchant'] as const,
    outcome: 'rejected' as const,
    reasonCode,
    declarations: Number(declarations),
  }));
  return [...outcomes, ...rejected];
}

describe('evidence', () => {
  test('has a row for each enterprise, role, outcome and reason, in key order', () => {
    const rows = gatherEvidence([
      conclusion('d1', { ebpCode: 'P', ebcCode: 'M', agentCode: 'M' }),
      conclusion('d2', { ebcCode: 'M', outcome: 'rejected', reasonCodes: ['1332', '1320'] }),
    ]);
    const texts = rows.map((row) =>
      [
        row.enterpriseCode,
        row.roles.join('+'),
        row.outcome,
        row.reasonCode,
        ...row.declarationIds,
      ].join(' '),
    );
    expect(texts).toEqual([
      'M merchant rejected  d2',
      'M merchant rejected 1320 d2',
      'M merchant rejected 1332 d2',
      'M merchant+declarant released  d1',
      'P platform released  d1',
    ]);
  });

  test('counts a declaration once, however often the batch names it', () => {
    const twice = [conclusion('d1', { ebcCode: 'M' }), conclusion('d1', { ebcCode: 'M' })];
    expect(gatherEvidence(twice)).toMatchObject([{ declarationIds: ['d1'] }]);
  });

  test('of nobody is none', () => expect(gatherEvidence([conclusion('d1')])).toEqual([]));
});

describe('a grade', () => {
  test.each([
    ['of nothing is new', {}, {}, 'new', null],
    ['of 29 declarations is new', { released: 29 }, {}, 'new', 10_000],
    ['of 30 flawless declarations is A', { released: 30 }, {}, 'A', 10_000],
    ['at 1 % rejected keeps all points', { released: 990, rejected: 10 }, {}, 'A', 10_000],
    ['at 8 % rejected loses half of 40', { released: 920, rejected: 80 }, {}, 'B', 8000],
    ['at 15 % rejected loses 40', { released: 850, rejected: 150 }, {}, 'C', 6000],
    [
      'with wrong buyers loses 30 more',
      { released: 850, rejected: 150 },
      { 13127: 50, 1320: 100 },
      'D',
      3000,
    ],
    ['counts holds', { released: 1000, held: 110 }, {}, 'A', 9250],
    ['counts releases taken back', { released: 1000, returned: 300 }, {}, 'B', 8500],
    ['has a floor', { rejected: 100, held: 100 }, { 1327: 100 }, 'D', 0],
  ] as const)('%s', (_, outcomes, reasons, grade, score) => {
    expect(computeGrade(shippedMethod, merchant(outcomes, reasons))).toMatchObject({
      grade,
      score,
    });
  });

  test('asks a carrier only about waybills', () => {
    const carrier = (reasonCode: string, declarations: number, outcome: EvidenceOutcome) =>
      ({ roles: ['carrier'], outcome, reasonCode, declarations }) as const;
    const counts = [
      carrier('', 900, 'released'),
      carrier('', 100, 'rejected'),
      carrier('1332', 98, 'rejected'),
      carrier('PZ-CONSIGNEE', 2, 'rejected'),
    ];
    const result = computeGrade(shippedMethod, counts);
    expect(result.components.map(({ component }) => component.id)).toEqual(['waybills']);
    expect(result).toMatchObject({ grade: 'A', score: 10_000, sample: 1000 });
  });

  test('counts a declaration once, however many roles the enterprise has in it', () => {
    const parties = { ebcCode: 'M', agentCode: 'M', ebpCode: 'M', assureCode: 'M' };
    const rows = gatherEvidence([conclusion('d1', parties), conclusion('d2', parties)]);
    const counts = rows.map((row) => ({ ...row, declarations: row.declarationIds.length }));
    expect(computeGrade(shippedMethod, counts)).toMatchObject({
      sample: 2,
      components: [{ of: 2 }, { of: 2 }, { of: 2 }, { of: 2 }, { of: 2 }],
    });
  });

  test('shows points that add up to the score', () => {
    const result = computeGrade(shippedMethod, merchant({ released: 920, rejected: 80 }));
    const points = result.components.reduce((sum, own) => sum + own.points, 0);
    const most = result.components.reduce((sum, own) => sum + own.pointsMax, 0);
    expect(most).toBe(10_000);
    expect(points).toBe(result.score);
  });
});

describe('the way up', () => {
  test('tells what is missing and what would have been enough', () => {
    const result = computeGrade(shippedMethod, merchant({ released: 920, rejected: 80 }));
    const next = findNextGrade(shippedMethod, result);
    expect(next).toEqual({
      grade: 'A',
      from: 9000,
      missing: 1000,
      waysUp: [{ component: 'rejections', counted: 80, countedMax: 45 }],
    });
  });

  test('ends at the top and does not begin before there is a grade', () => {
    const top = computeGrade(shippedMethod, merchant({ released: 100 }));
    const small = computeGrade(shippedMethod, merchant({ rejected: 5 }));
    expect(findNextGrade(shippedMethod, top)).toBeNull();
    expect(findNextGrade(shippedMethod, small)).toBeNull();
  });
});

const many = fc.nat(2000);

describe('properties', () => {
  const numbers = fc.record({ released: many, rejected: many, held: many, returned: many });

  test('more rejections never earn a better score', () => {
    fc.assert(
      // Without holds: their share falls when more lists are concluded.
      fc.property(fc.record({ released: many, rejected: many }), many, (counts, more) => {
        const worse = { ...counts, rejected: counts.rejected + more };
        const before = computeGrade(shippedMethod, merchant(counts)).score ?? 10_000;
        const after = computeGrade(shippedMethod, merchant(worse)).score ?? 10_000;
        expect(after).toBeLessThanOrEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('a way up reaches the next grade, and one fault more does not', () => {
    fc.assert(
      fc.property(numbers, (counts) => {
        const result = computeGrade(shippedMethod, merchant(counts));
        const next = findNextGrade(shippedMethod, result);
        for (const way of next?.waysUp ?? []) {
          expect(way.countedMax).toBeLessThan(way.counted);
          if (way.component !== 'holds') continue;
          const scoreAt = (held: number) =>
            computeGrade(shippedMethod, merchant({ ...counts, held })).score ?? 0;
          expect(scoreAt(way.countedMax)).toBeGreaterThanOrEqual(next?.from ?? 0);
          expect(scoreAt(way.countedMax + 1)).toBeLessThan(next?.from ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the order of counts changes nothing', () => {
    fc.assert(
      fc.property(numbers, (counts) => {
        const list = merchant(counts, { 1327: 3 });
        expect(computeGrade(shippedMethod, list.toReversed())).toEqual(
          computeGrade(shippedMethod, list),
        );
      }),
    );
  });
});
