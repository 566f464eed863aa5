import type { DocumentByType } from '@pilotzone/ceb/message';
import { BROKERS, CARRIERS, MERCHANTS, OPERATORS, PLATFORMS, PAYMENT_FIRMS } from '../companies.ts';
import { bookOf } from '../companies.ts';
import type { Company } from '../companies.ts';
import type { Random } from '../random.ts';
import type { PlainDate } from '@pilotzone/kernel/time';
import { EXPORT_ARTICLES } from './goods.ts';
import type { ExportArticle } from './goods.ts';

/** The modes of export by list. */
export type ExportMode = '9610' | '1210' | '9710' | '9810';

/** Who takes part in a shipment. */
export type ShipmentParties = {
  readonly platform: Company;
  readonly merchant: Company;
  readonly carrier: Company;
  readonly broker: Company;
  readonly operator: Company;
  readonly paymentFirm: Company;
};

/** One order for export with all its documents. */
export type Shipment = {
  readonly parties: ShipmentParties;
  readonly order: DocumentByType['CEB303Message'];
  readonly payment: DocumentByType['CEB403Message'];
  readonly waybill: DocumentByType['CEB505Message'];
  readonly list: DocumentByType['CEB603Message'];
  readonly arrival: DocumentByType['CEB507Message'];
  readonly departure: DocumentByType['CEB509Message'];
};

/** What a shipment is drawn from. */
export type ShipmentWorld = {
  readonly random: Random;
  readonly day: PlainDate;
  nextSerial(): number;
};

/** What a shipment should be. */
export type ShipmentWish = {
  readonly mode?: ExportMode;
  readonly statisticsFlag?: 'A' | 'B';
  readonly merchant?: Company;
  /** Who takes part, where it is to be the same as of another shipment. */
  readonly parties?: ShipmentParties;
};

const OFFICE = '2991';
const [USD, USA, AIR] = ['502', '502', '5'];
const ORDER_TYPES: Readonly<Record<ExportMode, string>> = {
  '9610': 'E',
  '1210': 'E',
  '9710': 'B',
  '9810': 'W',
};

/** A whole, sound shipment of at most a few hundred dollars; the same for the same chance. */
export function drawShipment(world: ShipmentWorld, wish: ShipmentWish = {}): Shipment {
  const { random } = world;
  const mode = wish.mode ?? '9610';
  const isB2b = mode === '9710' || mode === '9810';
  const flag = wish.statisticsFlag ?? (isB2b || random.chance(0.5) ? 'A' : 'B');
  const parties: ShipmentParties = wish.parties ?? {
    platform: random.pick(PLATFORMS),
    merchant: wish.merchant ?? random.pick(MERCHANTS),
    carrier: random.pick(CARRIERS),
    broker: random.pick(BROKERS),
    operator: random.pick(OPERATORS),
    paymentFirm: random.pick(PAYMENT_FIRMS),
  };
  const serial = String(world.nextSerial()).padStart(7, '0');
  const stem = world.day.replaceAll('-', '');
  const goods = drawGoods(random, isB2b);
  const shared = { world, parties, serial, stem, mode, flag, goods };
  return {
    parties,
    order: orderOf(shared),
    payment: paymentOf(shared),
    waybill: waybillOf(shared),
    list: listOf(shared),
    arrival: arrivalOf(shared),
    departure: departureOf(shared),
  };
}

type Goods = {
  readonly lines: readonly { article: ExportArticle; count: bigint; price: bigint }[];
  readonly value: bigint;
  readonly netGrams: bigint;
};

type Drawn = {
  readonly world: ShipmentWorld;
  readonly parties: ShipmentParties;
  readonly serial: string;
  readonly stem: string;
  readonly mode: ExportMode;
  readonly flag: 'A' | 'B';
  readonly goods: Goods;
};

function drawGoods(random: Random, isB2b: boolean): Goods {
  const start = random.integer(0, EXPORT_ARTICLES.length - 1);
  const kinds = random.integer(1, 3);
  const lines = Array.from({ length: kinds }, (_, index) => {
    const article = EXPORT_ARTICLES[(start + index) % EXPORT_ARTICLES.length];
    if (!article) throw new RangeError('no article to draw from');
    const count = BigInt(random.integer(1, isB2b ? 4 : 2));
    // Cents in units of 1/100 000.
    const price = BigInt(random.integer(article.priceMin, article.priceMax)) * 1_000n;
    return { article, count, price };
  });
  return {
    lines,
    value: lines.reduce((sum, { count, price }) => sum + count * price, 0n),
    netGrams: lines.reduce((sum, { article, count }) => sum + count * BigInt(article.grams), 0n),
  };
}

const ONE = 100_000n;

function submission({ world, stem }: Drawn, time: string) {
  return {
    guid: world.random.guid(),
    appType: '1',
    appTime: `${stem}${time}`,
    appStatus: '2',
  };
}

function named<P extends string>(prefix: P, company: Company) {
  // The two fields by which every message names a company.
  return { [`${prefix}Code`]: company.code, [`${prefix}Name`]: company.name } as {
    [K in `${P}Code` | `${P}Name`]: string;
  };
}

function orderNoOf({ stem, serial }: Drawn): string {
  return `EX${stem}${serial}`;
}

function orderOf(drawn: Drawn): Shipment['order'] {
  const { parties, goods, mode } = drawn;
  return {
    head: {
      ...submission(drawn, '090000'),
      orderType: ORDER_TYPES[mode],
      orderNo: orderNoOf(drawn),
      ...named('ebp', parties.platform),
      ...named('ebc', parties.merchant),
      goodsValue: goods.value,
      freight: 0n,
      currency: USD,
      note: undefined,
    },
    lines: goods.lines.map(({ article, count, price }, index) => ({
      gnum: index + 1,
      itemNo: article.itemNo,
      itemName: article.name,
      itemDescribe: undefined,
      barCode: undefined,
      unit: article.unit,
      currency: USD,
      qty: count * ONE,
      price,
      totalPrice: count * price,
      note: undefined,
    })),
  };
}

function paymentOf(drawn: Drawn): Shipment['payment'] {
  const { parties, goods, stem, serial } = drawn;
  return {
    head: {
      ...submission(drawn, '091000'),
      ...named('ebp', parties.platform),
      ...named('ebc', parties.merchant),
      orderNo: orderNoOf(drawn),
      ...named('pay', parties.paymentFirm),
      payNo: `PAY${stem}${serial}`,
      charge: goods.value,
      currency: USD,
      accountingDate: `${stem}090500`,
      note: undefined,
    },
    lines: [],
  };
}

function waybillNoOf({ stem, serial }: Drawn): string {
  return `WX${stem}${serial}`;
}

function grossOf({ goods }: Drawn): bigint {
  // Wrapping of 50 grams; a gram is 100 units of 1/100 000 kg.
  return (goods.netGrams + 50n) * 100n;
}

function waybillOf(drawn: Drawn): Shipment['waybill'] {
  const { parties, goods } = drawn;
  return {
    head: {
      ...submission(drawn, '092000'),
      ...named('logistics', parties.carrier),
      logisticsNo: waybillNoOf(drawn),
      freight: 0n,
      insuredFee: 0n,
      currency: USD,
      grossWeight: grossOf(drawn),
      packNo: 1,
      goodsInfo: goods.lines.map(({ article }) => article.name).join('、'),
      ...named('ebc', parties.merchant),
      ebcTelephone: undefined,
      note: undefined,
    },
    lines: [],
  };
}

function listOf(drawn: Drawn): Shipment['list'] {
  const { parties, goods, mode, flag, stem, serial } = drawn;
  const isZone = mode === '1210';
  return {
    head: {
      ...submission(drawn, '093000'),
      customsCode: OFFICE,
      ...named('ebp', parties.platform),
      orderNo: orderNoOf(drawn),
      ...named('logistics', parties.carrier),
      logisticsNo: waybillNoOf(drawn),
      copNo: `EXC${stem}${serial}`,
      preNo: undefined,
      invtNo: undefined,
      ieFlag: 'E',
      portCode: OFFICE,
      ieDate: stem,
      statisticsFlag: flag,
      ...named('agent', parties.broker),
      ...named('ebc', parties.merchant),
      ...named('owner', parties.merchant),
      iacCode: isZone ? parties.operator.code : undefined,
      iacName: isZone ? parties.operator.name : undefined,
      emsNo: isZone ? bookOf(parties.operator) : undefined,
      tradeMode: mode,
      trafMode: AIR,
      trafName: 'CA8801',
      voyageNo: 'CA8801',
      billNo: `999-${stem}`,
      totalPackageNo: undefined,
      loctNo: undefined,
      licenseNo: undefined,
      country: USA,
      POD: '3154',
      freight: 0n,
      fCurrency: USD,
      fFlag: '3',
      insuredFee: 0n,
      iCurrency: USD,
      iFlag: '3',
      wrapType: '2',
      packNo: 1,
      grossWeight: grossOf(drawn),
      netWeight: goods.netGrams * 100n,
      note: undefined,
    },
    lines: listLinesOf(drawn),
  };
}

function listLinesOf({ goods, mode, flag }: Drawn): Shipment['list']['lines'] {
  return goods.lines.map(({ article, count, price }, index) => ({
    gnum: index + 1,
    itemNo: article.itemNo,
    itemRecordNo: mode === '1210' ? String(index + 1) : undefined,
    itemName: article.name,
    // A simplified retail list is classified to the heading.
    gcode: flag === 'A' && mode === '9610' ? `${article.hsCode.slice(0, 4)}000000` : article.hsCode,
    gname: article.name,
    gmodel: article.model,
    barCode: '无',
    country: USA,
    currency: USD,
    qty: count * ONE,
    qty1: count * article.quantity1,
    qty2: undefined,
    unit: article.unit,
    unit1: article.unit1,
    unit2: undefined,
    price,
    totalPrice: count * price,
    note: undefined,
  }));
}

function arrivalOf(drawn: Drawn): Shipment['arrival'] {
  const { parties, stem, serial } = drawn;
  return {
    head: {
      ...submission(drawn, '110000'),
      customsCode: OFFICE,
      copNo: `EXA${stem}${serial}`,
      preNo: undefined,
      ...named('operator', parties.operator),
      loctNo: undefined,
      ieFlag: 'E',
      trafMode: AIR,
      billNo: `999-${stem}`,
      domesticTrafNo: '浙A88888',
      ...named('logistics', parties.carrier),
      msgCount: 1,
      msgSeqNo: 1,
      note: undefined,
    },
    lines: [
      { gnum: 1, logisticsNo: waybillNoOf(drawn), totalPackageNo: undefined, note: undefined },
    ],
  };
}

function departureOf(drawn: Drawn): Shipment['departure'] {
  const { parties, stem, serial } = drawn;
  return {
    head: {
      ...submission(drawn, '200000'),
      customsCode: OFFICE,
      copNo: `EXD${stem}${serial}`,
      preNo: undefined,
      ...named('logistics', parties.carrier),
      trafMode: AIR,
      trafName: 'CA8801',
      voyageNo: 'CA8801',
      billNo: `999-${stem}`,
      leaveTime: `${stem}193000`,
      msgCount: 1,
      msgSeqNo: 1,
      note: undefined,
    },
    lines: [
      { gnum: 1, totalPackageNo: undefined, logisticsNo: waybillNoOf(drawn), note: undefined },
    ],
  };
}
