import type { ListReceipt } from '@pilotzone/ceb/message';
import { endOfDay } from '@pilotzone/kernel/time';
import { documentSet } from '@pilotzone/rules/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, sentRow } from '../testing/verdicts.ts';
import { advance } from './advance.ts';
import type { DeclarationRow } from './declaration.ts';

type Head = ListReceipt['head'];

const AT = { now: endOfDay(DAY), today: DAY };
const SENT = sentRow(documentSet());
const [PRE_NO, INVT_NO] = ['B20261120000000001', '46122026I000000001'];

function receipt(returnStatus: string, minute: number, changes: Partial<Head> = {}): Head {
  return {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    customsCode: '2992',
    ebpCode: SENT.ebpCode,
    ebcCode: SENT.ebcCode,
    agentCode: SENT.agentCode,
    copNo: SENT.copNo,
    preNo: PRE_NO,
    invtNo: returnStatus.length > 1 ? INVT_NO : undefined,
    returnStatus,
    returnTime: `202611201200${String(minute).padStart(2, '0')}000`,
    returnInfo: returnStatus === '100' ? '[Code:1332;Desc:支付金额与订单不符]' : '',
    ...changes,
  };
}

function after(row: DeclarationRow, ...batches: Head[][]): DeclarationRow {
  return batches.reduce((state, heads) => advance(state, heads, AT) ?? state, row);
}

/** What a set of receipts decides; when and in how many steps depends on its way. */
function decided({ status, returnStatus, returnTime, reasons, preNo, invtNo }: DeclarationRow) {
  return { status, returnStatus, returnTime, reasons, preNo, invtNo };
}

const minute = fc.integer({ min: 0, max: 59 });
const progress = fc.constantFrom('2', '3', '4', '120', '399');
const hold = fc.constantFrom('300', '500', '501', '600');
const story = fc
  .record({
    progress: fc.array(fc.tuple(progress, minute), { maxLength: 4 }),
    holds: fc.array(fc.tuple(hold, minute), { maxLength: 3 }),
    // Customs decides one way; a released list may be closed, and sent back later.
    end: fc.constantFrom(
      [],
      ['100'],
      ['-621007'],
      ['800'],
      ['800', '899'],
      ['800', '700'],
      ['700'],
    ),
    minutes: fc.array(minute, { minLength: 2, maxLength: 2 }),
  })
  .map(({ progress: steps, holds, end, minutes }) => {
    const all = [...steps, ...holds, ...end.map((code, i) => [code, minutes[i] ?? 0] as const)];
    const unique = new Map(all.map(([code, at]) => [`${code} ${at}`, receipt(code, at)]));
    return [...unique.values()];
  });

describe('receipts of one list', () => {
  test('any order, any repetition and any cutting into batches give the same state', () => {
    fc.assert(
      fc.property(
        story.chain((heads) =>
          fc.record({
            heads: fc.constant(heads),
            again: fc.shuffledSubarray([...heads, ...heads, ...heads]),
            cuts: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
          }),
        ),
        ({ heads, again, cuts }) => {
          // Everything at least once, in another order, some repeated, cut anywhere.
          const arriving = [...again, ...heads.toReversed()];
          const batches: Head[][] = [[]];
          arriving.forEach((head, index) => {
            if (cuts[index]) batches.push([]);
            batches.at(-1)?.push(head);
          });
          expect(decided(after(SENT, ...batches))).toEqual(decided(after(SENT, heads)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('what was applied is not applied again', () => {
    fc.assert(
      fc.property(story, (heads) => {
        const done = after(SENT, heads);
        expect(advance(done, heads, AT)).toBeUndefined();
      }),
    );
  });

  test('a hold after a release changes nothing', () => {
    const released = after(SENT, [receipt('800', 10)]);
    expect(advance(released, [receipt('500', 20)], AT)).toBeUndefined();
    expect(released).toMatchObject({ status: 'released', reasons: null, releasedOn: DAY });
  });

  test('a release ends a hold, also one that is told later', () => {
    const held = after(SENT, [receipt('300', 20)]);
    expect(held).toMatchObject({ status: 'customs-held', returnStatus: '300', decidedAt: null });
    expect(held.reasons).toHaveLength(1);
    expect(after(held, [receipt('800', 10)])).toMatchObject({ status: 'released', reasons: null });
  });

  test('numbers of customs come from whichever receipt brings them', () => {
    const done = after(SENT, [receipt('800', 10, { preNo: '' })], [receipt('2', 1)]);
    expect(done).toMatchObject({ status: 'released', preNo: PRE_NO, invtNo: INVT_NO });
  });

  test('progress is noted without a step, and decides nothing', () => {
    const row = after(SENT, [receipt('2', 1), receipt('120', 2)]);
    expect(row).toMatchObject({ status: 'sent', returnStatus: '120', decidedAt: null });
    expect(row.version).toBe(SENT.version);
  });

  test('one batch of receipts is one step', () => {
    const row = after(SENT, [receipt('800', 3), receipt('300', 2), receipt('2', 1)]);
    expect(row).toMatchObject({ status: 'released', version: SENT.version + 1 });
    expect(row.decidedAt).toBe(AT.now);
  });

  test('a rejection carries the reasons of customs', () => {
    const row = after(SENT, [receipt('100', 3)]);
    expect(row.status).toBe('rejected');
    expect(row.reasons?.map(({ code, source }) => [code, source])).toEqual([['1332', 'customs']]);
  });

  test('closing a released list keeps its day of release', () => {
    const row = after(SENT, [receipt('800', 3)]);
    const later = { now: endOfDay('2026-11-25' as typeof DAY), today: '2026-11-25' as typeof DAY };
    const closed = advance(row, [receipt('899', 5)], later);
    expect(closed).toMatchObject({ status: 'released', returnStatus: '899', releasedOn: DAY });
    expect(closed?.decidedAt).toBe(AT.now);
  });

  test('where customs contradicts itself, the first to arrive stands', () => {
    const released = after(SENT, [receipt('800', 1)], [receipt('100', 2)]);
    expect(released.status).toBe('released');
    const rejected = after(SENT, [receipt('100', 1)], [receipt('800', 2)]);
    expect(rejected.status).toBe('rejected');
  });

  test.each(['staged', 'filed', 'waiting', 'held', 'cancelled'] as const)(
    'a list that is %s follows no receipt: customs does not have it',
    (status) => {
      expect(advance({ ...SENT, status }, [receipt('100', 1)], AT)).toBeUndefined();
    },
  );
});
