import { PilotError } from '@pilotzone/kernel/errors';
import { cny, formatMoney, parseUnits, UNITS_PER_ONE, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { AMOUNT_INVALID, GUARANTEE_IN_USE } from './contract.ts';
import type { GuaranteeChange, GuaranteeView } from './contract.ts';
import { guaranteeView } from './list-guarantees.ts';
import { setGuarantee } from './set-guarantee.ts';

/**
 * Changes a guarantee as the API asks for it. Throws FINANCE_AMOUNT_INVALID, and
 * FINANCE_GUARANTEE_IN_USE when more is in use than the new limit.
 */
export async function changeGuarantee(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'ids' | 'db'>,
  request: { guarantorCode: string; change: GuaranteeChange; actor: string },
): Promise<GuaranteeView> {
  const { guarantorCode, change } = request;
  const order = {
    guarantorCode,
    limit: amountOf(change.limit),
    warnShare: change.warnShare === undefined ? undefined : shareOf(change.warnShare),
    reason: change.reason,
    changedBy: request.actor,
  };
  const result = await needs.db.transaction((tx) => setGuarantee(needs, tx, order));
  if (result.kind !== 'below-use') return guaranteeView(result.guarantee);
  throw new PilotError(
    GUARANTEE_IN_USE,
    `guarantee of ${guarantorCode} has ${formatMoney(result.used)} CNY in use; ` +
      `set a limit of at least that, or wait until tax is paid`,
  );
}

// numeric(19,5): 14 digits before the point.
const UNITS_MAX = 10n ** 19n;

/** An amount as the API writes it. Throws FINANCE_AMOUNT_INVALID. */
export function amountOf(text: string): Money {
  const units = parseUnits(text);
  if (units !== undefined && units >= 0n && units < UNITS_MAX) return cny(units);
  throw new PilotError(
    AMOUNT_INVALID,
    `"${text}" is no amount; write a decimal of at least 0 with at most 14 and 5 digits`,
  );
}

function shareOf(text: string): bigint {
  const share = parseUnits(text);
  if (share !== undefined && share > 0n && share <= UNITS_PER_ONE) return share;
  throw new PilotError(
    AMOUNT_INVALID,
    `"${text}" is no share; write a decimal above 0 and up to 1`,
  );
}
