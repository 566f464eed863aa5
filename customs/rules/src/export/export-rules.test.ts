import { describe, expect, it, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import { EXPORT_CATALOGUE } from '../catalogue.ts';
import type { NamedRule } from '../catalogue.ts';
import type { RuleFinding } from '../rule.ts';
import { addMonths, exportRulesOn } from './dated-rules.ts';
import type { ExportList, ExportOrder, ExportPayment, ExportWaybill } from './documents.ts';
import type { ExportCancellation, ExportReturn, SummaryApplication } from './documents.ts';
import { judgeCancellation, judgeReturn, judgeSummary } from './judge-application.ts';
import type { ListStanding } from './judge-application.ts';
import { judgeExport } from './judge-export.ts';
import type { ExportContext } from './judge-export.ts';
import { summarizeLists } from './summarize-lists.ts';
import { joinParts, judgePartNumber, missingParts } from './summary-parts.ts';

const DAY = '2026-11-20' as PlainDate;
const GUID = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';
const ONE = 100_000n;

const submission = { guid: GUID, appType: '1', appTime: '20261120093000', appStatus: '2' };
const line = {
  gnum: 1,
  itemNo: 'A1',
  unit: '011',
  currency: '502',
  qty: 2n * ONE,
  price: 10n * ONE,
};

const order = {
  head: {
    ...submission,
    ...{ orderType: 'E', orderNo: 'O1', ebpCode: 'P', ebpName: 'P', ebcCode: 'M', ebcName: 'M' },
    ...{ goodsValue: 20n * ONE, freight: 0n, currency: '502' },
  },
  lines: [{ ...line, itemName: 'T恤', totalPrice: 20n * ONE }],
} as unknown as ExportOrder;

const waybill = {
  head: {
    ...submission,
    logisticsCode: 'L',
    logisticsNo: 'W1',
    ebcCode: 'M',
    packNo: 1,
    grossWeight: ONE,
  },
  lines: [],
} as unknown as ExportWaybill;

const payment = {
  head: { ...submission, ebcCode: 'M', orderNo: 'O1', charge: 20n * ONE, currency: '502' },
  lines: [],
} as unknown as ExportPayment;

const list = {
  head: {
    ...submission,
    ...{ customsCode: '2991', portCode: '2991', ebpCode: 'P', ebpName: 'P', orderNo: 'O1' },
    ...{ logisticsCode: 'L', logisticsName: 'L', logisticsNo: 'W1', copNo: 'C1', ieFlag: 'E' },
    ...{ ieDate: '20261120', statisticsFlag: 'A', agentCode: 'B', agentName: 'B', ebcCode: 'M' },
    ...{ ebcName: 'M', ownerCode: 'M', ownerName: 'M', tradeMode: '9610', trafMode: '5' },
    ...{ country: '502', POD: '3154', freight: 0n, fCurrency: '502', fFlag: '3', insuredFee: 0n },
    ...{ iCurrency: '502', iFlag: '3', wrapType: '2', packNo: 1, grossWeight: ONE, netWeight: ONE },
  },
  lines: [
    {
      ...line,
      ...{ itemName: 'T恤', gcode: '6109000000', gname: 'T恤', gmodel: '棉', barCode: '无' },
      ...{ country: '502', unit1: '011', qty1: 2n * ONE, totalPrice: 20n * ONE },
    },
  ],
} as unknown as ExportList;

const context: ExportContext = {
  on: DAY,
  toCny: ({ units, currency }) => (currency === '502' ? { units: units * 7n } : undefined),
  demandsOf: (code) =>
    code.startsWith('8806')
      ? { duty: true, licence: true, inspection: true, source: 'test' }
      : undefined,
  hasWarehouseFiling: () => false,
};

type Change = {
  readonly order?: object;
  readonly orderLine?: object;
  readonly waybill?: object;
  readonly list?: object;
  readonly line?: object;
  readonly on?: string;
  readonly without?: 'order' | 'waybill' | 'payment';
  readonly payment?: object;
};

function judged(change: Change): readonly RuleFinding[] {
  const set = {
    list: {
      head: { ...list.head, ...change.list },
      lines: list.lines.map((one) => ({ ...one, ...change.line })),
    },
    order: {
      head: { ...order.head, ...change.order },
      lines: order.lines.map((one) => ({ ...one, ...change.orderLine })),
    },
    waybill: { ...waybill, head: { ...waybill.head, ...change.waybill } },
    payment: { ...payment, head: { ...payment.head, ...change.payment } },
    ...(change.without ? { [change.without]: undefined } : {}),
  };
  const on = (change.on ?? DAY) as PlainDate;
  return judgeExport(set, { ...context, on }).findings;
}

/** Names of the rules of exports, or codes where imports have the rule too. */
function namesOf(findings: readonly RuleFinding[]): string[] {
  return findings.map((finding) => rulesOf(finding)[0]?.id ?? finding.code);
}

function rulesOf(finding: RuleFinding): NamedRule[] {
  return EXPORT_CATALOGUE.flatMap((group) => group.rules).filter((rule) => {
    const pattern = rule.en
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replaceAll('{field}', finding.field.replace(/[[\].]/g, '\\$&'))
      .replace(/\{\d\}/g, '.*');
    return rule.code === finding.code && new RegExp(`^${pattern}$`).test(finding.message);
  });
}

const BIG = { qty: ONE, price: 1_000n * ONE, totalPrice: 1_000n * ONE };
const CASES: readonly (readonly [string, Change])[] = [
  ['exportList.ieFlag', { list: { ieFlag: 'I' } }],
  ['exportList.mode', { list: { tradeMode: '1239' } }],
  ['exportList.mode', { on: '2013-12-31' }],
  ['exportList.statisticsFlag', { list: { statisticsFlag: 'C' } }],
  ['exportList.currency', { list: { fCurrency: '999' } }],
  ['exportList.chargeFlag', { list: { iFlag: '4' } }],
  ['exportList.abroad', { list: { country: '142' } }],
  ['exportList.packages', { list: { packNo: 0 }, waybill: { packNo: 0 } }],
  ['exportList.chapter', { line: { gcode: '7701000000' } }],
  ['exportRoute.simplifiedValue', { line: { ...BIG, qty1: ONE }, orderLine: BIG }],
  ['exportRoute.simplifiedGoods', { line: { gcode: '8806000000' } }],
  ['exportRoute.simplifiedGoods', { list: { licenseNo: 'X1' } }],
  ['exportRoute.rate', { line: { currency: '303' }, orderLine: { currency: '303' } }],
  ['exportRoute.licence', { list: { statisticsFlag: 'B' }, line: { gcode: '8806000000' } }],
  [
    'exportRoute.formValue',
    {
      list: { tradeMode: '9710' },
      order: { orderType: 'B' },
      line: { ...BIG, qty1: ONE },
      orderLine: BIG,
    },
  ],
  [
    'exportRoute.formGoods',
    { list: { tradeMode: '9710' }, order: { orderType: 'B' }, line: { gcode: '8806000000' } },
  ],
  [
    'exportRoute.formRefund',
    { list: { tradeMode: '9710', statisticsFlag: 'B' }, order: { orderType: 'B' } },
  ],
  [
    'exportRoute.warehouse',
    { list: { tradeMode: '9810' }, order: { orderType: 'W' }, on: '2024-12-14' },
  ],
  ['exportMatch.missingOrder', { without: 'order' }],
  ['exportMatch.missingWaybill', { without: 'waybill' }],
  ['exportMatch.missingPayment', { without: 'payment', on: '2024-12-14' }],
  ['exportMatch.orderType', { order: { orderType: 'B' } }],
  ['exportMatch.merchant', { waybill: { ebcCode: 'N' } }],
  ['exportMatch.packages', { waybill: { packNo: 2 } }],
  ['exportMatch.charge', { payment: { charge: ONE } }],
  ['-504011', { waybill: { grossWeight: 0n } }],
  ['1322', { orderLine: { itemNo: 'A2' } }],
  ['-621001', { line: { qty1: ONE } }],
];

describe('a set of export documents', () => {
  it('of which nothing is wrong gives no finding', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ without: 'payment' })).toEqual([]);
  });

  it.each(CASES)('breaks %s', (name, change) => {
    expect(namesOf(judged(change))).toEqual([name]);
  });

  it('needs book and zone enterprise in 1210', () => {
    const names = namesOf(judged({ list: { tradeMode: '1210' } }));
    expect(names).toEqual(Array.from({ length: 4 }, () => 'exportList.zoneField'));
  });

  it('has an order of its own: type, currency, numbers', () => {
    expect(namesOf(judged({ order: { orderType: 'I' } }))).toEqual([
      'exportPaper.orderType',
      'exportMatch.orderType',
    ]);
    expect(namesOf(judged({ order: { currency: '999' } }))).toEqual([
      'exportPaper.orderCurrency',
      'exportMatch.charge',
    ]);
  });
});

const standing: ListStanding = {
  list,
  invtNo: 'I1',
  state: 'closed',
  releasedOn: '2026-01-31',
  closedOn: '2026-02-01',
  isSummed: false,
  returned: new Map(),
};

describe('applications about lists', () => {
  const cancel = {
    head: { invtNo: 'I1', agentCode: 'B' },
    lines: [],
  } as unknown as ExportCancellation;
  const back = {
    head: { invtNo: 'I1', ebcCode: 'M', tradeMode: '9661', ieFlag: 'I', customsCode: '2991' },
    lines: [{ gnum: 1, gcode: '6109000000', unit: '011', qty: ONE, qty1: ONE }],
  } as unknown as ExportReturn;
  const summary = {
    head: { copNo: 'S', ebcCode: 'M', customsCode: '2991', msgCount: 1, msgSeqNo: 1 },
    lines: [],
  } as unknown as SummaryApplication;
  const wrong = <D extends { head: object }>(document: D, change: object) => ({
    ...document,
    head: { ...document.head, ...change },
  });

  test('a cancellation needs a list of the declarant that has not left', () => {
    expect(judgeCancellation(cancel, { ...standing, state: 'released' })).toEqual([]);
    expect(namesOf(judgeCancellation(cancel, standing))).toEqual(['application.cancelState']);
    expect(namesOf(judgeCancellation(cancel, undefined))).toEqual(['application.cancelUnknown']);
    const other = wrong(cancel, { agentCode: 'X' });
    expect(namesOf(judgeCancellation(other, standing))).toEqual(['application.cancelUnknown']);
  });

  test.each([
    ['application.returnUnknown', wrong(back, { ebcCode: 'X' }), {}],
    ['application.returnState', back, { state: 'examined' }],
    ['application.returnLate', back, { releasedOn: '2025-11-19' }],
    ['application.returnMode', wrong(back, { tradeMode: '9610' }), {}],
    ['application.returnFlag', wrong(back, { ieFlag: 'E' }), {}],
  ] as const)('a return breaks %s', (name, document, change) => {
    expect(namesOf(judgeReturn(document, { ...standing, ...change }, DAY))).toEqual([name]);
  });

  test('a return takes no more than is left, line by line', () => {
    expect(judgeReturn(back, standing, DAY)).toEqual([]);
    const returned = new Map([[1, { qty: 2n * ONE, qty1: 2n * ONE, qty2: 0n }]]);
    const none = judgeReturn(back, { ...standing, returned }, DAY);
    expect(namesOf(none)).toEqual(['application.returnQuantity', 'application.returnQuantity']);
    const twice = { ...back, lines: [...back.lines, ...back.lines, ...back.lines] };
    expect(namesOf(judgeReturn(twice, standing, DAY))).toContain('application.returnQuantity');
    const strange = { ...back, lines: back.lines.map((one) => ({ ...one, gcode: '1' })) };
    expect(namesOf(judgeReturn(strange, standing, DAY))).toEqual(['application.returnLine']);
  });

  test('9610 goods come back through another office from 2026-04-01', () => {
    const other = wrong(back, { customsCode: '2201' });
    expect(judgeReturn(other, standing, DAY)).toEqual([]);
    const before = '2026-03-31' as PlainDate;
    expect(namesOf(judgeReturn(other, standing, before))).toEqual(['application.returnDistrict']);
  });

  test('a summary takes closed lists of statisticsFlag B of its merchant, once', () => {
    const b = { ...standing, list: { ...list, head: { ...list.head, statisticsFlag: 'B' } } };
    const judge = (one: ListStanding, unknown: string[] = []) =>
      namesOf(judgeSummary(summary, { named: [one], unknown }, '2026-03-15' as PlainDate));
    expect(judge(b)).toEqual([]);
    expect(judge(b, ['I2'])).toEqual(['application.summaryList']);
    const away = wrong(b.list, { customsCode: '2201' });
    for (const bad of [
      standing,
      { ...b, isSummed: true },
      { ...b, state: 'released' as const },
      { ...b, list: away },
    ])
      expect(judge(bad)).toEqual(['application.summaryList']);
    const late = judgeSummary(summary, { named: [b], unknown: [] }, '2026-03-16' as PlainDate);
    expect(late.map(({ severity }) => severity)).toEqual(['warning']);
    const nothing = judgeSummary(summary, { named: [], unknown: [] }, DAY);
    expect(namesOf(nothing)).toEqual(['application.summaryEmpty']);
    const half = judgeSummary(wrong(summary, { startTime: '1' }), { named: [b], unknown: [] }, DAY);
    expect(namesOf(half)).toEqual(['application.summaryTimes']);
  });
});

describe('parts of a summary application', () => {
  const part = (msgSeqNo: number, msgCount: number, invtNos: string[], change = {}) =>
    ({
      head: { copNo: 'S', ebcCode: 'M', customsCode: '2991', msgCount, msgSeqNo, ...change },
      lines: invtNos.map((invtNo) => ({ invtNo })),
    }) as unknown as SummaryApplication;

  test('are numbered from 1 to their count, and name no period', () => {
    expect(judgePartNumber(part(1, 1, []))).toEqual([]);
    expect(judgePartNumber(part(2, 2, []))).toEqual([]);
    for (const bad of [part(0, 2, []), part(3, 2, []), part(1, 1_001, [])])
      expect(namesOf(judgePartNumber(bad))).toEqual(['application.partNumber']);
    const period = part(1, 2, [], { startTime: '20261101000000' });
    expect(namesOf(judgePartNumber(period))).toEqual(['application.partPeriod']);
  });

  test('wait for each other, say the same, and name a list once', () => {
    expect(missingParts(part(1, 4, []), new Set([1, 3]))).toEqual([2, 4]);
    const whole = joinParts([part(1, 2, ['I1']), part(2, 2, ['I2'])]);
    expect(whole.findings).toEqual([]);
    expect(whole.application.lines).toEqual([{ invtNo: 'I1' }, { invtNo: 'I2' }]);
    const twice = joinParts([part(1, 2, ['I1']), part(2, 2, ['I1'])]);
    expect(namesOf(twice.findings)).toEqual(['application.summaryList']);
    const other = joinParts([part(1, 2, ['I1']), part(2, 2, ['I2'], { summaryFlag: '2' })]);
    expect(namesOf(other.findings)).toEqual(['application.partDiffers']);
  });
});

describe('summing up', () => {
  const listOf = (head: object, change: object = {}) =>
    ({
      head: { ...list.head, ...head },
      lines: list.lines.map((one) => ({ ...one, ...change })),
    }) as ExportList;
  const flags = { summaryFlag: '1', itemNameFlag: '1' };
  const formsOf = (lists: readonly ExportList[], by = flags) =>
    summarizeLists(
      lists.map((own, index) => ({ invtNo: `I${index}`, list: own })),
      by,
    ).map(({ invtNos, entries }) => ({
      invtNos,
      lines: new Set(entries.map((e) => e.gseqno)).size,
    }));

  test('merges equal lines, and keeps ports, countries and producers apart', () => {
    expect(formsOf([listOf({}), listOf({})])).toEqual([{ invtNos: ['I0', 'I1'], lines: 1 }]);
    expect(formsOf([listOf({}), listOf({}, { itemName: '衬衫' })])).toEqual([
      { invtNos: ['I0', 'I1'], lines: 2 },
    ]);
    for (const other of [{ portCode: '2201' }, { country: '303' }, { trafMode: '2' }])
      expect(formsOf([listOf({}), listOf(other)])).toHaveLength(2);
    const producers = [listOf({}), listOf({ ownerCode: 'X' })];
    expect(formsOf(producers)).toHaveLength(1);
    expect(formsOf(producers, { ...flags, summaryFlag: '2' })).toHaveLength(2);
  });

  test('a list too long for one form goes on in the next, with its share of the weight', () => {
    const [line = {}] = list.lines;
    const lines = Array.from({ length: 70 }, (_, index) => ({
      ...line,
      gnum: index + 1,
      itemName: `T${index}`,
    }));
    const long = {
      head: { ...list.head, grossWeight: 7n, netWeight: 6n },
      lines,
    } as unknown as ExportList;
    const forms = summarizeLists([{ invtNo: 'I0', list: long }], flags);
    expect(forms.map(({ entries }) => entries.length)).toEqual([50, 20]);
    expect(forms.map(({ grossWeight }) => grossWeight)).toEqual([5n, 2n]);
    expect(forms.reduce((sum, { netWeight }) => sum + netWeight, 0n)).toBe(6n);
    expect(forms[1]?.entries[0]).toMatchObject({ gnum: 51, gseqno: 1 });
  });

  test('begins another form after 50 lines', () => {
    const lists = Array.from({ length: 51 }, (_, index) => listOf({}, { itemName: `T${index}` }));
    expect(formsOf(lists).map((form) => form.lines)).toEqual([50, 1]);
  });
});

describe('rules by date', () => {
  test('the payment and the filing ended with 2024-12-14', () => {
    const [before, after] = [
      exportRulesOn('2024-12-14' as PlainDate),
      exportRulesOn('2024-12-15' as PlainDate),
    ];
    expect([before.paymentRequired, before.warehouseFilingRequired]).toEqual([true, true]);
    expect([after.paymentRequired, after.warehouseFilingRequired]).toEqual([false, false]);
  });

  test.each([
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-11-20', 6, '2027-05-20'],
  ])('%s and %i months is %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });
});

test('no rule of exports is without a case that breaks it', () => {
  // Tried end to end in apps/server/src/exports.test.ts, and with the movements of logistics.
  const elsewhere =
    /^(movement|application\.(manifestUnknown|tallyUnknown))|^exportList\.zone|^exportPaper/;
  const tested = new Set(CASES.map(([name]) => name));
  const untested = EXPORT_CATALOGUE.flatMap((group) => group.rules)
    .map(({ id }) => id)
    .filter((id) => !tested.has(id) && !elsewhere.test(id) && !id.startsWith('application.'));
  expect(untested).toEqual([]);
});
