import type { PlainDate } from '@pilotzone/kernel/time';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { checkWaybillStatus } from './check-waybill-status.ts';
import { judgeDocuments } from './judge.ts';
import type { RuleFinding } from './rule.ts';
import {
  goodCases,
  listCases,
  matchCases,
  orderCases,
  otherCases,
  statusCases,
} from './testing-cases.ts';
import { amount, documentSet, statusDocument } from './testing.ts';
import { ruleNamesOf } from './testing/rule-names.ts';

const setCases = [...orderCases, ...otherCases, ...listCases, ...matchCases];

/** `rule@field` of a finding. */
function nameOf(finding: RuleFinding): string {
  return `${ruleNamesOf(finding).join('|')}@${finding.field}`;
}

describe('a document set', () => {
  it('of which nothing is wrong gives no finding', () => {
    expect(judgeDocuments(documentSet())).toEqual({ findings: [], missing: [] });
  });

  it.each(goodCases)('may have $name', ({ change }) => {
    expect(judgeDocuments(documentSet(change)).findings).toEqual([]);
  });

  it.each(setCases.map((c) => ({ ...c, title: c.finds.join(' and ') })))(
    'gives $title',
    ({ change, finds }) => {
      const { findings } = judgeDocuments(documentSet(change));
      expect(findings.map(nameOf).sort()).toEqual([...finds].sort());
    },
  );

  it('may have gifts without a price on the order, not on the list', () => {
    const gift = { price: 0n, totalPrice: 0n };
    const change = {
      order: { goodsValue: amount('200'), acturalPaid: amount('232.3') },
      payment: { amountPaid: amount('232.3') },
      orderLines: [gift],
      listLines: [gift],
    };
    expect(judgeDocuments(documentSet(change)).findings.map(nameOf)).toEqual([
      'list.positive@InventoryList[0].price',
      'list.positive@InventoryList[0].totalPrice',
    ]);
  });

  it('may have its lines in any order', () => {
    const set = documentSet();
    const list = { ...set.list, lines: [...set.list.lines].reverse() };
    expect(judgeDocuments({ ...set, list }).findings).toEqual([]);
  });

  it('with a buyer born after the day of judgement is wrong on that day only', () => {
    const set = documentSet();
    const day = '1990-03-06' as PlainDate;
    const found = judgeDocuments(set, { day }).findings.map(nameOf);
    expect(found).toContain('list.idBirth@InventoryHead.buyerIdNumber');
  });
});

describe('a waybill status', () => {
  it('of which nothing is wrong gives no finding', () => {
    expect(checkWaybillStatus(statusDocument())).toEqual([]);
  });

  it.each(statusCases)('gives $finds', ({ change, finds }) => {
    expect(checkWaybillStatus(statusDocument(change)).map(nameOf)).toEqual(finds);
  });
});

describe('findings', () => {
  const all = setCases.flatMap(({ change }) => judgeDocuments(documentSet(change)).findings);

  it('tell everything: both languages, basis and what to change, with all holes filled', () => {
    for (const finding of all) {
      const { message, messageZh, basis, fix } = finding;
      for (const text of [message, messageZh, basis, fix]) {
        expect(text, finding.code).not.toBe('');
        expect(text, finding.code).not.toMatch(/\{\w*\}|undefined/);
      }
      expect(finding.values.length).toBeLessThanOrEqual(4);
    }
  });

  it('show no id number, telephone, name or address of a person in full', () => {
    const { head } = documentSet().list;
    const personal = [
      head.buyerIdNumber,
      head.buyerTelephone,
      head.buyerName,
      head.consigneeAddress,
      '李四',
      '13900000001',
    ];
    const told = JSON.stringify(all);
    for (const text of personal) expect(told).not.toContain(text);
  });

  it('name both values and where personal ones part', () => {
    const change = { payment: { payerName: '陈小和' } };
    const [finding] = judgeDocuments(documentSet(change)).findings;
    expect(finding?.values).toEqual(['陈**', '陈**', '3']);
    expect(finding?.code).toBe('1327');
  });

  it('quote customs and e-port in their words', () => {
    const change = { list: { packNo: 2 }, payment: { amountPaid: amount('1') } };
    const texts = judgeDocuments(documentSet(change)).findings.map((f) => f.messageZh);
    expect(texts).toEqual([
      '清单报文校验失败，[InventoryHead.packNo件数[2]限定为1]',
      '支付单支付金额与订单支付金额不一致：订单[332.3]，支付单[1]',
    ]);
  });

  it('show the exact product of quantity and price', () => {
    const change = {
      listLines: [{ qty: amount('0.33333'), price: amount('0.00003'), totalPrice: amount('100') }],
      orderLines: [{ qty: amount('0.33333'), price: amount('0.00003') }],
    };
    const { findings } = judgeDocuments(documentSet(change));
    const total = findings.find((f) => f.field === 'InventoryList[0].totalPrice');
    expect(total?.values).toEqual(['100', '0.33333', '0.00003', '0.0000099999']);
  });
});

describe('the catalogue', () => {
  it('has no rule without a case that breaks it', () => {
    const broken = [...setCases, ...statusCases].flatMap((c) => c.finds);
    const tested = new Set(broken.map((name) => name.slice(0, name.indexOf('@'))));
    // check-declared.test.ts breaks those that follow from the tables.
    const declared = /^(cancellation|return|delivery|taxBill|export)\./;
    const elsewhere =
      /^(filing|receipt|cancelling|returning|arrival)\.|^match\.(missing|lineCount)/;
    const untested = CATALOGUE.flatMap((group) => group.rules)
      .map((rule) => rule.id)
      .filter((id) => !tested.has(id) && !elsewhere.test(id) && !declared.test(id));
    expect(untested).toEqual([]);
  });
});
