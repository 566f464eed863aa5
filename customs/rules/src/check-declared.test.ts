import type { MessageType } from '@pilotzone/ceb/message';
import type { Value } from '@pilotzone/ceb/records';
import { describe, expect, it } from 'vitest';
import { checkMessage } from './check-message.ts';
import { CATALOGUE } from './catalogue.ts';
import { plausibleMessage } from './testing/plausible.ts';
import { ruleNamesOf } from './testing/rule-names.ts';

/** Messages whose documents are judged by their tables. */
const TYPES = [
  ...['CEB623Message', 'CEB625Message', 'CEB711Message', 'CEB816Message', 'CEB818Message'],
  ...['CEB303Message', 'CEB403Message', 'CEB505Message', 'CEB507Message', 'CEB509Message'],
  ...['CEB603Message', 'CEB605Message', 'CEB607Message', 'CEB701Message'],
  ...['CEB213Message', 'CEB215Message'],
] as MessageType[];

function told(type: MessageType, change: Record<string, Value>): string[] {
  const findings = checkMessage(plausibleMessage(type, change));
  return findings.map(({ path, code, severity }) => `${path} ${code} ${severity}`);
}

describe('a document judged by its table', () => {
  it.each(TYPES)('%s: nothing is said of a right one', (type) => {
    expect(told(type, type === 'CEB701Message' ? { invtNo: '22442026E123456789' } : {})).toEqual(
      [],
    );
  });

  const cases: [MessageType, Record<string, Value>, string][] = [
    ['CEB623Message', { appType: '9' }, 'InvtCancel[0].appType -623001 error'],
    ['CEB623Message', { buyerIdNumber: '110101199003070135' }, 'buyerIdNumber -623001 error'],
    ['CEB623Message', { copNo: undefined }, 'InvtCancel[0].copNo -623001 error'],
    ['CEB623Message', { invtNo: '1' }, 'InvtCancel[0].invtNo PZ-LIST-NUMBER warning'],
    ['CEB625Message', { unit: '999' }, 'InvtRefund[0].InvtRefundList[0].unit -625001 error'],
    ['CEB625Message', { qty: 0n }, 'InvtRefund[0].InvtRefundList[0].qty -625001 error'],
    ['CEB711Message', { ieFlag: 'X' }, 'Delivery[0].DeliveryHead.ieFlag -800001 error'],
    ['CEB711Message', { gnum: 2 }, 'Delivery[0].DeliveryList[0].gnum -800001 error'],
    ['CEB816Message', { status: '4' }, 'Tax[0].TaxHeadRd.status PZ-TAX-BILL error'],
    ['CEB818Message', { status: '0' }, 'Tax[0].TaxHeadStatus.status PZ-TAX-BILL error'],
    ['CEB303Message', { orderType: 'I' }, 'Order[0].OrderHead.orderType -301008 error'],
    ['CEB303Message', { goodsValue: 1n }, 'Order[0].OrderHead.goodsValue PZ-GOODS-VALUE warning'],
    ['CEB303Message', { ebcCode: ' ' }, 'Order[0].OrderHead.ebcCode PZ-EXPORT-FIELD error'],
    ['CEB403Message', { accountingDate: '20261320100000' }, 'Receipts[0].accountingDate PZ-EXPORT'],
    ['CEB403Message', { currency: '999' }, 'Receipts[0].currency PZ-EXPORT-FIELD error'],
    ['CEB505Message', { grossWeight: 0n }, 'Logistics[0].grossWeight -504011 error'],
    ['CEB507Message', { billNo: undefined }, 'Arrival[0].ArrivalHead.billNo PZ-EXPORT-FIELD error'],
    ['CEB507Message', { msgSeqNo: 2 }, 'Arrival[0].ArrivalHead.msgSeqNo PZ-EXPORT-FIELD error'],
    ['CEB509Message', { leaveTime: '20261120' + '250000' }, 'DepartureHead.leaveTime PZ-EXPORT'],
    ['CEB509Message', { voyageNo: '' }, 'DepartureHead.voyageNo PZ-EXPORT-FIELD error'],
    ['CEB603Message', { ieFlag: 'I' }, 'Inventory[0].InventoryHead.ieFlag -621001 error'],
    ['CEB603Message', { netWeight: 130_000n }, 'InventoryHead.netWeight -621001 error'],
    ['CEB603Message', { totalPrice: 1n }, 'InventoryList[0].totalPrice -621001 error'],
    ['CEB603Message', { gcode: '6109000000' }, 'InventoryList[0].gcode PZ-EXPORT-HEADING warning'],
    ['CEB603Message', { logisticsNo: '' }, 'InventoryHead.logisticsNo PZ-EXPORT-FIELD error'],
    ['CEB603Message', { tradeMode: '0110' }, 'InventoryHead.tradeMode PZ-EXPORT-FIELD error'],
    ['CEB603Message', { unit2: '035' }, 'InventoryList[0].qty2 -621001 error'],
    ['CEB603Message', { country: '000' }, 'InventoryHead.country -621001 error'],
    ['CEB603Message', { portCode: '9999' }, 'InventoryHead.portCode '],
    ['CEB605Message', { reason: '无' }, 'InvtCancel[0].reason PZ-PLACEHOLDER warning'],
    ['CEB607Message', { trafMode: '?' }, 'WayBill[0].WayBillHead.trafMode PZ-EXPORT-FIELD error'],
    ['CEB701Message', { summaryFlag: '3' }, 'SummaryApplyHead.summaryFlag PZ-EXPORT-FIELD error'],
    ['CEB213Message', { country: '142' }, 'InvtRefundHead.country PZ-EXPORT-FIELD error'],
    ['CEB213Message', { tradeMode: undefined }, 'InvtRefundHead.tradeMode PZ-EXPORT-FIELD error'],
    ['CEB215Message', { customsCode: 'ABCD' }, 'InvtRefundDetail[0].customsCode PZ-EXPORT-FIELD'],
  ];

  it('a summary of nothing names neither', () => {
    const message = plausibleMessage('CEB701Message', {}, 0);
    expect(checkMessage(message).map(({ path }) => path)).toEqual([
      'SummaryApply[0].SummaryApplyHead.startTime',
    ]);
  });

  it.each(cases)('%s with %o', (type, change, expected) => {
    expect(told(type, change)).toContainEqual(expect.stringContaining(expected));
  });

  it('an export out of a zone names its book, the enterprise there and the book items', () => {
    const change = { tradeMode: '1210', iacCode: '', iacName: '', emsNo: '', itemRecordNo: '' };
    const findings = told('CEB603Message', change);
    const names = ['iacCode', 'iacName', 'emsNo', 'itemRecordNo'];
    for (const name of names) expect(findings.join('\n')).toContain(`.${name} -621001`);
  });

  it('the simple way (A) knows no licence, and needs no more than a heading', () => {
    const simple = { statisticsFlag: 'A', gcode: '6109000000' };
    expect(told('CEB603Message', simple)).toEqual([]);
    expect(told('CEB603Message', { ...simple, licenseNo: 'L1' }).join()).toContain('licenseNo');
  });

  it('a summary names a period, with its end, or lists', () => {
    const list = { invtNo: '22442026E123456789' };
    const from = { startTime: '20261101000000' };
    expect(told('CEB701Message', { ...list, ...from }).join()).toContain(
      'SummaryApplyHead.endTime',
    );
    const period = { ...list, ...from, endTime: '20261102000000' };
    expect(told('CEB701Message', period)).toEqual([]);
    expect(told('CEB701Message', { ...period, endTime: '20261001000000' })).toHaveLength(1);
  });

  it('the lines of a tax bill add up to its head', () => {
    const message = plausibleMessage('CEB816Message');
    if (message.type !== 'CEB816Message') throw new Error();
    const [bill] = message.documents;
    if (!bill) throw new Error();
    const head = { ...bill.head, valueAddedTax: 182_001n };
    const findings = checkMessage({ ...message, documents: [{ ...bill, head }] });
    expect(findings.map(({ path, message: text }) => `${path}: ${text}`)).toEqual([
      'Tax[0].TaxHeadRd.valueAddedTax: ' +
        'TaxHeadRd.valueAddedTax is 1.82001, but the lines add up to 1.82.',
    ]);
    expect(findings[0]?.messageZh).toContain('不等于表体各项之和');
    expect(findings[0]?.fixZh).not.toBe('');
  });

  it('every rule of these messages has a value that breaks it', () => {
    const broken = new Set(
      TYPES.flatMap((type) =>
        BREAKS.flatMap((change) => {
          const lines = type === 'CEB701Message' ? 0 : 2;
          const findings = checkMessage(plausibleMessage(type, change, lines));
          return findings.flatMap((finding) =>
            ruleNamesOf({ ...finding, field: finding.path.replace(/^\w+\[0\]\./, '') }).concat(
              ruleNamesOf({ ...finding, field: finding.path.replace('[0]', '') }),
            ),
          );
        }),
      ),
    );
    const declared = /^(cancellation|return|delivery|taxBill|export)\./;
    const rules = CATALOGUE.flatMap((group) => group.rules.map(({ id }) => id));
    expect(rules.filter((id) => declared.test(id) && !broken.has(id))).toEqual([]);
  });
});

/** Values that are wrong wherever a message has the field. */
const BREAKS: readonly Record<string, Value>[] = [
  { appType: '9', appStatus: '9', appTime: '20261399000000', ieDate: '20261399' },
  { currency: '999', country: '000', unit: '999', gcode: 'ABCDEFGHIJ', trafMode: '?' },
  { wrapType: '?', customsCode: 'ABCD', portCode: 'ABCD' },
  { qty: -1n, qty1: -1n, price: 0n, totalPrice: -1n, grossWeight: 0n, charge: 0n },
  { freight: -1n, insuredFee: -1n, goodsValue: -1n, customsTax: -1n, netWeight: 900_000n },
  { unit2: '035', qty1: 1n, gnum: 7, msgSeqNo: 9 },
  { gnum: 1, invtNo: '1', ieFlag: 'X', orderType: 'X', status: '9', summaryFlag: '9' },
  { copNo: '', ebcCode: '', logisticsNo: '', agentCode: '', billNo: '', reason: '' },
  { buyerIdType: '2' },
  { buyerIdNumber: '1' },
  { buyerIdNumber: '110101209003070134' },
  { buyerIdNumber: '110101199003070135' },
  { tradeMode: '1210', iacCode: '' },
  { statisticsFlag: 'A', licenseNo: '1', price: 260_000_000n, totalPrice: 520_000_000n },
  { gcode: '6109000000', country: '142', startTime: '20261101000000' },
];
