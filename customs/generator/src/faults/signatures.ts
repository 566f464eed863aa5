import { drawPurchase } from '../draw-purchase.ts';
import type { SignatureFlaw } from '../demo-signers.ts';
import { refusedList } from '../expected.ts';
import type { Fault } from '../scenario.ts';
import { listOf, orderOf, paymentOf, waybillOf } from '../scenario.ts';

/**
 * Lists whose message is signed wrongly: refused where signatures are required. The other documents
 * arrive and wait.
 */
export const SIGNATURE_FAULTS: readonly Fault[] = [
  signed('digest', '-621028'),
  signed('key', '-621029'),
  signed('expired', '-621029'),
  signed('revoked', '-621029'),
  signed('company', '-621015'),
  signed('missing', '-621026'),
];

function signed(flaw: SignatureFlaw, code: string): Fault {
  return {
    name: `signature-${flaw}`,
    needsSignatures: true,
    make: (world) => {
      const purchase = drawPurchase(world, {}, world.newBuyer());
      const papers = [orderOf(purchase), paymentOf(purchase), waybillOf(purchase)];
      return {
        submissions: [...papers, { ...listOf(purchase), alone: true, flaw }],
        expected: [refusedList(purchase, code)],
      };
    },
  };
}
