import type { ListDocument } from '@pilotzone/ceb/message';
import { barCodeOf, itemNoOf, recordNoOf } from './article-numbers.ts';
import { bookOf } from './companies.ts';
import type { Draft } from './draft.ts';
import { CHINA, CNY_CODE, submission } from './draft.ts';
import type { Basket } from './draw-basket.ts';

/** The list (CEB621) of a purchase, complete for its mode. */
export function composeList(draft: Draft): ListDocument {
  const { basket, buyer, parties, numbers, world } = draft;
  const { platform, merchant, carrier, broker } = parties;
  const date = world.day.replaceAll('-', '');
  const net = basket.articles.reduce(
    (sum, { product, count }) => sum + product.netGrams * count,
    0,
  );
  const gross = net + 60 + Math.ceil(net / 12);
  const isBonded = basket.tradeMode !== '9610';
  return {
    head: {
      ...submission(draft, 4),
      orderNo: numbers.orderNo,
      ebpCode: platform.code,
      ebpName: platform.name,
      ebcCode: merchant.code,
      ebcName: merchant.name,
      logisticsNo: numbers.logisticsNo,
      logisticsCode: carrier.code,
      logisticsName: carrier.name,
      copNo: numbers.copNo,
      preNo: undefined,
      assureCode: world.random.pick([platform, platform, merchant, carrier]).code,
      ...placeOf(draft, isBonded),
      invtNo: undefined,
      ieFlag: 'I',
      declTime: date,
      ieDate: isBonded ? undefined : date,
      buyerIdType: '1',
      buyerIdNumber: buyer.idNumber,
      buyerName: buyer.name,
      buyerTelephone: buyer.telephone,
      consigneeAddress: buyer.address,
      agentCode: broker.code,
      agentName: broker.name,
      tradeMode: basket.tradeMode,
      licenseNo: undefined,
      freight: basket.freight,
      insuredFee: 0n,
      currency: CNY_CODE,
      wrapType: '2',
      packNo: 1,
      grossWeight: BigInt(gross) * 100n,
      netWeight: BigInt(net) * 100n,
      note: undefined,
    },
    lines: basket.articles.map((article, index) => composeLine(draft, article, index)),
  };
}

/** Zone and book for bonded goods, flight and bill for direct ones. */
function placeOf({ basket, parties, numbers, world }: Draft, isBonded: boolean) {
  const { operator } = parties;
  const office = isBonded ? '4612' : '4613';
  const flight = `CA${world.random.integer(800, 999)}`;
  return {
    customsCode: office,
    portCode: office,
    emsNo: isBonded ? bookOf(operator) : undefined,
    areaCode: isBonded ? operator.code : undefined,
    areaName: isBonded ? operator.name : undefined,
    trafMode: isBonded ? '4' : '5',
    trafNo: isBonded ? undefined : flight,
    voyageNo: isBonded ? undefined : flight,
    billNo: isBonded ? undefined : numbers.billNo,
    loctNo: isBonded ? undefined : `${office}Z001`,
    country: isBonded ? CHINA : (basket.articles[0]?.product.country ?? CHINA),
  };
}

function composeLine(
  { basket, declaredAs }: Draft,
  article: Basket['articles'][number],
  index: number,
) {
  const { product, count, price } = article;
  const { legal1, legal2 } = product;
  return {
    gnum: index + 1,
    itemRecordNo:
      basket.tradeMode === '9610' ? undefined : recordNoOf(product.hsCode, product.name),
    itemNo: itemNoOf(product.hsCode, product.name),
    itemName: product.name,
    gcode: declaredAs ?? product.hsCode,
    gname: product.name,
    gmodel: product.model,
    barCode: barCodeOf(product.hsCode, product.name),
    country: product.country,
    tradeCountry: undefined,
    currency: CNY_CODE,
    qty: BigInt(count) * 100_000n,
    unit: product.unit,
    qty1: legal1.units * BigInt(count),
    unit1: legal1.unit,
    qty2: legal2 && legal2.units * BigInt(count),
    unit2: legal2?.unit,
    price,
    totalPrice: price * BigInt(count),
    note: undefined,
  };
}
