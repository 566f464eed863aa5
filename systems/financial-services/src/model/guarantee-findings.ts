import type { Finding } from '@pilotzone/kernel/finding';
import { formatMoney, type Money } from '@pilotzone/kernel/money';
import { availableOf, usedOf, type Guarantee } from './guarantee.ts';

const FIELD = 'InventoryHead.assureCode';
const BASIS_ZH =
  '海关跨境统一版系统企业对接报文规范（202205版），表7-2；海关总署公告2018年第194号（税款担保）';
const BASIS =
  'Unified CEB system, message specification 202205, table 7-2; 海关总署公告2018年第194号 (税款担保)';

/** E-port's refusal of a list whose guarantor has no room left: -621003 清单申报失败，[*]. */
export function guaranteeExhausted(about: {
  guarantorCode: string;
  needed: Money;
  available: Money;
}): Finding {
  const needed = formatMoney(about.needed);
  const available = formatMoney(about.available);
  const { guarantorCode } = about;
  return {
    code: '-621003',
    source: 'eport',
    field: FIELD,
    message:
      `The tax guarantee of ${guarantorCode} does not cover this list: ` +
      `it needs ${needed} CNY, ${available} CNY are available.`,
    messageZh: `清单申报失败，[担保额度不足：担保企业${guarantorCode}需占用担保${needed}元，可用额度${available}元]`,
    values: [needed, available],
    basis: BASIS,
    basisZh: BASIS_ZH,
    fix: 'Raise the guarantee or pay tax that is due, then declare the list again.',
    fixZh: '请提高担保额度或缴纳到期税款后重新申报清单。',
  };
}

/** E-port's refusal of a list whose guarantor has no guarantee at all: -621003 清单申报失败，[*]. */
export function guaranteeUnknown(about: { guarantorCode: string; needed: Money }): Finding {
  const needed = formatMoney(about.needed);
  const { guarantorCode } = about;
  return {
    code: '-621003',
    source: 'eport',
    field: FIELD,
    message:
      `The guarantor "${guarantorCode}" has no tax guarantee in this zone; ` +
      `the list needs ${needed} CNY.`,
    messageZh: `清单申报失败，[担保企业${guarantorCode}未办理税款担保，需占用担保${needed}元]`,
    values: [guarantorCode, needed],
    basis: BASIS,
    basisZh: BASIS_ZH,
    fix: 'Name a guarantor with a guarantee in this zone, or have its guarantee registered first.',
    fixZh: '请填写在本综试区有税款担保的企业，或先办理其担保登记。',
  };
}

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
