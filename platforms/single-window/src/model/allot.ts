import { assert } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import { cny, formatMoney } from '@pilotzone/kernel/money';
import { judgeAnnualLimit } from '@pilotzone/tariff/limits';
import type { Regime } from '@pilotzone/tariff/limits';
import { judgeQuota } from '@pilotzone/tariff/positive-list';
import type { Quantity, TaxableLine } from '@pilotzone/tariff/taxable';
import { quantityIn } from '@pilotzone/tariff/taxable';
import { judgeStock } from './bonded-stock.ts';
import type { FreeStock, StockDemand } from './bonded-stock.ts';
import { catalogued } from './findings.ts';

/** Goods of a list whose quantity per person and year is limited, one entry per line. */
export type LimitedGoods = {
  /** Buyer, entry of the positive list and unit: what is counted together. */
  readonly key: string;
  /** The code as the positive list's entry has it. */
  readonly hsCode: string;
  readonly quota: Quantity;
  readonly line: TaxableLine;
  readonly field: string;
};

/** What a list needs before it may go to customs. */
export type Demand = {
  readonly declarationId: string;
  readonly orderNo: string;
  readonly buyerKey: string;
  /** Units of 1/100 000 CNY, as all amounts here. */
  readonly dutiablePrice: bigint;
  readonly tax: bigint;
  readonly guarantorCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly goods: readonly LimitedGoods[];
  /** What its lines take of the bonded stock; empty while nobody holds lists against it. */
  readonly stock: readonly StockDemand[];
};

/**
 * What there is to give in one batch, locked until commit; `allot` takes from it in place. Waybills
 * not in `takenWaybills` are free; guarantors not in `cover` have no guarantee.
 */
export type Means = {
  readonly regime: Regime;
  /** Used of each buyer's yearly allowance. */
  readonly allowance: Map<string, bigint>;
  /** Used of each `LimitedGoods.key`, in units of 1/100 000. */
  readonly quota: Map<string, bigint>;
  /** Left of each guarantor's guarantee. */
  readonly cover: Map<string, bigint>;
  /** Free of each `StockDemand.key`; absent: not in the books. */
  readonly stock: Map<string, FreeStock>;
  /** `logisticsCode|logisticsNo` of waybills that have their list. */
  readonly takenWaybills: Set<string>;
};

/**
 * Gives one list its waybill, its share of the buyer's allowance and quantities, the guarantor's
 * cover and its goods in bonded stock: all of them, or none and every reason why. Called list after
 * list in the order of appTime, so what one list gets does not depend on how a day is cut into
 * batches.
 */
export function allot(means: Means, demand: Demand): Finding[] {
  const waybill = waybillKey(demand);
  const used = means.allowance.get(demand.buyerKey) ?? 0n;
  const left = means.cover.get(demand.guarantorCode);
  const { goods, findings } = judgeGoods(means, demand);
  if (means.takenWaybills.has(waybill)) {
    findings.push(catalogued('PZ-WAYBILL-USED', [demand.logisticsNo, demand.logisticsCode]));
  }
  const over = judgeAnnualLimit(
    { usedBefore: cny(used), dutiablePrice: cny(demand.dutiablePrice) },
    means.regime,
  );
  if (over) findings.push(over);
  if (left === undefined || left < demand.tax) findings.push(uncovered(demand, left));
  const stock = judgeStock(means.stock, demand.stock);
  findings.push(...stock.findings);
  if (findings.length > 0) return findings;
  assert(left !== undefined, 'a covered list has a guarantor');
  means.takenWaybills.add(waybill);
  means.allowance.set(demand.buyerKey, used + demand.dutiablePrice);
  means.cover.set(demand.guarantorCode, left - demand.tax);
  for (const [key, total] of goods) means.quota.set(key, total);
  for (const [key, free] of stock.left) means.stock.set(key, free);
  return [];
}

/** Key of a waybill in `Means.takenWaybills`. */
export function waybillKey(waybill: { logisticsCode: string; logisticsNo: string }): string {
  return `${waybill.logisticsCode}|${waybill.logisticsNo}`;
}

/** Quantities after this list; lines of one entry add up. */
function judgeGoods(
  means: Means,
  demand: Demand,
): { goods: Map<string, bigint>; findings: Finding[] } {
  const goods = new Map<string, bigint>();
  const findings: Finding[] = [];
  for (const { key, quota, line, field } of demand.goods) {
    const usedUnits = goods.get(key) ?? means.quota.get(key) ?? 0n;
    const over = judgeQuota(line, quota, { usedUnits, field });
    if (over) findings.push(over);
    goods.set(key, usedUnits + (quantityIn(line, quota.unit)?.units ?? 0n));
  }
  return { goods, findings };
}

function uncovered(demand: Demand, left: bigint | undefined): Finding {
  const { guarantorCode, orderNo } = demand;
  const values = [
    guarantorCode,
    formatMoney(cny(demand.tax)),
    formatMoney(cny(left ?? 0n)),
    orderNo,
  ];
  return catalogued(left === undefined ? 'PZ-GUARANTOR-UNKNOWN' : '-621003', values);
}
