import type { CebMessage, MessageFrame } from '@pilotzone/ceb/message';
import { describe, expect, it } from 'vitest';
import { checkMessage } from './check-message.ts';
import { documentSet, paymentDocument, statusDocument } from './testing.ts';

const frame: MessageFrame = {
  guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
  version: '1.0',
  transfer: undefined,
  subscribes: [],
  extend: undefined,
  signature: undefined,
};

function pathsOf(message: CebMessage): string[] {
  return checkMessage(message).map((f) => f.path);
}

describe('checkMessage', () => {
  it('gives each finding its path in the message', () => {
    const good = documentSet().list;
    const bad = documentSet({ list: { ieFlag: 'E' }, listLines: [{}, { gcode: '1' }] }).list;
    const findings = checkMessage({ ...frame, type: 'CEB621Message', documents: [good, bad] });
    expect(findings).toEqual([
      {
        path: 'Inventory[1].InventoryHead.ieFlag',
        code: '-621001',
        severity: 'error',
        message: 'InventoryHead.ieFlag is "E"; an import list has I.',
        fix: 'Send I.',
        messageZh: '清单报文校验失败，[InventoryHead.ieFlag进出口标记[E]应为I]',
        fixZh: '请填写I。',
      },
      expect.objectContaining({ path: 'Inventory[1].InventoryList[1].gcode' }),
    ]);
  });

  it('names the element of a flat document once', () => {
    const documents = [statusDocument({ logisticsStatus: 'R' })];
    expect(pathsOf({ ...frame, type: 'CEB513Message', documents })).toEqual([
      'LogisticsStatus[0].logisticsStatus',
    ]);
  });

  it('checks orders, payments and waybills', () => {
    const { order, waybill } = documentSet({ order: { orderType: 'E' }, waybill: { packNo: 3 } });
    const payment = paymentDocument({ currency: '502' });
    expect([
      ...pathsOf({ ...frame, type: 'CEB311Message', documents: order ? [order] : [] }),
      ...pathsOf({ ...frame, type: 'CEB411Message', documents: [payment] }),
      ...pathsOf({ ...frame, type: 'CEB511Message', documents: waybill ? [waybill] : [] }),
    ]).toEqual([
      'Order[0].OrderHead.orderType',
      'Payment[0].PaymentHead.currency',
      'Logistics[0].LogisticsHead.packNo',
    ]);
  });

  it('warns of receipts that nobody can understand', () => {
    const receipt = {
      guid: frame.guid,
      ebpCode: '1',
      ebcCode: '1',
      orderNo: '1',
      returnStatus: '121',
      returnTime: '20261101120000',
      returnInfo: 'x',
    };
    const good = { ...receipt, returnStatus: '-301008', returnTime: '20261101120000123' };
    const documents = [receipt, good].map((head) => ({ head, lines: [] }));
    expect(pathsOf({ ...frame, type: 'CEB312Message', documents })).toEqual([
      'OrderReturn[0].returnStatus',
      'OrderReturn[0].returnTime',
    ]);
  });
});
