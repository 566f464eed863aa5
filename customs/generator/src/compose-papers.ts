import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
} from '@pilotzone/ceb/message';
import { barCodeOf, itemNoOf } from './article-numbers.ts';
import type { Draft } from './draft.ts';
import { CNY_CODE, sentAt, submission } from './draft.ts';
import { priceOf } from './draw-basket.ts';

/** The order (CEB311); `tax` is the composite tax that the platform collects, in units. */
export function composeOrder(draft: Draft, tax: bigint): OrderDocument {
  const { basket, buyer, parties, numbers } = draft;
  const { platform, merchant, paymentFirm } = parties;
  const goodsValue = priceOf(basket.articles);
  return {
    head: {
      ...submission(draft, 1),
      orderType: 'I',
      orderNo: numbers.orderNo,
      ebpCode: platform.code,
      ebpName: platform.name,
      ebcCode: merchant.code,
      ebcName: merchant.name,
      goodsValue,
      freight: basket.freight,
      discount: basket.coupon,
      taxTotal: tax,
      acturalPaid: goodsValue + basket.freight + tax - basket.coupon,
      currency: CNY_CODE,
      buyerRegNo: buyer.regNo,
      buyerName: buyer.name,
      buyerTelephone: buyer.telephone,
      buyerIdType: '1',
      buyerIdNumber: buyer.idNumber,
      payCode: paymentFirm.code,
      payName: paymentFirm.name,
      payTransactionId: numbers.transaction,
      batchNumbers: undefined,
      consignee: buyer.name,
      consigneeTelephone: buyer.telephone,
      consigneeAddress: buyer.address,
      consigneeDistrict: buyer.district,
      note: undefined,
    },
    lines: basket.articles.map(({ product, count, price }, index) => ({
      gnum: index + 1,
      itemNo: itemNoOf(product.hsCode, product.name),
      itemName: product.name,
      gmodel: product.model,
      itemDescribe: undefined,
      barCode: barCodeOf(product.hsCode, product.name),
      unit: product.unit,
      qty: BigInt(count) * 100_000n,
      price,
      totalPrice: price * BigInt(count),
      currency: CNY_CODE,
      country: product.country,
      note: undefined,
    })),
  };
}

/** The payment (CEB411) of exactly what the order says. */
export function composePayment(draft: Draft, order: OrderDocument): PaymentDocument {
  const { buyer, parties, numbers } = draft;
  return {
    head: {
      ...submission(draft, 1),
      payCode: parties.paymentFirm.code,
      payName: parties.paymentFirm.name,
      payTransactionId: numbers.transaction,
      orderNo: numbers.orderNo,
      ebpCode: parties.platform.code,
      ebpName: parties.platform.name,
      payerIdType: '1',
      payerIdNumber: buyer.idNumber,
      payerName: buyer.name,
      telephone: buyer.telephone,
      amountPaid: order.head.acturalPaid,
      currency: CNY_CODE,
      payTime: sentAt(draft, 0),
      note: undefined,
    },
    lines: [],
  };
}

/** The waybill (CEB511) of the parcel that the list declares. */
export function composeWaybill(draft: Draft, list: ListDocument): WaybillDocument {
  const { basket, buyer, parties, numbers } = draft;
  return {
    head: {
      ...submission(draft, 2),
      logisticsCode: parties.carrier.code,
      logisticsName: parties.carrier.name,
      logisticsNo: numbers.logisticsNo,
      billNo: list.head.billNo,
      orderNo: numbers.orderNo,
      freight: basket.freight,
      insuredFee: 0n,
      currency: CNY_CODE,
      weight: list.head.grossWeight,
      packNo: 1,
      goodsInfo: basket.articles
        .map(({ product }) => product.name)
        .join(';')
        .slice(0, 200),
      consignee: buyer.name,
      consigneeAddress: buyer.address,
      consigneeTelephone: buyer.telephone,
      note: undefined,
    },
    lines: [],
  };
}
