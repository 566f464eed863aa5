import { cny, formatMoney, parseUnits, type Money } from '@pilotzone/kernel/money';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { BONDED_FIELDS, DIRECT_FIELDS } from '@pilotzone/rules/check-list';
import { LIST_TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';
import { judgeAnnualLimit, regimeOn } from '@pilotzone/tariff/limits';
import { quote } from '@pilotzone/tariff/quote';
import { judgeSupervisionMode } from '@pilotzone/tariff/supervision-modes';
import type { Quantity, TaxableLine } from '@pilotzone/tariff/taxable';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { BasketBody } from './goods-shapes.ts';
import { yearOf } from './model/allowance-year.ts';
import { findAllowance } from './store/allowance.ts';

/**
 * A basket under every supervision mode of the zone, side by side: its taxes step by step, what in
 * it stands against clearing, and what a list in that mode must have besides. The same functions
 * judge as when a list is cleared. With a buyer, her yearly allowance is judged too; of it nothing
 * is told that a list would not be told: whether it suffices, and where not, by what it is passed.
 */
export async function quoteBasket(needs: ClearingNeeds, body: BasketBody) {
  const day = dayOf(needs.clock.now());
  const list = {
    lines: body.lines.map(taxableLine),
    freight: moneyOf(body.freight),
    insurance: moneyOf(body.insurance),
  };
  const year = await yearOfBuyer(needs, body.buyer?.idNumber, day);
  const modes = [...LIST_TRADE_MODES].map((tradeMode) => {
    const quoted = quote({ tradeMode, day, list }, needs.tariff());
    const mode = judgeSupervisionMode(
      needs.supervisionModes(),
      { mode: tradeMode, zoneCode: needs.zoneCode },
      day,
    );
    const allowance = year && takeOf(year, quoted.dutiablePrice, day);
    const over = allowance?.over ? [allowance.over] : [];
    const findings = [...(mode ? [mode] : []), ...quoted.findings, ...over];
    return {
      ...{ tradeMode, clears: findings.length === 0, tax: quoted.tax, scope: quoted.scope },
      ...{ lines: [...quoted.lines], findings, warnings: [...quoted.warnings] },
      needed: neededIn(tradeMode),
      allowance: allowance?.told ?? null,
    };
  });
  return { day, modes };
}

type BuyersYear = { readonly year: number; readonly used: bigint };

async function yearOfBuyer(needs: ClearingNeeds, idNumber: string | undefined, day: PlainDate) {
  if (idNumber === undefined) return undefined;
  const year = yearOf(day);
  // The number is hashed here and goes no further.
  const known = await findAllowance(needs.db, { buyerKey: needs.buyerKey(idNumber), year });
  return { year, used: known?.used ?? 0n };
}

/** What a basket takes of its buyer's year, and whether that is too much. */
function takeOf({ year, used }: BuyersYear, dutiablePrice: string, day: PlainDate) {
  const price = moneyOf(dutiablePrice);
  const over = judgeAnnualLimit({ usedBefore: cny(used), dutiablePrice: price }, regimeOn(day));
  return {
    over: over && { ...over, field: 'buyer.idNumber' },
    told: { year, takes: formatMoney(price), suffices: over === undefined },
  };
}

function neededIn(tradeMode: string): string[] {
  return tradeMode === '9610' ? [...DIRECT_FIELDS] : [...BONDED_FIELDS, 'itemRecordNo'];
}

function taxableLine(line: BasketBody['lines'][number]): TaxableLine {
  const { hsCode, price, quantity, unit, quantity1, unit1, quantity2, unit2 } = line;
  const counted = quantityOf(quantity, unit);
  return {
    ...{ hsCode, price: moneyOf(price), quantity: counted },
    // Who gives no statutory quantity counts in the statutory unit.
    legal1: quantity1 && unit1 ? quantityOf(quantity1, unit1) : counted,
    legal2: quantity2 && unit2 ? quantityOf(quantity2, unit2) : undefined,
  };
}

function quantityOf(text: string, unit: string): Quantity {
  return { units: parseUnits(text) ?? 0n, unit };
}

function moneyOf(text = '0'): Money {
  return cny(parseUnits(text) ?? 0n);
}
