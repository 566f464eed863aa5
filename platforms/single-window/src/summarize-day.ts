import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { countByStatus } from './store/read.ts';

/** Lists filed since a moment by status and lane, for the overview; amounts in CNY. */
export async function summarizeDay(
  runtime: Runtime,
  asked: { readonly since: number; readonly participantCode: string | undefined },
) {
  const rows = await countByStatus(runtime.db, runtime.zoneCode, asked);
  return rows.map(({ tax, dutiablePrice, ...counts }) => ({
    ...counts,
    tax: amountOf(tax),
    dutiablePrice: amountOf(dutiablePrice),
  }));
}

/** `null` where no list was assessed. */
function amountOf(sum: string | null): string | null {
  return sum === null ? null : formatMoney(cny(parseUnits(sum) ?? 0n));
}
