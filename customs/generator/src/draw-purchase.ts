import type { ListDocument } from '@pilotzone/ceb/message';
import { assert } from '@pilotzone/kernel/errors';
import type { TaxTotals } from '@pilotzone/tariff/tax';
import { assessTax } from '@pilotzone/tariff/tax';
import { taxableOf } from '@pilotzone/tariff/taxable-list';
import { BROKERS, CARRIERS, MERCHANTS, OPERATORS, PAYMENT_FIRMS, PLATFORMS } from './companies.ts';
import { composeList } from './compose-list.ts';
import { composeOrder, composePayment, composeWaybill } from './compose-papers.ts';
import type { Draft, Numbers } from './draft.ts';
import type { Wish } from './draw-basket.ts';
import { drawBasket, priceOf } from './draw-basket.ts';
import type { Person } from './people.ts';
import type { Parties, Purchase } from './purchase.ts';
import type { World } from './world.ts';

/**
 * Draws a purchase whose four documents agree and that clears on the world's day. Without `buyer`
 * it belongs to a new or a regular one.
 */
export function drawPurchase(world: World, wish: Wish = {}, buyer?: Person): Purchase {
  const basket = drawBasket(world, wish);
  const total = priceOf(basket.articles) + basket.freight;
  const serial = world.nextSerial();
  const draft: Draft = {
    world,
    basket,
    buyer: buyer ?? world.buyerFor(total),
    parties: { ...drawParties(world), ...wish.parties },
    declaredAs: wish.declaredAs,
    serial,
    numbers: drawNumbers(world, serial),
  };
  const list = composeList(draft);
  const tax = taxOf(world, list).total.units;
  const order = composeOrder(draft, tax);
  return {
    order,
    payment: composePayment(draft, order),
    waybill: composeWaybill(draft, list),
    list,
    parties: draft.parties,
    buyer: draft.buyer,
    basket,
  };
}

/** Tax of a list on the world's day by the demo tariff. */
export function taxOf(world: World, list: ListDocument): TaxTotals {
  const { day: on, tariff, regime } = world;
  const assessed = assessTax(taxableOf(list), { on, tariff, regime });
  assert(assessed.kind === 'assessed', 'generated goods are in the demo tariff');
  return assessed.totals;
}

function drawParties({ random }: World): Parties {
  return {
    platform: random.pick(PLATFORMS),
    merchant: random.pick(MERCHANTS),
    carrier: random.pick(CARRIERS),
    paymentFirm: random.pick(PAYMENT_FIRMS),
    broker: random.pick(BROKERS),
    operator: random.pick(OPERATORS),
  };
}

function drawNumbers({ random, day }: World, serial: number): Numbers {
  const date = day.replaceAll('-', '');
  const running = String(serial).padStart(8, '0');
  return {
    orderNo: `${date.slice(2)}${random.digits(4)}${running}`,
    logisticsNo: `PZ${random.digits(3)}${running}CN`,
    billNo: `${random.integer(100, 999)}-${random.digits(8)}`,
    transaction: `${date}${random.digits(8)}${running}`,
    copNo: `Q${date.slice(2)}${running}`,
  };
}
