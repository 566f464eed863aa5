import type { WaybillStatusDocument } from '@pilotzone/ceb/message';
import { amount, idNumber } from './testing.ts';
import type { SetChanges } from './testing.ts';

/** A change of the clean set and every finding it makes, as `rule@field`. */
export type SetCase = { readonly change: SetChanges; readonly finds: readonly string[] };

const BORN_TOMORROW = idNumber('99999920261102123');
const BORN_NEVER = idNumber('99999919900231123');
const OTHER_ID = idNumber('99999919900307124');
const VOYAGE = { trafNo: 'CA168', voyageNo: '168', billNo: 'B1' };
const DIRECT = { tradeMode: '9610', country: '116', ...VOYAGE };

/** Wrong orders. */
export const orderCases: readonly SetCase[] = [
  { change: { order: { appType: '4' } }, finds: ['order.appType@OrderHead.appType'] },
  { change: { order: { appStatus: '3' } }, finds: ['order.appStatus@OrderHead.appStatus'] },
  { change: { order: { appTime: '20261301120000' } }, finds: ['order.time@OrderHead.appTime'] },
  { change: { order: { guid: 'small' } }, finds: ['document.guid@OrderHead.guid'] },
  { change: { order: { orderType: 'E' } }, finds: ['order.orderType@OrderHead.orderType'] },
  { change: { order: { currency: '502' } }, finds: ['order.currency@OrderHead.currency'] },
  { change: { order: { buyerIdType: '2' } }, finds: ['order.idType@OrderHead.buyerIdType'] },
  {
    change: person('99999919900307123x'),
    finds: ['order.idForm@OrderHead.buyerIdNumber', ...listAndPayer('idForm')],
  },
  {
    change: person(BORN_TOMORROW),
    finds: ['order.idBirth@OrderHead.buyerIdNumber', ...listAndPayer('idBirth')],
  },
  {
    change: person(BORN_NEVER),
    finds: ['order.idBirth@OrderHead.buyerIdNumber', ...listAndPayer('idBirth')],
  },
  {
    change: person(wrongDigit()),
    finds: ['order.idDigit@OrderHead.buyerIdNumber', ...listAndPayer('idDigit')],
  },
  {
    change: { order: { consigneeDistrict: '072750' } },
    finds: ['order.district@OrderHead.consigneeDistrict'],
  },
  {
    change: { order: { freight: amount('-10'), acturalPaid: amount('312.3') } },
    finds: ['order.notNegative@OrderHead.freight', 'match.amount@OrderHead.acturalPaid'],
  },
  {
    change: { order: { taxTotal: amount('27.30001') } },
    finds: ['order.acturalPaid@OrderHead.acturalPaid'],
  },
  {
    change: { order: { goodsValue: amount('301'), discount: amount('6') } },
    finds: ['order.goodsValue@OrderHead.goodsValue'],
  },
  {
    change: {
      order: { buyerRegNo: '无', consigneeAddress: '/' },
      waybill: { consigneeAddress: '/' },
    },
    finds: [
      'document.placeholder@OrderHead.buyerRegNo',
      'document.placeholder@OrderHead.consigneeAddress',
      'document.placeholder@LogisticsHead.consigneeAddress',
    ],
  },
  {
    change: { orderLines: [{ unit: '024' }], listLines: [{ unit: '024' }] },
    finds: ['order.unit@OrderList[0].unit', 'list.unit@InventoryList[0].unit'],
  },
  {
    change: { orderLines: [{ country: '000' }], listLines: [{ country: '000' }] },
    finds: ['order.country@OrderList[0].country', 'list.country@InventoryList[0].country'],
  },
  {
    change: { orderLines: [{}, { currency: '502' }] },
    finds: ['order.currency@OrderList[1].currency'],
  },
  {
    change: { orderLines: [{ qty: 0n }], listLines: [{ qty: 0n }] },
    finds: [
      'order.positive@OrderList[0].qty',
      'order.lineTotal@OrderList[0].totalPrice',
      'list.positive@InventoryList[0].qty',
      'list.lineTotal@InventoryList[0].totalPrice',
    ],
  },
  {
    change: { orderLines: [{ price: amount('-50') }] },
    finds: [
      'order.notNegative@OrderList[0].price',
      'order.lineTotal@OrderList[0].totalPrice',
      'match.line@InventoryList[0].price',
    ],
  },
  {
    change: { orderLines: [{}, {}, { gnum: 2 }] },
    finds: ['order.gnumTwice@OrderList[2].gnum', 'match.lineMissing@InventoryList[2].gnum'],
  },
  {
    change: { orderLines: [{}, {}, { gnum: 4 }] },
    finds: ['order.gnumGap@OrderList[2].gnum', 'match.lineMissing@InventoryList[2].gnum'],
  },
];

/** Wrong payments and waybills. */
export const otherCases: readonly SetCase[] = [
  { change: { payment: { appType: '0' } }, finds: ['payment.appType@PaymentHead.appType'] },
  { change: { payment: { appStatus: '' } }, finds: ['payment.appStatus@PaymentHead.appStatus'] },
  {
    change: { payment: { payTime: '20261101256000' } },
    finds: ['payment.time@PaymentHead.payTime'],
  },
  { change: { payment: { currency: '502' } }, finds: ['payment.currency@PaymentHead.currency'] },
  { change: { payment: { payerIdType: '2' } }, finds: ['payment.idType@PaymentHead.payerIdType'] },
  {
    change: { payment: { amountPaid: amount('-1') } },
    finds: ['payment.notNegative@PaymentHead.amountPaid', 'match.amount@OrderHead.acturalPaid'],
  },
  { change: { payment: { payName: '空' } }, finds: ['document.placeholder@PaymentHead.payName'] },
  { change: { waybill: { appType: 'A' } }, finds: ['waybill.appType@LogisticsHead.appType'] },
  { change: { waybill: { appStatus: '9' } }, finds: ['waybill.appStatus@LogisticsHead.appStatus'] },
  { change: { waybill: { appTime: 'now' } }, finds: ['waybill.time@LogisticsHead.appTime'] },
  { change: { waybill: { currency: '110' } }, finds: ['waybill.currency@LogisticsHead.currency'] },
  { change: { waybill: { weight: 0n } }, finds: ['waybill.positive@LogisticsHead.weight'] },
  {
    change: { waybill: { insuredFee: -1n } },
    finds: ['waybill.notNegative@LogisticsHead.insuredFee'],
  },
  { change: { waybill: { packNo: 6000 } }, finds: ['waybill.packNo@LogisticsHead.packNo'] },
];

/** Wrong lists. */
export const listCases: readonly SetCase[] = [
  { change: { list: { appType: '9' } }, finds: ['list.appType@InventoryHead.appType'] },
  { change: { list: { appStatus: '9' } }, finds: ['list.appStatus@InventoryHead.appStatus'] },
  { change: { list: { appTime: '2026110112000' } }, finds: ['list.time@InventoryHead.appTime'] },
  { change: { list: { declTime: '20260230' } }, finds: ['list.day@InventoryHead.declTime'] },
  { change: { list: { ieDate: '2026-1-1' } }, finds: ['list.day@InventoryHead.ieDate'] },
  { change: { list: { ieFlag: 'E' } }, finds: ['list.ieFlag@InventoryHead.ieFlag'] },
  { change: { list: { customsCode: '0000' } }, finds: ['list.office@InventoryHead.customsCode'] },
  {
    change: { list: { portCode: '4921' } },
    finds: ['document.unlistedOffice@InventoryHead.portCode'],
  },
  { change: { list: { trafMode: 'Q' } }, finds: ['list.transportMode@InventoryHead.trafMode'] },
  { change: { list: { wrapType: '9' } }, finds: ['list.wrapType@InventoryHead.wrapType'] },
  { change: { list: { tradeMode: '0110' } }, finds: ['list.tradeMode@InventoryHead.tradeMode'] },
  {
    change: { list: { country: '999' } },
    finds: ['list.bondedCountry@InventoryHead.country'],
  },
  {
    change: { list: { ...DIRECT, country: '140' } },
    finds: ['list.country@InventoryHead.country'],
  },
  {
    change: { list: { ...DIRECT, country: '142' } },
    finds: ['list.dispatchCountry@InventoryHead.country'],
  },
  {
    change: { list: { tradeMode: '9610', country: '116', trafNo: '' } },
    finds: [
      'list.directField@InventoryHead.trafNo',
      'list.directField@InventoryHead.voyageNo',
      'list.directField@InventoryHead.billNo',
    ],
  },
  {
    change: {
      list: { tradeMode: '1239', emsNo: undefined, areaCode: '', areaName: undefined },
      listLines: [{}, { itemRecordNo: '' }],
    },
    finds: [
      'list.bondedField@InventoryHead.emsNo',
      'list.bondedField@InventoryHead.areaCode',
      'list.bondedField@InventoryHead.areaName',
      'list.bondedField@InventoryList[1].itemRecordNo',
    ],
  },
  { change: { list: { buyerIdType: '2' } }, finds: ['list.idType@InventoryHead.buyerIdType'] },
  { change: { list: { assureCode: 'ass1' } }, finds: ['list.guarantor@InventoryHead.assureCode'] },
  { change: { list: { currency: '300' } }, finds: ['list.currency@InventoryHead.currency'] },
  { change: { list: { freight: -1n } }, finds: ['list.notNegative@InventoryHead.freight'] },
  {
    change: { list: { netWeight: 0n } },
    finds: ['list.positive@InventoryHead.netWeight'],
  },
  {
    change: { list: { netWeight: amount('3.3') } },
    finds: ['list.weights@InventoryHead.netWeight'],
  },
  { change: { list: { packNo: 2 } }, finds: ['list.packNo@InventoryHead.packNo'] },
  { change: { list: { areaName: '/' } }, finds: ['document.placeholder@InventoryHead.areaName'] },
  { change: { listLines: [{ gcode: '19011010' }] }, finds: ['list.hsCode@InventoryList[0].gcode'] },
  {
    change: { listLines: [{ tradeCountry: '1' }] },
    finds: ['list.country@InventoryList[0].tradeCountry'],
  },
  {
    change: { listLines: [{ totalPrice: amount('100.00001') }] },
    finds: ['list.lineTotal@InventoryList[0].totalPrice'],
  },
  {
    change: { listLines: [{}, { unit1: '142' }] },
    finds: ['list.sameUnit@InventoryList[1].qty1'],
  },
  { change: { listLines: [{ unit2: '007' }] }, finds: ['list.secondUnit@InventoryList[0].qty2'] },
  { change: { listLines: [{ qty2: 1n }] }, finds: ['list.secondUnit@InventoryList[0].qty2'] },
  {
    change: { listLines: [{ unit2: '007', qty2: 0n }] },
    finds: ['list.secondUnit@InventoryList[0].qty2'],
  },
  {
    change: { listLines: [{}, { gnum: 1 }] },
    finds: [
      'list.gnumTwice@InventoryList[1].gnum',
      ...differing(1, ['gname', 'qty', 'unit', 'price', 'country']),
    ],
  },
  {
    change: { listLines: [{}, { gnum: 7 }] },
    finds: ['list.gnumGap@InventoryList[1].gnum', 'match.lineMissing@InventoryList[1].gnum'],
  },
];

/** Documents that do not fit together. */
export const matchCases: readonly SetCase[] = [
  { change: { order: { ebpCode: 'X' } }, finds: ['match.orderKey@InventoryHead.orderNo'] },
  { change: { order: { ebcCode: 'X' } }, finds: ['match.merchant@InventoryHead.ebcCode'] },
  { change: { payment: { orderNo: 'X' } }, finds: ['match.paymentKey@PaymentHead.orderNo'] },
  {
    change: { payment: { amountPaid: amount('332.29') } },
    finds: ['match.amount@OrderHead.acturalPaid'],
  },
  {
    change: { payment: { payerName: '陈小和', payerIdNumber: OTHER_ID } },
    finds: ['match.payerName@PaymentHead.payerName', 'match.payerId@PaymentHead.payerIdNumber'],
  },
  { change: { payment: { payCode: 'X' } }, finds: ['match.payCode@OrderHead.payCode'] },
  {
    change: { payment: { payTransactionId: 'PAY-2' } },
    finds: ['match.payTransaction@OrderHead.payTransactionId'],
  },
  {
    change: { list: { buyerName: '李四', buyerTelephone: '13900000001', buyerIdNumber: OTHER_ID } },
    finds: [
      'match.buyerName@InventoryHead.buyerName',
      'match.buyerId@InventoryHead.buyerIdNumber',
      'match.buyerTelephone@InventoryHead.buyerTelephone',
    ],
  },
  {
    change: { listLines: [{ gname: '奶粉', country: '601', unit: '140', unit1: '035' }] },
    finds: differing(0, ['gname', 'unit', 'country']),
  },
  {
    change: { listLines: [{}, {}, { price: amount('33'), qty: amount('2') }] },
    finds: ['match.line@InventoryList[2].qty', 'match.line@InventoryList[2].price'],
  },
  {
    change: { waybill: { logisticsNo: 'X' } },
    finds: ['match.waybillKey@InventoryHead.logisticsNo'],
  },
  { change: { waybill: { orderNo: 'X' } }, finds: ['match.waybillOrder@LogisticsHead.orderNo'] },
  {
    change: {
      waybill: { consignee: '陈禾', consigneeTelephone: '1', consigneeAddress: '浙江省宁波市' },
    },
    finds: [
      'match.consignee@LogisticsHead.consignee',
      'match.consigneeTelephone@LogisticsHead.consigneeTelephone',
      'match.consigneeAddress@LogisticsHead.consigneeAddress',
    ],
  },
];

/** Wrong waybill statuses. */
export const statusCases: readonly {
  readonly change: Partial<WaybillStatusDocument['head']>;
  readonly finds: readonly string[];
}[] = [
  { change: { appType: '5' }, finds: ['status.appType@LogisticsStatus.appType'] },
  { change: { appStatus: '5' }, finds: ['status.appStatus@LogisticsStatus.appStatus'] },
  { change: { logisticsTime: '2026' }, finds: ['status.time@LogisticsStatus.logisticsTime'] },
  { change: { logisticsStatus: 'R' }, finds: ['status.status@LogisticsStatus.logisticsStatus'] },
];

/** Changes that give no cause for complaint. */
export const goodCases: readonly { readonly name: string; readonly change: SetChanges }[] = [
  { name: 'a direct purchase', change: { list: DIRECT } },
  { name: 'bonded mode A (1239)', change: { list: { tradeMode: '1239' } } },
  { name: 'a guarantee of the platform', change: { list: { assureCode: '3301968A01' } } },
  { name: 'a guarantee of the carrier', change: { list: { assureCode: '3301968C03' } } },
  { name: 'a staged list', change: { list: { appStatus: '1' } } },
  { name: 'no kind of package', change: { list: { wrapType: '' } } },
  { name: 'net weight equal to gross', change: { list: { netWeight: amount('3.2') } } },
  { name: 'no payment named', change: { order: { payCode: '', payTransactionId: '' } } },
  { name: 'no district', change: { order: { consigneeDistrict: undefined } } },
  { name: 'a day of import', change: { list: { ieDate: '20240229' } } },
  { name: 'a second unit with its quantity', change: { listLines: [{ unit2: '007', qty2: 1n }] } },
  {
    name: 'the same unit and quantity twice',
    change: { listLines: [{}, {}, { unit1: '007', qty1: amount('1') }] },
  },
];

function person(buyerIdNumber: string): SetChanges {
  const buyer = { buyerIdNumber };
  return { order: buyer, list: buyer, payment: { payerIdNumber: buyerIdNumber } };
}

function listAndPayer(rule: string): string[] {
  return [`list.${rule}@InventoryHead.buyerIdNumber`, `payment.${rule}@PaymentHead.payerIdNumber`];
}

function differing(line: number, fields: readonly string[]): string[] {
  return fields.map((field) => `match.line@InventoryList[${line}].${field}`);
}

function wrongDigit(): string {
  const right = idNumber('99999919900307123');
  return right.slice(0, 17) + (right.endsWith('0') ? '1' : '0');
}
