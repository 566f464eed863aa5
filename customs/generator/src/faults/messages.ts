import { STRANGER } from '../companies.ts';
import { drawPurchase } from '../draw-purchase.ts';
import { refusedList, refusedMessage } from '../expected.ts';
import type { Purchase } from '../purchase.ts';
import { withHead } from '../purchase.ts';
import type { Fault, Scenario } from '../scenario.ts';
import { listOf, orderOf, paymentOf, waybillOf } from '../scenario.ts';

/**
 * Messages that are refused as a whole. The other documents arrive and wait for a list that never
 * comes.
 */
export const MESSAGE_FAULTS: readonly Fault[] = [
  broken('text-too-long', (purchase) =>
    withHead(purchase, 'list', { consigneeAddress: '长'.repeat(201) }),
  ),
  broken('mandatory-field-empty', (purchase) => withHead(purchase, 'list', { buyerIdNumber: '' })),
  broken('other-currency', (purchase) => withHead(purchase, 'list', { currency: '502' })),
  broken('code-of-wrong-length', (purchase) => withHead(purchase, 'list', { customsCode: '46' })),
  {
    name: 'unknown-sender',
    needsParticipants: true,
    make: (world) => {
      const purchase = drawPurchase(world, {}, world.newBuyer());
      const list = { ...listOf(purchase), sender: STRANGER, alone: true };
      return {
        submissions: [...papersOf(purchase), list],
        expected: [refusedList(purchase, '-10102')],
      };
    },
  },
];

function broken(name: string, change: (purchase: Purchase) => Purchase): Fault {
  return {
    name,
    make: (world): Scenario => {
      const purchase = change(drawPurchase(world, {}, world.newBuyer()));
      return {
        submissions: [...papersOf(purchase), { ...listOf(purchase), alone: true }],
        expected: [refusedMessage('CEB621Message', 'PZ-FORMAT-SCHEMA')],
      };
    },
  };
}

function papersOf(purchase: Purchase) {
  return [orderOf(purchase), paymentOf(purchase), waybillOf(purchase)];
}
