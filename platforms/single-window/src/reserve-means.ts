import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { cny } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { regimeOn } from '@pilotzone/tariff/limits';
import { quantityIn } from '@pilotzone/tariff/taxable';
import type { ClearingNeeds } from './clearing-needs.ts';
import { yearOf } from './model/allowance-year.ts';
import { allot, waybillKey } from './model/allot.ts';
import type { Demand, Means } from './model/allot.ts';
import { stockDemandOf } from './model/bonded-stock.ts';
import { goodsKey, limitedGoodsOf } from './model/limited-goods.ts';
import { countHabits } from './model/buyer-habits.ts';
import type { Verdict } from './model/verdict.ts';
import { amountsOf, isOpen, reject } from './model/verdict.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import { lockAllowances, spendAllowances } from './store/allowance.ts';
import type { LockedAllowance } from './store/allowance.ts';
import { lockGoods, spendGoods } from './store/goods-quota.ts';
import type { GoodsSpend } from './store/goods-quota.ts';
import { claimWaybills, passWaybills } from './store/waiting.ts';
import type { ClaimedWaybill } from './store/waiting.ts';

type Asking = { readonly verdict: Verdict; readonly demand: Demand };

/** E-port's code of a guarantee without room. */
const EXHAUSTED = '-621003';

/**
 * limited: gives each list its waybill, its share of the buyer's yearly allowance and quantities,
 * and the guarantor's cover, in the order of `open`; rejects, with all reasons, those that cannot
 * have all of them, and those of buyers who have frozen their names.
 *
 * Everything given stays locked until commit, waybills first, then allowances, quantities,
 * guarantees and bonded stock, each in key order: a hundred lists of one person, in a hundred
 * transactions, are served one after the other.
 */
export async function reserveMeans(
  needs: ClearingNeeds,
  tx: Tx,
  { open, on }: { open: readonly Verdict[]; on: PlainDate },
): Promise<void> {
  if (open.length === 0) return;
  const asking = open.map((verdict) => ({ verdict, demand: demandOf(needs, verdict, on) }));
  const claimed = await claimWaybills(
    tx,
    needs.zoneCode,
    asking.map(({ demand }) => demand),
  );
  const { means, allowances } = await lockMeans(needs, tx, { asking, claimed, on });
  await refuseFrozen(needs, tx, open);
  const habits = countHabits(allowances);
  for (const { verdict, demand } of asking) {
    verdict.habits = habits(demand, means);
    if (!isOpen(verdict)) continue;
    const findings = allot(means, demand);
    verdict.spends = findings.length === 0;
    if (findings.length > 0) reject(verdict, findings);
  }
  const served = asking.filter(({ verdict }) => verdict.spends);
  await passOn(needs, tx, { served, claimed });
  await bookAllowances(needs, tx, { served, on, allowances });
  await bookGoods(needs, tx, { served, on });
  await earmark(needs, tx, asking);
  await bookStock(needs, tx, served);
}

function demandOf(needs: ClearingNeeds, verdict: Verdict, on: PlainDate): Demand {
  const { row, list } = verdict.case;
  const amounts = amountsOf(verdict);
  assert(amounts, 'a list whose tax cannot be assessed was rejected before');
  return {
    declarationId: row.declarationId,
    orderNo: row.orderNo,
    buyerKey: row.buyerKey,
    dutiablePrice: amounts.dutiablePrice,
    tax: amounts.tax,
    guarantorCode: row.assureCode,
    logisticsCode: row.logisticsCode,
    logisticsNo: row.logisticsNo,
    stock: needs.stock.isChecked(on) ? stockDemandOf(list) : [],
    goods: limitedGoodsOf(list, row.buyerKey, { on, tariff: needs.tariff() }),
  };
}

type Locking = {
  readonly asking: readonly Asking[];
  readonly claimed: readonly ClaimedWaybill[];
  readonly on: PlainDate;
};

async function lockMeans(
  needs: ClearingNeeds,
  tx: Tx,
  { asking, claimed, on }: Locking,
): Promise<{ means: Means; allowances: readonly LockedAllowance[] }> {
  const demands = asking.map(({ demand }) => demand);
  const regime = regimeOn(on);
  const [year, limit] = [yearOf(on), regime.annualLimit.units];
  const wanted = new Map<string, { demand: bigint; declarationIds: string[] }>();
  for (const { buyerKey, dutiablePrice, declarationId } of demands) {
    const { demand, declarationIds } = wanted.get(buyerKey) ?? { demand: 0n, declarationIds: [] };
    declarationIds.push(declarationId);
    wanted.set(buyerKey, { demand: demand + dutiablePrice, declarationIds });
  }
  const allowances = await lockAllowances(
    tx,
    [...wanted].map(([buyerKey, asked]) => ({ buyerKey, year, limit, day: on, ...asked })),
  );
  const goods = new Map(
    demands.flatMap((demand) =>
      demand.goods.map(({ key, hsCode, quota: { unit } }) => [
        key,
        { buyerKey: demand.buyerKey, year, hsCode, unit },
      ]),
    ),
  );
  const used = await lockGoods(tx, [...goods.values()]);
  const cover = await needs.lockCover(tx, [...new Set(demands.map((one) => one.guarantorCode))]);
  const ours = new Set(demands.map(({ declarationId }) => declarationId));
  const means: Means = {
    regime,
    allowance: new Map(allowances.map((row) => [row.buyerKey, row.used])),
    quota: new Map(used.map((row) => [goodsKey(row), row.used])),
    cover: new Map([...cover].map(([code, available]) => [code, available.units])),
    stock: new Map(await lockStock(needs, tx, demands)),
    takenWaybills: new Set(
      claimed.filter((waybill) => !ours.has(waybill.declarationId)).map(waybillKey),
    ),
  };
  return { means, allowances };
}

type Served = { readonly served: readonly Asking[]; readonly on: PlainDate };

/** A waybill that a list of this batch claimed and then could not use goes to the one that can. */
async function passOn(
  needs: ClearingNeeds,
  tx: Tx,
  { served, claimed }: { served: readonly Asking[]; claimed: readonly ClaimedWaybill[] },
): Promise<void> {
  const owners = new Map(claimed.map((row) => [waybillKey(row), row.declarationId]));
  const passed = served
    .map(({ demand }) => demand)
    .filter((demand) => owners.get(waybillKey(demand)) !== demand.declarationId);
  await passWaybills(tx, needs.zoneCode, passed);
}

async function bookAllowances(
  needs: ClearingNeeds,
  tx: Tx,
  { served, on, allowances }: Served & { allowances: readonly LockedAllowance[] },
): Promise<void> {
  await spendAllowances(
    tx,
    allowances,
    served.map(({ verdict, demand }) => ({
      buyerKey: demand.buyerKey,
      year: yearOf(on),
      declarationId: demand.declarationId,
      attempt: verdict.case.row.attempt,
      amount: demand.dutiablePrice,
      at: needs.clock.now(),
    })),
  );
}

async function bookGoods(needs: ClearingNeeds, tx: Tx, { served, on }: Served): Promise<void> {
  const spends: GoodsSpend[] = [];
  for (const { verdict, demand } of served) {
    const byKey = new Map<string, GoodsSpend>();
    for (const { key, hsCode, quota, line } of demand.goods) {
      const taken = quantityIn(line, quota.unit)?.units ?? 0n;
      byKey.set(key, {
        buyerKey: demand.buyerKey,
        year: yearOf(on),
        hsCode,
        unit: quota.unit,
        declarationId: demand.declarationId,
        attempt: verdict.case.row.attempt,
        quantity: (byKey.get(key)?.quantity ?? 0n) + taken,
        at: needs.clock.now(),
      });
    }
    spends.push(...byKey.values());
  }
  await spendGoods(tx, spends);
}

function lockStock(needs: ClearingNeeds, tx: Tx, demands: readonly Demand[]) {
  const keys = demands.flatMap(({ stock }) => stock);
  return keys.length === 0 ? new Map<string, never>() : needs.stock.lock(tx, keys);
}

/** Promises goods of the bonded stock to the lists that were served. */
async function bookStock(needs: ClearingNeeds, tx: Tx, served: readonly Asking[]): Promise<void> {
  const lines = served.flatMap(({ verdict, demand }) => {
    const { attempt, orderNo } = verdict.case.row;
    const { declarationId } = demand;
    return demand.stock.map((line) => ({ ...line, declarationId, attempt, orderNo }));
  });
  if (lines.length > 0) await needs.stock.reserve(tx, lines);
}

/**
 * Sets the tax aside. Lists without cover are named too: refusing one is what makes the guarantor's
 * guarantee exhausted in the books.
 */
async function earmark(needs: ClearingNeeds, tx: Tx, asking: readonly Asking[]): Promise<void> {
  const asked = asking.filter(
    ({ verdict }) => verdict.spends || verdict.findings.some(({ code }) => code === EXHAUSTED),
  );
  const results = await needs.earmarkGuarantees(
    tx,
    asked.map(({ demand, verdict }) => ({
      declarationId: demand.declarationId,
      guarantorCode: demand.guarantorCode,
      amount: cny(demand.tax),
      isNew: verdict.case.known === undefined,
    })),
  );
  asked.forEach(({ verdict }, index) => {
    const isCovered = results[index]?.kind === 'earmarked';
    assert(isCovered === verdict.spends, 'the cover was locked when the batch was allotted');
  });
}
