import { decodeCursor, pageOf } from '@pilotzone/kernel/http';
import { formatMoney, formatUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { GuaranteePage, GuaranteeView, PageQuery } from './contract.ts';
import { availableOf, type Guarantee } from './model/guarantee.ts';
import { guaranteeWarning } from './model/guarantee-findings.ts';
import { selectGuarantees } from './store/guarantees.ts';

const PAGE_SIZE = 100;

/** Guarantees by code, with an owner only its own: what is used, left and warned about. */
export async function listGuarantees(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
  query: PageQuery,
  owner?: string,
): Promise<GuaranteePage> {
  const limit = query.limit ?? PAGE_SIZE;
  const [after = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
  const page = { after, owner, limit: limit + 1 };
  const found = await selectGuarantees(needs.db, needs.zoneCode, page);
  const { items, next } = pageOf(found, limit, (guarantee) => [guarantee.guarantorCode]);
  return { items: items.map(guaranteeView), next };
}

/** A guarantee as the API shows it. */
export function guaranteeView(guarantee: Guarantee): GuaranteeView {
  const warning = guaranteeWarning(guarantee);
  return {
    guarantorCode: guarantee.guarantorCode,
    limit: formatMoney(guarantee.limit),
    earmarked: formatMoney(guarantee.earmarked),
    reserved: formatMoney(guarantee.reserved),
    available: formatMoney(availableOf(guarantee)),
    currency: 'CNY',
    warnShare: formatUnits(guarantee.warnShare),
    status: guarantee.status,
    statusSince: formatInstant(guarantee.statusSince),
    version: guarantee.version,
    findings: warning ? [{ ...warning, values: [...warning.values] }] : [],
  };
}
