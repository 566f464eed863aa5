import type { Finding } from '@pilotzone/kernel/finding';
import { formatMoney } from '@pilotzone/kernel/money';
import { availableOf, usedOf, type Guarantee } from './guarantee.ts';

const FIELD = 'InventoryHead.assureCode';

/**
 * Tells a guarantor that its guarantee is nearly or fully used; `undefined` while there is room.
 */
export function guaranteeWarning(guarantee: Guarantee): Finding | undefined {
  if (guarantee.status === 'ok') return undefined;
  const { guarantorCode } = guarantee;
  const used = formatMoney(usedOf(guarantee));
  const limit = formatMoney(guarantee.limit);
  const isLow = guarantee.status === 'low';
  return {
    code: isLow ? 'PZ-GUARANTEE-LOW' : 'PZ-GUARANTEE-EXHAUSTED',
    source: 'platform',
    field: FIELD,
    message:
      `The tax guarantee of ${guarantorCode} is ${isLow ? 'nearly used up' : 'exhausted'}: ` +
      `${used} of ${limit} CNY are in use.`,
    messageZh: `担保企业${guarantorCode}税款担保额度${isLow ? '即将用尽' : '已用尽'}：已占用${used}元，总额度${limit}元`,
    values: [used, limit, formatMoney(availableOf(guarantee))],
    basis: 'docs/flows/tax-guarantee.md',
    fix: 'Raise the guarantee, or pay tax that is due; new lists are refused when nothing is left.',
    fixZh: '请提高担保额度或缴纳到期税款；额度用尽后新清单将被退回。',
  };
}
