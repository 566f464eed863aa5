import { describe, expect, it } from 'vitest';
import { matchDocuments, paymentOf } from './match.ts';
import { amount, documentSet, paymentDocument } from './testing.ts';

describe('matchDocuments and missing documents', () => {
  it('names each missing document and its key', () => {
    const set = documentSet();
    const match = matchDocuments({
      list: set.list,
      order: undefined,
      payments: [],
      waybill: undefined,
    });
    expect(match.missing).toEqual(['order', 'payment', 'waybill']);
    expect(match.findings.map((f) => [f.code, ...f.values])).toEqual([
      ['PZ-MISSING-ORDER', '3301968A01', 'O-2026-0001'],
      ['PZ-MISSING-PAYMENT', '3301968A01', 'O-2026-0001'],
      ['PZ-MISSING-WAYBILL', '3301968C03', 'L-0001'],
    ]);
    expect(match.findings[2]?.message).toContain('The waybill L-0001 of the carrier 3301968C03');
  });

  it('still compares what is there', () => {
    const set = documentSet({ waybill: { orderNo: 'X' }, listLines: [{ gname: 'x' }] });
    const codes = matchDocuments({ ...set, payments: [] }).findings.map((f) => f.code);
    expect(codes).toEqual(['PZ-MISSING-PAYMENT', '1322', 'PZ-WAYBILL-ORDER']);
    const withoutOrder = matchDocuments({ ...set, order: undefined }).findings;
    expect(withoutOrder.map((f) => f.code)).toEqual(['PZ-MISSING-ORDER', 'PZ-WAYBILL-ORDER']);
  });
});

describe('matchDocuments and lines', () => {
  it('counts lines, and compares those that correspond', () => {
    const set = documentSet({ listLines: [{ price: amount('49') }] });
    const list = { ...set.list, lines: set.list.lines.slice(0, 2) };
    const { findings } = matchDocuments({ ...set, list });
    expect(findings.map((f) => [f.code, f.field, ...f.values])).toEqual([
      ['1320', 'InventoryList', '3', '2'],
      ['1322', 'InventoryList[0].price', '1', 'price', '50', '49'],
    ]);
  });

  it('reports every difference of every line with its number, field and both values', () => {
    const set = documentSet({
      listLines: [{ qty: amount('3') }, { unit: '140', gname: '洁面乳' }],
    });
    expect(matchDocuments(set).findings.map((f) => f.message)).toEqual([
      'Line 1 differs in qty: "2" in the order, "3" in the list.',
      'Line 2 differs in gname: "洗面奶" in the order, "洁面乳" in the list.',
      'Line 2 differs in unit: "142" in the order, "140" in the list.',
    ]);
  });
});

describe('paymentOf', () => {
  const { order } = documentSet();
  const older = paymentDocument({ appTime: '20261101000000' });
  const newer = paymentDocument({ appTime: '20261102000000', payTransactionId: 'PAY-2' });

  it('takes the payment that the order names, however old', () => {
    expect(paymentOf(order, [newer, older])).toBe(older);
  });

  it('takes the payment of the named firm among equal transaction numbers', () => {
    const foreign = paymentDocument({ payCode: 'X', appTime: '20261103000000' });
    expect(paymentOf(order, [foreign, newer, older])).toBe(older);
  });

  it('takes the newest when the order names none or none that is there', () => {
    const unnamed = documentSet({ order: { payCode: '', payTransactionId: '' } }).order;
    expect(paymentOf(unnamed, [older, newer])).toBe(newer);
    const other = documentSet({ order: { payTransactionId: 'PAY-9' } }).order;
    expect(paymentOf(other, [older, newer])).toBe(newer);
    expect(paymentOf(undefined, [older, newer])).toBe(newer);
  });

  it('finds none among none', () => {
    expect(paymentOf(order, [])).toBeUndefined();
  });
});
