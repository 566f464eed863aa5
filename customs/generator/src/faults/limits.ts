import type { Regime } from '@pilotzone/tariff/limits';
import type { ExpectedLine } from '../expected.ts';
import { rejected, released } from '../expected.ts';
import { drawPurchase, taxOf } from '../draw-purchase.ts';
import type { Purchase } from '../purchase.ts';
import { withHead } from '../purchase.ts';
import type { Fault } from '../scenario.ts';
import { sendAll, submissionsOf } from '../scenario.ts';
import type { World } from '../world.ts';

/**
 * Lists of one buyer in the annual fault: big ones of at least 80 % of the single limit, one more
 * than the year can hold, and a small one that may still fit.
 */
function annualLists({ singleLimit, annualLimit }: Regime): number {
  const least = (singleLimit.units * 80n) / 100n;
  return Number(annualLimit.units / least) + 2;
}

/** Purchases above a limit. */
export const LIMIT_FAULTS: readonly Fault[] = [
  { name: 'above-single-limit', make: makeAboveSingleLimit },
  { name: 'above-annual-limit', size: annualLists, make: makeAboveAnnualLimit },
];

/** Two lists in one: so many more of the same goods that the price exceeds the limit. */
function makeAboveSingleLimit(world: World) {
  const drawn = drawPurchase(world, { goods: 'big' }, world.newBuyer());
  const purchase = twice(drawn);
  return sendAll(purchase, rejected(purchase, ['-621005']));
}

/** Doubles what was bought: every quantity and amount, so that the documents still agree. */
function twice(purchase: Purchase): Purchase {
  const { order, list, payment } = purchase;
  const orderLines = order.lines.map((line) => ({
    ...line,
    qty: line.qty * 2n,
    totalPrice: line.totalPrice * 2n,
  }));
  const listLines = list.lines.map((line) => ({
    ...line,
    qty: line.qty * 2n,
    totalPrice: line.totalPrice * 2n,
    qty1: line.qty1 * 2n,
    qty2: line.qty2 && line.qty2 * 2n,
  }));
  const more = order.head.goodsValue;
  const doubled = {
    ...purchase,
    order: { ...order, lines: orderLines },
    list: { ...list, lines: listLines },
  };
  const acturalPaid = order.head.acturalPaid + more;
  const paid = withHead(doubled, 'payment', { amountPaid: payment.head.amountPaid + more });
  return withHead(paid, 'order', { goodsValue: more * 2n, acturalPaid });
}

/**
 * Many big purchases of one buyer in one year. They spend the year in the order of appTime, then
 * ebpCode, then orderNo: what does not fit is rejected, a smaller one after it may still fit.
 */
function makeAboveAnnualLimit(world: World) {
  const buyer = world.newBuyer();
  const length = annualLists(world.regime);
  const purchases = Array.from({ length }, (_, index) =>
    drawPurchase(world, index === length - 1 ? {} : { goods: 'big' }, buyer),
  );
  let spent = 0n;
  const expected = new Map<Purchase, ExpectedLine>();
  for (const purchase of purchases.toSorted(byAllowanceOrder)) {
    const price = taxOf(world, purchase.list).dutiablePrice.units;
    const fits = spent + price <= world.regime.annualLimit.units;
    if (fits) spent += price;
    expected.set(purchase, fits ? released(world, purchase) : rejected(purchase, ['1313']));
  }
  return {
    submissions: purchases.flatMap(submissionsOf),
    expected: purchases.flatMap((purchase) => expected.get(purchase) ?? []),
  };
}

function byAllowanceOrder(a: Purchase, b: Purchase): number {
  const keyOf = ({ list }: Purchase) =>
    `${list.head.appTime} ${list.head.ebpCode} ${list.head.orderNo}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
