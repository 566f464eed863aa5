import { UNITS_PER_FEN, UNITS_PER_ONE } from '@pilotzone/kernel/money';
import type { Wish } from '../draw-basket.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { rejected } from '../expected.ts';
import type { Purchase } from '../purchase.ts';
import { withHead, withLine } from '../purchase.ts';
import type { Fault } from '../scenario.ts';
import { sendAll } from '../scenario.ts';
import type { World } from '../world.ts';

/** Field checks of a list, an order, a payment, a waybill: one official code each. */
const [LIST, ORDER, PAYMENT, WAYBILL] = ['-621001', '-301008', '-401009', '-504011'] as const;

const BONDED: Wish = { tradeMode: '1210' };
const DIRECT: Wish = { tradeMode: '9610' };

/** Documents that are wrong in themselves. */
export const CONTENT_FAULTS: readonly Fault[] = [
  wrong('order-arithmetic', [ORDER], (purchase) => {
    const paid = purchase.order.head.acturalPaid + UNITS_PER_ONE;
    const order = withHead(purchase, 'order', { acturalPaid: paid });
    return withHead(order, 'payment', { amountPaid: paid });
  }),
  wrong('order-line-total', [ORDER], (purchase) => {
    const totalPrice = (purchase.order.lines[0]?.totalPrice ?? 0n) + UNITS_PER_FEN;
    return withLine(purchase, ['order', 0], { totalPrice });
  }),
  wrong('list-line-total', [LIST], (purchase) => {
    const totalPrice = (purchase.list.lines[0]?.totalPrice ?? 0n) + UNITS_PER_FEN;
    return withLine(purchase, ['list', 0], { totalPrice });
  }),
  wrong('id-card-check-digit', [LIST, ORDER, PAYMENT], (purchase) =>
    withIdNumber(purchase, (idNumber) => {
      const last = idNumber.at(-1) === '1' ? '2' : '1';
      return idNumber.slice(0, 17) + last;
    }),
  ),
  wrong('id-card-birthday', [LIST, ORDER, PAYMENT], (purchase) =>
    withIdNumber(purchase, (idNumber) => `${idNumber.slice(0, 10)}0230${idNumber.slice(14)}`),
  ),
  wrong({ name: 'book-missing', wish: BONDED }, [LIST], (purchase) =>
    withHead(purchase, 'list', { emsNo: undefined }),
  ),
  wrong({ name: 'book-item-missing', wish: BONDED }, [LIST], (purchase) =>
    withLine(purchase, ['list', 0], { itemRecordNo: undefined }),
  ),
  wrong({ name: 'bill-missing', wish: DIRECT }, [LIST], (purchase) =>
    withHead(purchase, 'list', { billNo: undefined }),
  ),
  wrong({ name: 'bonded-from-abroad', wish: BONDED }, [LIST], (purchase) =>
    withHead(purchase, 'list', { country: '116' }),
  ),
  wrong('unknown-mode', [LIST, 'PZ-MODE'], (purchase) =>
    withHead(purchase, 'list', { tradeMode: '1299' }),
  ),
  wrong('unknown-office', [LIST], (purchase) =>
    withHead(purchase, 'list', { customsCode: '9999' }),
  ),
  wrong('guarantor-not-a-party', [LIST], (purchase) =>
    withHead(purchase, 'list', { assureCode: purchase.parties.broker.code }),
  ),
  wrong('net-above-gross', [LIST], (purchase) => {
    const { grossWeight } = purchase.list.head;
    return withHead(purchase, 'list', { netWeight: grossWeight + 100n });
  }),
  wrong('two-packages', [LIST], (purchase) => withHead(purchase, 'list', { packNo: 2 })),
  wrong('waybill-two-packages', [WAYBILL], (purchase) =>
    withHead(purchase, 'waybill', { packNo: 2 }),
  ),
  wrong(
    { name: 'second-quantity-missing', wish: { only: (product) => product.legal2 !== undefined } },
    [LIST],
    (purchase) => withLine(purchase, ['list', 0], { qty2: undefined }),
  ),
  wrong({ name: 'line-number-twice', wish: { linesMin: 2 } }, ['-621027', '1322'], (purchase) =>
    withLine(purchase, ['list', 1], { gnum: 1 }),
  ),
  wrong('unknown-hs-code', ['PZ-POSITIVE-LIST', 'PZ-RATE-MISSING'], (purchase) =>
    withLine(purchase, ['list', 0], { gcode: '9999999999' }),
  ),
  {
    name: 'bonded-goods-sent-direct',
    make: (world) => {
      const wish: Wish = { tradeMode: '9610', goods: 'bonded-only' };
      const purchase = drawPurchase(world, wish, world.newBuyer());
      return sendAll(purchase, rejected(purchase, ['PZ-POSITIVE-LIST-MODE']));
    },
  },
];

/** A purchase of the wished kind (any kind for a bare name), with something wrong in it. */
function wrong(
  fault: string | { name: string; wish: Wish },
  codes: readonly string[],
  change: (purchase: Purchase, world: World) => Purchase,
): Fault {
  const { name, wish } = typeof fault === 'string' ? { name: fault, wish: {} } : fault;
  return {
    name,
    ...(wish.only && { only: wish.only }),
    make: (world) => {
      const purchase = change(drawPurchase(world, wish, world.newBuyer()), world);
      return sendAll(purchase, rejected(purchase, codes));
    },
  };
}

/** The same wrong number in order, payment and list, so that nothing else differs. */
function withIdNumber(purchase: Purchase, change: (idNumber: string) => string): Purchase {
  const idNumber = change(purchase.buyer.idNumber);
  const order = withHead(purchase, 'order', { buyerIdNumber: idNumber });
  const payment = withHead(order, 'payment', { payerIdNumber: idNumber });
  return withHead(payment, 'list', { buyerIdNumber: idNumber });
}
