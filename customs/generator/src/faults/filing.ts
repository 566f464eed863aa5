import { UNITS_PER_ONE } from '@pilotzone/kernel/money';
import type { Instant } from '@pilotzone/kernel/time';
import { formatAppTime, parseCustomsTime } from '@pilotzone/kernel/time';
import { drawPurchase } from '../draw-purchase.ts';
import { refusedList, refusedMessage, rejected, released, staged, waiting } from '../expected.ts';
import type { Purchase } from '../purchase.ts';
import { withHead } from '../purchase.ts';
import type { Fault, Scenario } from '../scenario.ts';
import { listOf, orderOf, paymentOf, sendAll, submissionsOf, waybillOf } from '../scenario.ts';
import type { World } from '../world.ts';

/** Documents that are missing, come twice, too late, or only to be saved. */
export const FILING_FAULTS: readonly Fault[] = [
  withPurchase('order-missing', (_, purchase) => ({
    submissions: [paymentOf(purchase), waybillOf(purchase), listOf(purchase)],
    expected: [waiting(purchase, 'PZ-MISSING-ORDER')],
  })),
  withPurchase('payment-missing', (_, purchase) => ({
    submissions: [orderOf(purchase), waybillOf(purchase), listOf(purchase)],
    expected: [waiting(purchase, 'PZ-MISSING-PAYMENT')],
  })),
  withPurchase('waybill-missing', (_, purchase) => ({
    submissions: [orderOf(purchase), paymentOf(purchase), listOf(purchase)],
    expected: [waiting(purchase, 'PZ-MISSING-WAYBILL')],
  })),
  withPurchase('order-only-staged', (_, purchase) =>
    sendAll(withHead(purchase, 'order', { appStatus: '1' }), waiting(purchase, 'PZ-MISSING-ORDER')),
  ),
  withPurchase('list-only-staged', (_, purchase) => {
    const kept = withHead(purchase, 'list', { appStatus: '1' });
    return sendAll(kept, staged(kept));
  }),
  withPurchase('list-contradicted', (world, purchase) => {
    const again = sendAgain(world, purchase, 'list', { note: '重复申报' });
    return {
      submissions: [...submissionsOf(purchase), listOf(again)],
      expected: [released(world, purchase), refusedList(again, '-621004')],
    };
  }),
  withPurchase('order-contradicted', (world, purchase) => {
    const again = sendAgain(world, purchase, 'order', { note: '另一版本' });
    return withRefusal(world, purchase, { again: orderOf(again), code: '-301010' });
  }),
  withPurchase('payment-contradicted', (world, purchase) => {
    const amountPaid = purchase.payment.head.amountPaid + UNITS_PER_ONE;
    const again = sendAgain(world, purchase, 'payment', { amountPaid });
    return withRefusal(world, purchase, { again: paymentOf(again), code: '-401007' });
  }),
  withPurchase('waybill-contradicted', (world, purchase) => {
    const weight = purchase.waybill.head.weight + UNITS_PER_ONE;
    const again = sendAgain(world, purchase, 'waybill', { weight });
    return withRefusal(world, purchase, { again: waybillOf(again), code: '-504015' });
  }),
  withPurchase('order-change-stale', (world, purchase) => {
    const { appTime } = purchase.order.head;
    const again = sendAgain(world, purchase, 'order', { appType: '2', appTime, note: '旧版本' });
    return withRefusal(world, purchase, { again: orderOf(again), code: '-301014' });
  }),
  withPurchase('order-corrected-in-time', (world, purchase) => {
    const acturalPaid = purchase.order.head.acturalPaid - UNITS_PER_ONE;
    const first = withHead(purchase, 'order', { acturalPaid });
    const change = { appType: '2', acturalPaid: purchase.order.head.acturalPaid };
    const again = sendAgain(world, first, 'order', change);
    return {
      submissions: [...submissionsOf(first), orderOf(again)],
      expected: [released(world, purchase)],
    };
  }),
  withPurchase('order-deleted', (world, purchase) => {
    const again = sendAgain(world, purchase, 'order', { appType: '3' });
    return {
      submissions: [...submissionsOf(purchase), orderOf(again)],
      expected: [waiting(purchase, 'PZ-MISSING-ORDER')],
    };
  }),
  withPurchase('all-sent-twice', (world, purchase) => {
    const repeats = (['order', 'payment', 'waybill', 'list'] as const).reduce(
      (repeated, which) => sendAgain(world, repeated, which, {}),
      purchase,
    );
    return {
      submissions: [...submissionsOf(purchase), ...submissionsOf(repeats)],
      expected: [released(world, purchase)],
    };
  }),
  withPurchase('declared-again-after-rejection', (world, purchase) => {
    const { buyerName } = purchase.list.head;
    const first = withHead(purchase, 'list', { buyerName: `${buyerName}某` });
    const again = sendAgain(world, first, 'list', { buyerName });
    return {
      submissions: [...submissionsOf(first), listOf(again)],
      expected: [released(world, purchase)],
    };
  }),
  { name: 'waybill-used-twice', size: 2, make: makeWaybillUsedTwice },
];

function withPurchase(name: string, make: (world: World, purchase: Purchase) => Scenario): Fault {
  return { name, make: (world) => make(world, drawPurchase(world, {}, world.newBuyer())) };
}

/**
 * A copy with one document sent again ten minutes later, under a new guid and with other values.
 */
function sendAgain<K extends 'order' | 'payment' | 'waybill' | 'list'>(
  world: World,
  purchase: Purchase,
  ...[which, values]: [K, Partial<Purchase[K]['head']>]
): Purchase {
  const { appTime } = purchase[which].head;
  const later = { guid: world.random.guid(), appTime: tenMinutesAfter(appTime) };
  return withHead(purchase, which, { ...later, ...values });
}

function tenMinutesAfter(appTime: string): string {
  const at = parseCustomsTime(appTime) ?? 0;
  return formatAppTime((at + 600_000) as Instant);
}

/** The second document is refused; the list clears with the first. */
function withRefusal(
  world: World,
  purchase: Purchase,
  { again, code }: { again: Scenario['submissions'][number]; code: string },
): Scenario {
  return {
    submissions: [...submissionsOf(purchase), again],
    expected: [released(world, purchase), refusedMessage(again.type, code)],
  };
}

/** Two lists name one waybill, which belongs to the order of the first. */
function makeWaybillUsedTwice(world: World): Scenario {
  const owner = drawPurchase(world, {}, world.newBuyer());
  const other = drawPurchase(world, {}, world.newBuyer());
  const { logisticsCode, logisticsName, logisticsNo } = owner.list.head;
  const { platform } = other.parties;
  const values = { logisticsCode, logisticsName, logisticsNo, assureCode: platform.code };
  const thief = withHead(other, 'list', values);
  return {
    submissions: [...submissionsOf(owner), orderOf(thief), paymentOf(thief), listOf(thief)],
    expected: [released(world, owner), rejected(thief, thiefCodes(owner, thief))],
  };
}

/**
 * The waybill names the owner's order, consignee, telephone and address: each that differs is a
 * reason.
 */
function thiefCodes(owner: Purchase, thief: Purchase): string[] {
  const [a, b] = [owner.buyer, thief.buyer];
  return [
    'PZ-WAYBILL-ORDER',
    ...(a.name === b.name ? [] : ['PZ-CONSIGNEE']),
    ...(a.telephone === b.telephone ? [] : ['PZ-CONSIGNEE-TELEPHONE']),
    ...(a.address === b.address ? [] : ['PZ-CONSIGNEE-ADDRESS']),
  ];
}
