import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
  WaybillStatusDocument,
} from '@pilotzone/ceb/message';
import { UNITS_PER_ONE, parseUnits } from '@pilotzone/kernel/money';
import { idCheckCharacter } from './id-card.ts';
import type { DocumentSet } from './match.ts';

/** What a test changes in the clean set; lines are changed by position. */
export type SetChanges = {
  readonly list?: Partial<ListDocument['head']>;
  readonly listLines?: readonly Partial<ListDocument['lines'][number]>[];
  readonly order?: Partial<OrderDocument['head']>;
  readonly orderLines?: readonly Partial<OrderDocument['lines'][number]>[];
  readonly payment?: Partial<PaymentDocument['head']>;
  readonly waybill?: Partial<WaybillDocument['head']>;
};

/** An amount written as a decimal, in units of 1/100 000. */
export function amount(text: string): bigint {
  const units = parseUnits(text);
  if (units === undefined) throw new TypeError(`no amount: ${text}`);
  return units;
}

/** 17 digits of an id number with their check character. */
export function idNumber(digits: string): string {
  return digits + (idCheckCharacter(digits) ?? '?');
}

/** An id number of the right form that belongs to nobody: division 999999 does not exist. */
export const BUYER_ID = idNumber('99999919900307123');

const GUID = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';
const submission = { guid: GUID, appType: '1', appTime: '20261101120000', appStatus: '2' };
const ORDER_KEY = { ebpCode: '3301968A01', orderNo: 'O-2026-0001' };
const platform = { ebpName: '云上购平台', ebcCode: '3301968B02', ebcName: '远洋优选' };
const buyer = {
  buyerName: '陈小禾',
  buyerTelephone: '13800000001',
  buyerIdType: '1',
  buyerIdNumber: BUYER_ID,
};
const ADDRESS = '浙江省杭州市西湖区文三路1号';

const goods = [
  { name: '婴儿配方奶粉', unit: '122', qty: '2', price: '50', totalPrice: '100', country: '309' },
  { name: '洗面奶', unit: '142', qty: '4', price: '33.5', totalPrice: '134', country: '116' },
  { name: '保温杯', unit: '007', qty: '1', price: '66', totalPrice: '66', country: '133' },
];

/**
 * A bonded list of three lines and its documents, with nothing to complain of, changed by
 * `changes`.
 */
export function documentSet(changes: SetChanges = {}): DocumentSet {
  return {
    list: listDocument(changes),
    order: orderDocument(changes),
    payments: [paymentDocument(changes.payment)],
    waybill: waybillDocument(changes.waybill),
  };
}

function listDocument({ list, listLines }: SetChanges): ListDocument {
  const lines = goods.map((item, index) => ({
    gnum: index + 1,
    itemRecordNo: `R${index + 1}`,
    itemNo: undefined,
    itemName: item.name,
    gcode: '1901101000',
    gname: item.name,
    gmodel: `${item.name} 标准装`,
    barCode: '无',
    tradeCountry: undefined,
    currency: '142',
    qty1: UNITS_PER_ONE,
    unit1: '035',
    qty2: undefined,
    unit2: undefined,
    note: undefined,
    ...line(item),
    ...listLines?.[index],
  }));
  return { head: { ...cleanListHead(), ...list }, lines };
}

function line(item: (typeof goods)[number]): {
  unit: string;
  country: string;
  qty: bigint;
  price: bigint;
  totalPrice: bigint;
} {
  const { unit, country } = item;
  const [qty, price, totalPrice] = [item.qty, item.price, item.totalPrice].map(amount);
  return { unit, country, qty: qty ?? 0n, price: price ?? 0n, totalPrice: totalPrice ?? 0n };
}

function cleanListHead(): ListDocument['head'] {
  return {
    ...submission,
    ...ORDER_KEY,
    ...platform,
    ...buyer,
    logisticsNo: 'L-0001',
    logisticsCode: '3301968C03',
    logisticsName: '快达物流',
    copNo: 'COP0001',
    preNo: undefined,
    assureCode: platform.ebcCode,
    emsNo: 'T2921W000001',
    invtNo: undefined,
    ieFlag: 'I',
    declTime: '20261101',
    customsCode: '2992',
    portCode: '2992',
    ieDate: undefined,
    consigneeAddress: ADDRESS,
    agentCode: '3301968D04',
    agentName: '通达报关',
    areaCode: '3301968E05',
    areaName: '下沙保税仓',
    tradeMode: '1210',
    trafMode: '4',
    trafNo: undefined,
    voyageNo: undefined,
    billNo: undefined,
    loctNo: undefined,
    licenseNo: undefined,
    country: '142',
    freight: amount('10'),
    insuredFee: 0n,
    currency: '142',
    wrapType: '2',
    packNo: 1,
    grossWeight: amount('3.2'),
    netWeight: amount('2.9'),
    note: undefined,
  };
}

function orderDocument({ order, orderLines }: SetChanges): OrderDocument {
  const lines = goods.map((item, index) => ({
    gnum: index + 1,
    itemNo: undefined,
    itemName: item.name,
    gmodel: `${item.name} 标准装`,
    itemDescribe: undefined,
    barCode: undefined,
    currency: '142',
    note: undefined,
    ...line(item),
    ...orderLines?.[index],
  }));
  const head = {
    ...submission,
    ...ORDER_KEY,
    ...platform,
    ...buyer,
    orderType: 'I',
    goodsValue: amount('300'),
    freight: amount('10'),
    discount: amount('5'),
    taxTotal: amount('27.3'),
    acturalPaid: amount('332.3'),
    currency: '142',
    buyerRegNo: 'user-1',
    payCode: '3301968F06',
    payName: '安心支付',
    payTransactionId: 'PAY-1',
    batchNumbers: undefined,
    consignee: '陈小禾',
    consigneeTelephone: '13800000001',
    consigneeAddress: ADDRESS,
    consigneeDistrict: '330106',
    note: undefined,
    ...order,
  };
  return { head, lines };
}

/** The payment of the clean set. */
export function paymentDocument(changes: Partial<PaymentDocument['head']> = {}): PaymentDocument {
  const head = {
    ...submission,
    ...ORDER_KEY,
    payCode: '3301968F06',
    payName: '安心支付',
    payTransactionId: 'PAY-1',
    ebpName: platform.ebpName,
    payerIdType: '1',
    payerIdNumber: BUYER_ID,
    payerName: buyer.buyerName,
    telephone: undefined,
    amountPaid: amount('332.3'),
    currency: '142',
    payTime: '20261101115900',
    note: undefined,
    ...changes,
  };
  return { head, lines: [] };
}

function waybillDocument(changes: Partial<WaybillDocument['head']> = {}): WaybillDocument {
  const head = {
    ...submission,
    logisticsCode: '3301968C03',
    logisticsName: '快达物流',
    logisticsNo: 'L-0001',
    billNo: undefined,
    orderNo: ORDER_KEY.orderNo,
    freight: amount('10'),
    insuredFee: undefined,
    currency: '142',
    weight: amount('3.2'),
    packNo: 1,
    goodsInfo: undefined,
    consignee: '陈小禾',
    consigneeAddress: ADDRESS,
    consigneeTelephone: '13800000001',
    note: undefined,
    ...changes,
  };
  return { head, lines: [] };
}

/** A waybill status with nothing to complain of, changed by `changes`. */
export function statusDocument(
  changes: Partial<WaybillStatusDocument['head']> = {},
): WaybillStatusDocument {
  const head = {
    ...submission,
    logisticsCode: '3301968C03',
    logisticsName: '快达物流',
    logisticsNo: 'L-0001',
    logisticsStatus: 'S',
    logisticsTime: '20261103090000',
    note: undefined,
    ...changes,
  };
  return { head, lines: [] };
}
