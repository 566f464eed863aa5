import { documentSet } from '@pilotzone/rules/testing';
import { describe, expect, test } from 'vitest';
import { maskDocument } from './mask-document.ts';

const { list, order, payments, waybill } = documentSet();
const [payment] = payments;

describe('a document for the API', () => {
  test('shows amounts and quantities as decimals, and leaves out what is absent', () => {
    const shown = maskDocument(list);
    expect(shown.head).toMatchObject({ freight: '10', packNo: 1, tradeMode: '1210' });
    expect(shown.head).not.toHaveProperty('preNo');
    expect(shown.lines[1]).toMatchObject({ gnum: 2, qty: '4', price: '33.5', totalPrice: '134' });
  });

  test('masks every name, number and address of a person', () => {
    expect(maskDocument(list).head).toMatchObject({
      buyerName: '陈**',
      buyerIdNumber: expect.stringMatching(/^999\*{13}.{2}$/) as string,
      buyerTelephone: '138******01',
      consigneeAddress: '浙江省杭州市…',
    });
    if (order) {
      expect(maskDocument(order).head).toMatchObject({
        consignee: '陈**',
        consigneeTelephone: '138******01',
        buyerRegNo: '******',
      });
    }
    if (payment) expect(maskDocument(payment).head).toMatchObject({ payerName: '陈**' });
    if (waybill) expect(maskDocument(waybill).head).toMatchObject({ consignee: '陈**' });
  });

  test('nothing of a person is left in clear in any of the four', () => {
    const shown = [list, order, payment, waybill].flatMap((document) =>
      document ? [JSON.stringify(maskDocument(document))] : [],
    );
    const { buyerIdNumber, buyerName, buyerTelephone, consigneeAddress } = list.head;
    for (const personal of [buyerIdNumber, buyerName, buyerTelephone, consigneeAddress]) {
      for (const text of shown) expect(text).not.toContain(personal);
    }
  });
});
