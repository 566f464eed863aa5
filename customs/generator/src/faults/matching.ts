import { UNITS_PER_FEN, UNITS_PER_ONE } from '@pilotzone/kernel/money';
import { MERCHANTS, PAYMENT_FIRMS } from '../companies.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { rejected } from '../expected.ts';
import type { Purchase } from '../purchase.ts';
import { withHead, withLine } from '../purchase.ts';
import type { Fault } from '../scenario.ts';
import { sendAll } from '../scenario.ts';
import type { World } from '../world.ts';

/** Documents that are right in themselves and do not agree with each other (三单比对). */
export const MATCHING_FAULTS: readonly Fault[] = [
  mismatch('amount-mismatch', ['1332'], (purchase) => {
    const amountPaid = purchase.payment.head.amountPaid + UNITS_PER_FEN;
    return withHead(purchase, 'payment', { amountPaid });
  }),
  mismatch('other-payer-name', ['1327'], (purchase, world) =>
    withHead(purchase, 'payment', { payerName: otherName(world, purchase) }),
  ),
  mismatch('other-payer-id', ['1327'], (purchase, world) =>
    withHead(purchase, 'payment', { payerIdNumber: world.newBuyer().idNumber }),
  ),
  mismatch('other-payment-firm', ['13035'], (purchase) => {
    const other = PAYMENT_FIRMS.find(({ code }) => code !== purchase.parties.paymentFirm.code);
    return withHead(purchase, 'order', { payCode: other?.code, payName: other?.name });
  }),
  mismatch('gift-not-listed', ['1320'], (purchase) => {
    const [first] = purchase.order.lines;
    if (!first) return purchase;
    const gnum = purchase.order.lines.length + 1;
    const gift = {
      ...first,
      gnum,
      itemName: '试用装赠品',
      qty: UNITS_PER_ONE,
      price: 0n,
      totalPrice: 0n,
    };
    return { ...purchase, order: { ...purchase.order, lines: [...purchase.order.lines, gift] } };
  }),
  mismatch('other-goods-name', ['1322'], (purchase) =>
    withLine(purchase, ['list', 0], { gname: `${purchase.list.lines[0]?.gname ?? ''}（新版）` }),
  ),
  mismatch('other-origin', ['1322'], (purchase) => {
    const country = purchase.list.lines[0]?.country === '116' ? '133' : '116';
    return withLine(purchase, ['list', 0], { country });
  }),
  mismatch('other-price', ['1322'], (purchase) => {
    const line = purchase.list.lines[0];
    if (!line) return purchase;
    const price = line.price - UNITS_PER_FEN;
    const totalPrice = (price * line.qty) / UNITS_PER_ONE;
    return withLine(purchase, ['list', 0], { price, totalPrice });
  }),
  mismatch('other-buyer-name', ['13127'], (purchase, world) =>
    withHead(purchase, 'list', { buyerName: otherName(world, purchase) }),
  ),
  mismatch('other-buyer-telephone', ['130126'], (purchase, world) =>
    withHead(purchase, 'list', { buyerTelephone: world.newBuyer().telephone }),
  ),
  mismatch('other-buyer-id', ['PZ-BUYER-ID'], (purchase, world) =>
    withHead(purchase, 'list', { buyerIdNumber: world.newBuyer().idNumber }),
  ),
  mismatch('other-merchant', ['PZ-MERCHANT'], (purchase) => {
    const other = MERCHANTS.find(({ code }) => code !== purchase.parties.merchant.code);
    const { platform, merchant } = purchase.parties;
    const ebcCode = other?.code ?? merchant.code;
    const ebcName = other?.name ?? merchant.name;
    return withHead(purchase, 'list', { ebcCode, ebcName, assureCode: platform.code });
  }),
  mismatch('other-consignee', ['PZ-CONSIGNEE'], (purchase, world) =>
    withHead(purchase, 'waybill', { consignee: otherName(world, purchase) }),
  ),
  mismatch('other-consignee-telephone', ['PZ-CONSIGNEE-TELEPHONE'], (purchase, world) =>
    withHead(purchase, 'waybill', { consigneeTelephone: world.newBuyer().telephone }),
  ),
  mismatch('other-consignee-address', ['PZ-CONSIGNEE-ADDRESS'], (purchase) => {
    const consigneeAddress = `${purchase.waybill.head.consigneeAddress}（门卫代收）`;
    return withHead(purchase, 'waybill', { consigneeAddress });
  }),
  mismatch('waybill-of-other-order', ['PZ-WAYBILL-ORDER'], (purchase) =>
    withHead(purchase, 'waybill', { orderNo: `${purchase.waybill.head.orderNo}9` }),
  ),
  mismatch('two-differences', ['1332', '13127'], (purchase, world) => {
    const amountPaid = purchase.payment.head.amountPaid + UNITS_PER_ONE;
    const buyerName = otherName(world, purchase);
    return withHead(withHead(purchase, 'payment', { amountPaid }), 'list', { buyerName });
  }),
];

function mismatch(
  name: string,
  codes: readonly string[],
  change: (purchase: Purchase, world: World) => Purchase,
): Fault {
  return {
    name,
    make: (world) => {
      const purchase = change(drawPurchase(world, {}, world.newBuyer()), world);
      return sendAll(purchase, rejected(purchase, codes));
    },
  };
}

function otherName(world: World, { buyer }: Purchase): string {
  let { name } = world.newBuyer();
  while (name === buyer.name) ({ name } = world.newBuyer());
  return name;
}
