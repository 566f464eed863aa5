// Waybills for the tests of this module.
import { expect, test } from 'vitest';
import { formatAppTime, parseInstant } from '@pilotzone/kernel/time';
import type { WaybillDocument, WaybillStatusDocument } from '@pilotzone/ceb/message';
import type { FiledDocument } from './contract.ts';

export const CARRIER = '1105910162';
export const EXCHANGE_ID = '0199a000-0000-7000-8000-00000000000a';

/** A waybill as filed. */
export function sampleWaybill(
  change: Partial<WaybillDocument['head']>,
): FiledDocument<WaybillDocument> {
  const head: WaybillDocument['head'] = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    appType: '1',
    appTime: '20261101120000',
    appStatus: '2',
    logisticsCode: CARRIER,
    logisticsName: '示例快递有限公司',
    logisticsNo: 'L1',
    billNo: undefined,
    orderNo: 'O1',
    freight: 0n,
    insuredFee: 0n,
    currency: '142',
    weight: 150_000n,
    packNo: 1,
    goodsInfo: '婴儿配方奶粉',
    consignee: '张三',
    consigneeAddress: '杭州市示例路1号',
    consigneeTelephone: '13800000000',
    note: undefined,
    ...change,
  };
  return { document: { head, lines: [] }, exchangeId: EXCHANGE_ID };
}

/** A status as filed. */
export function sampleStatus(
  change: Partial<WaybillStatusDocument['head']>,
): FiledDocument<WaybillStatusDocument> {
  const head: WaybillStatusDocument['head'] = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC95',
    appType: '1',
    appTime: '20261105120000',
    appStatus: '2',
    logisticsCode: CARRIER,
    logisticsName: '示例快递有限公司',
    logisticsNo: 'L1',
    logisticsStatus: 'S',
    logisticsTime: '20261105113000',
    note: undefined,
    ...change,
  };
  return { document: { head, lines: [] }, exchangeId: EXCHANGE_ID };
}

test('times of the samples are times of China', () => {
  const at = parseInstant('2026-11-01T04:00:00Z');
  expect(at !== undefined && formatAppTime(at)).toBe(sampleWaybill({}).document.head.appTime);
});
