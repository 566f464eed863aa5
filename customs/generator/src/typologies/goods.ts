import type { PlainDate } from '@pilotzone/kernel/time';
import { MERCHANTS } from '../companies.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { PRODUCTS, type Product } from '../products.ts';
import { withHead } from '../purchase.ts';
import type { World } from '../world.ts';
import { dayAt, drawStart, times, type Planted, type Typology } from './typology.ts';

/** Patterns of goods: what they are called, cost, weigh and are declared as. */
export const GOODS_TYPOLOGIES: readonly Typology[] = [
  {
    name: 'undervaluation',
    zh: '低报价格',
    en: 'Articles declared far below what everybody else pays for them',
    plant: plantUndervalued,
  },
  {
    name: 'hs-drift',
    zh: '归入低税率商品编码',
    en: 'Articles declared under a code of a lower rate than their usual one',
    plant: plantDrift,
  },
  {
    name: 'restricted-names',
    zh: '品名含禁止或限制类商品',
    en: 'The name tells goods that retail import does not admit, whatever the code says',
    plant: plantRestricted,
  },
  {
    name: 'carrier-weight',
    zh: '承运重量与申报重量不符',
    en: 'The carrier weighed much more than was declared',
    plant: plantWeight,
  },
  {
    name: 'brushed-orders',
    zh: '刷单空包',
    en: 'Orders that nobody placed: parcels that weigh next to nothing',
    plant: plantBrushed,
  },
];

function plantUndervalued(world: World, days: readonly PlainDate[]): Planted[] {
  const merchant = world.random.pick(MERCHANTS);
  const start = drawStart(world, days, 6);
  const percent = world.random.integer(20, 35);
  return times(10, (index) => ({
    day: dayAt(days, start + (index % 6)),
    make: (on: World) => {
      const product = on.random.pick(on.onOffer(PRODUCTS));
      const wish = { fixed: { product, count: 1, percent }, parties: { merchant } };
      return drawPurchase(on, wish, on.newBuyer());
    },
  }));
}

/** Spirits as wine: the same units, half the consumption tax. */
const SPIRITS = new Set(['2208300000', '2208200090']);
const WINE = '2204210000';

function plantDrift(world: World, days: readonly PlainDate[]): Planted[] {
  const merchant = world.random.pick(MERCHANTS);
  const start = drawStart(world, days, 6);
  return times(8, (index) => ({
    day: dayAt(days, start + (index % 6)),
    make: (on: World) => {
      const product = on.random.pick(on.onOffer(PRODUCTS).filter((one) => SPIRITS.has(one.hsCode)));
      const fixed = { product, count: 1 };
      return drawPurchase(on, { fixed, declaredAs: WINE, parties: { merchant } }, on.newBuyer());
    },
  }));
}

const NAMES = [
  '象牙雕摆件',
  '穿山甲甲片粉',
  '多肉植物种子',
  '仿真枪模型',
  '复方麻黄碱片',
  '电子烟弹',
];

function plantRestricted(world: World, days: readonly PlainDate[]): Planted[] {
  const start = drawStart(world, days, 6);
  return times(6, (index) => ({
    day: dayAt(days, start + index),
    make: (on: World) => {
      const product = { ...pickToy(on), name: NAMES[index % NAMES.length] ?? '' };
      return drawPurchase(on, { fixed: { product, count: 1 } }, on.newBuyer());
    },
  }));
}

function pickToy(world: World): Product {
  return world.random.pick(world.onOffer(PRODUCTS).filter((one) => one.legal2 === undefined));
}

function plantWeight(world: World, days: readonly PlainDate[]): Planted[] {
  const merchant = world.random.pick(MERCHANTS);
  const start = drawStart(world, days, 6);
  return times(8, (index) => ({
    day: dayAt(days, start + (index % 6)),
    make: (on: World) => {
      const purchase = drawPurchase(on, { parties: { merchant } }, on.newBuyer());
      const { grossWeight } = purchase.list.head;
      const percent = BigInt(on.random.integer(180, 400));
      return withHead(purchase, 'waybill', { weight: (grossWeight * percent) / 100n });
    },
  }));
}

function plantBrushed(world: World, days: readonly PlainDate[]): Planted[] {
  const merchant = world.random.pick(MERCHANTS);
  const start = drawStart(world, days, 1);
  return times(world.random.integer(12, 18), (index) => ({
    day: dayAt(days, start + (index % 2)),
    make: (on: World) => {
      const wish = { goods: 'small', parties: { merchant } } as const;
      const purchase = drawPurchase(on, wish, on.newBuyer());
      const { grossWeight } = purchase.list.head;
      const weight = grossWeight / 6n;
      const light = withHead(purchase, 'list', { grossWeight: weight, netWeight: weight });
      return withHead(light, 'waybill', { weight });
    },
  }));
}
