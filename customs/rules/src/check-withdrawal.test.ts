import type { PlainDate } from '@pilotzone/kernel/time';
import { describe, expect, it } from 'vitest';
import { cancellationRules, returnRules } from './catalogue/withdrawal.ts';
import { judgeCancellation, judgeReturn } from './check-withdrawal.ts';
import type { CancellationDocument, ReturnDocument, StandingList } from './check-withdrawal.ts';
import { amount, documentSet } from './testing.ts';

const INVT_NO = '46122026I000000001';
const { list } = documentSet();
const DAY = '2026-11-20' as PlainDate;

const released: StandingList = {
  list,
  invtNo: INVT_NO,
  status: 'released',
  isPending: false,
  releasedOn: '2026-11-01' as PlainDate,
  taken: new Map(),
};
const held: StandingList = {
  ...released,
  status: 'customs-held',
  isPending: true,
  releasedOn: null,
};

function head(changes: Partial<CancellationDocument['head']> = {}): CancellationDocument['head'] {
  const { customsCode, orderNo, ebpCode, ebpName, ebcCode, ebcName, guid } = list.head;
  const { logisticsNo, logisticsCode, logisticsName, agentCode, agentName } = list.head;
  const { buyerIdType, buyerIdNumber, buyerName, buyerTelephone } = list.head;
  return {
    ...{ guid, appType: '1', appTime: '20261120120000', appStatus: '2', customsCode },
    ...{ orderNo, ebpCode, ebpName, ebcCode, ebcName, logisticsNo, logisticsCode },
    ...{ logisticsName, copNo: 'R1', preNo: undefined, invtNo: INVT_NO, buyerIdType },
    ...{ buyerIdNumber, buyerName, buyerTelephone, agentCode, agentName },
    ...{ reason: '七天无理由退货', note: undefined, ...changes },
  };
}

const cancel = (changes = {}, standing: StandingList | undefined = held) =>
  judgeCancellation({ head: head(changes), lines: [] }, standing);

type Line = ReturnDocument['lines'][number];

const back = (changes: Partial<Line> = {}, [index, more = []]: [number, Line[]?] = [0]): Line[] => {
  const line = list.lines[index];
  if (!line) throw new TypeError('no such line');
  const { gnum, gcode, gname, qty, unit } = line;
  return [{ gnum, gcode, gname, qty, unit, note: undefined, ...changes }, ...more];
};

const comeBack = (
  changes: { head?: Partial<CancellationDocument['head']>; lines?: Line[]; on?: PlainDate } = {},
  standing: StandingList | undefined = released,
) =>
  judgeReturn(
    { head: head(changes.head), lines: changes.lines ?? back() },
    standing,
    changes.on ?? DAY,
  );

const codes = (findings: readonly { code: string; field: string }[]) =>
  findings.map(({ code, field }) => `${code} ${field}`);

describe('a cancellation', () => {
  it('of a list that customs has and has not decided is in order', () => {
    expect(cancel()).toEqual([]);
  });

  it('may be asked for by the merchant itself', () => {
    expect(cancel({ agentCode: list.head.ebcCode })).toEqual([]);
  });

  it.each([
    [{ invtNo: '46122026I000000002' }, held, ['-623003 InvtCancel.invtNo']],
    [{}, undefined, ['-623003 InvtCancel.invtNo']],
    [{}, released, ['-623005 InvtCancel.invtNo']],
    [{ reason: '无' }, held, ['-623012 InvtCancel.reason']],
    [{ appType: '2' }, held, ['-623014 InvtCancel.appType']],
    [{ ebcCode: 'X' }, held, ['-623014 InvtCancel.ebcCode']],
    [{ agentCode: 'X' }, held, ['-623014 InvtCancel.agentCode']],
    [{ buyerName: '李四' }, held, ['-623014 InvtCancel.buyerName']],
    [{ appTime: '20261320120000' }, held, ['-623014 InvtCancel.appTime']],
  ])('%j is refused with its code', (changes, standing, expected) => {
    const findings = judgeCancellation({ head: head(changes), lines: [] }, standing);
    expect(codes(findings)).toEqual(expected);
  });
});

describe('a return', () => {
  it('of some goods of a released list is in order', () => {
    expect(comeBack()).toEqual([]);
    expect(comeBack({ lines: back({ qty: amount('1') }) })).toEqual([]);
  });

  it('is in order until day 30 after release and late on day 31', () => {
    expect(comeBack({ on: '2026-12-01' as PlainDate })).toEqual([]);
    const late = comeBack({ on: '2026-12-02' as PlainDate });
    expect(codes(late)).toEqual(['-625004 InvtRefundHead.invtNo']);
    expect(late[0]?.values).toEqual([INVT_NO, '2026-11-01', '2026-12-01']);
  });

  it('is never more than was released less what others took', () => {
    const taken = new Map([[1, amount('1.5')]]);
    const standing = { ...released, taken };
    expect(comeBack({ lines: back({ qty: amount('0.5') }) }, standing)).toEqual([]);
    const over = comeBack({ lines: back({ qty: amount('0.50001') }) }, standing);
    expect(codes(over)).toEqual(['-625001 InvtRefundList[0].qty']);
    expect(over[0]?.values).toEqual(['1', '0.50001', '0.5']);
  });

  it.each([
    [{ head: { invtNo: 'X' } }, released, ['-625016 InvtRefundHead.invtNo']],
    [{}, held, ['-625004 InvtRefundHead.invtNo']],
    [{ head: { buyerIdType: '2' } }, released, ['-625001 InvtRefundHead.buyerIdType']],
    [{ head: { logisticsNo: 'X' } }, released, ['-625001 InvtRefundHead.logisticsNo']],
    [{ lines: back({ gcode: '9999999999' }) }, released, ['-625209 InvtRefundList[0].gnum']],
    [{ lines: back({ gnum: 9 }) }, released, ['-625209 InvtRefundList[0].gnum']],
    [{ lines: back({ gname: '别的' }) }, released, ['-625001 InvtRefundList[0].gname']],
    [{ lines: back({ unit: '999' }) }, released, ['-625001 InvtRefundList[0].unit']],
    [{ lines: back({ qty: 0n }) }, released, ['-625001 InvtRefundList[0].qty']],
    [{ lines: back({}, [0, back()]) }, released, ['-625001 InvtRefundList[1].gnum']],
  ])('%# is refused with its code', (changes, standing, expected) => {
    expect(codes(comeBack(changes, standing))).toEqual(expected);
  });

  it('shows nobody in full', () => {
    const told = JSON.stringify([
      comeBack({ head: { buyerIdNumber: '330106199003071238', buyerName: '李四' } }),
    ]);
    for (const text of [list.head.buyerIdNumber, list.head.buyerName, '李四']) {
      expect(told).not.toContain(text);
    }
  });
});

it('every rule has both languages, a basis and a way out', () => {
  for (const rule of [...Object.values(cancellationRules), ...Object.values(returnRules)]) {
    for (const text of [rule.zh, rule.en, rule.basis, rule.fix]) expect(text).not.toBe('');
  }
});
