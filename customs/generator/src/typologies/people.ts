import type { PlainDate } from '@pilotzone/kernel/time';
import { MERCHANTS } from '../companies.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { PRODUCTS } from '../products.ts';
import { withHead } from '../purchase.ts';
import type { World } from '../world.ts';
import { dayAt, drawStart, times, type Planted, type Typology } from './typology.ts';

/** Patterns of persons: whose name, telephone, address and money it is. */
export const PEOPLE_TYPOLOGIES: readonly Typology[] = [
  {
    name: 'borrowed-identities',
    zh: '借用他人身份分拆年度限额',
    en: "One person buys with the allowances of many: other names, the collector's telephone",
    plant: plantBorrowed,
  },
  {
    name: 'second-sale',
    zh: '同一地址大量收货，疑似二次销售',
    en: 'Parcels of several buyers, day after day, to one address that sells on',
    plant: plantSecondSale,
  },
  {
    name: 'split-orders',
    zh: '同日同商户拆单规避单次限值',
    en: 'What was bought at once is declared as several orders below the limit of one',
    plant: plantSplit,
  },
  {
    name: 'shared-payer',
    zh: '同一支付人为多名订购人付款',
    en: 'One person pays for many buyers',
    refusedFor: ['1327'],
    plant: plantPayer,
  },
  {
    name: 'carousel-returns',
    zh: '反复购买并退货',
    en: 'The same buyer has the same goods come and go back again and again',
    plant: plantCarousel,
  },
];

function plantBorrowed(world: World, days: readonly PlainDate[]): Planted[] {
  const collector = world.newBuyer();
  const start = drawStart(world, days, 5);
  const people = times(world.random.integer(6, 9), () => ({
    ...world.newBuyer(),
    telephone: collector.telephone,
  }));
  return people.flatMap((person, index) =>
    times(2, () => {
      const day = dayAt(days, start + (index % 5));
      return { day, make: (on: World) => drawPurchase(on, { goods: 'big' }, person) };
    }),
  );
}

function plantSecondSale(world: World, days: readonly PlainDate[]): Planted[] {
  const { address, district } = world.newBuyer();
  const start = drawStart(world, days, 4);
  const people = times(5, () => ({ ...world.newBuyer(), address, district }));
  return times(world.random.integer(16, 24), (index) => {
    const buyer = people[index % people.length];
    return {
      day: dayAt(days, start + (index % 4)),
      make: (on: World) => drawPurchase(on, {}, buyer),
    };
  });
}

function plantSplit(world: World, days: readonly PlainDate[]): Planted[] {
  const buyer = world.newBuyer();
  const day = dayAt(days, drawStart(world, days));
  const parties = { merchant: world.random.pick(MERCHANTS) };
  return times(3, () => ({
    day,
    make: (on: World) => drawPurchase(on, { goods: 'big', parties }, buyer),
  }));
}

function plantPayer(world: World, days: readonly PlainDate[]): Planted[] {
  const payer = world.newBuyer();
  const start = drawStart(world, days, 5);
  return times(world.random.integer(7, 10), (index) => ({
    day: dayAt(days, start + (index % 5)),
    make: (on: World) =>
      withHead(drawPurchase(on, {}, on.newBuyer()), 'payment', {
        payerIdNumber: payer.idNumber,
        payerName: payer.name,
        telephone: payer.telephone,
      }),
  }));
}

function plantCarousel(world: World, days: readonly PlainDate[]): Planted[] {
  const buyer = world.newBuyer();
  const start = drawStart(world, days, 12);
  const product = world.random.pick(world.onOffer(PRODUCTS).filter((one) => one.priceMax < 400));
  return times(6, (index) => ({
    day: dayAt(days, start + index * 2),
    isReturned: true,
    make: (on: World) => drawPurchase(on, { fixed: { product, count: 2 } }, buyer),
  }));
}
