import type { FinancialServices } from '@pilotzone/financial-services/index';
import type { ArrivedTaxBill } from '@pilotzone/financial-services/record-tax-bills';
import type { ArrivedImportReceipt } from '@pilotzone/gateway/import-receipts';
import type { Logistics } from '@pilotzone/logistics/index';
import type { Parks } from '@pilotzone/parks/index';
import type { Tx } from '@pilotzone/kernel/db';
import type { ArrivedWithdrawalReceipt } from '@pilotzone/single-window/apply-withdrawal-receipts';
import type { SingleWindow } from '@pilotzone/single-window/index';

/** Hands what customs says about imports, beside the receipts of lists, to the owner of each. */
export function applyImportReceipts(owners: {
  readonly singleWindow: Pick<SingleWindow, 'applyWithdrawalReceipts'>;
  readonly logistics: Pick<Logistics, 'applyArrivalReceipts'>;
  readonly finance: Pick<FinancialServices, 'recordTaxBills'>;
  readonly parks: Pick<Parks, 'enterArrivedGoods'>;
}) {
  return async (
    tx: Tx,
    receipts: readonly ArrivedImportReceipt[],
  ): Promise<{ unknown: number }> => {
    const requests = receipts.flatMap(
      ({ type, document, exchangeId }): ArrivedWithdrawalReceipt[] => {
        if (type === 'CEB624Message')
          return [{ kind: 'cancellation', head: document.head, exchangeId }];
        return type === 'CEB626Message'
          ? [{ kind: 'return', head: document.head, exchangeId }]
          : [];
      },
    );
    const arrivals = receipts.flatMap(({ type, document }) =>
      type === 'CEB712Message' ? [document.head] : [],
    );
    const bills = receipts.filter(
      (one): one is ArrivedTaxBill & typeof one =>
        one.type === 'CEB816Message' || one.type === 'CEB818Message',
    );
    await owners.finance.recordTaxBills(tx, bills);
    const withdrawn = await owners.singleWindow.applyWithdrawalReceipts(tx, requests);
    const arrived = await owners.logistics.applyArrivalReceipts(tx, arrivals);
    await owners.parks.enterArrivedGoods(tx, arrived.closed);
    return { unknown: withdrawn.unknown.length + arrived.unknown };
  };
}
