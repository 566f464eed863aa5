import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import type { CellQuery, CountedDeclarations } from './contract/cells.ts';
import { fixQuestion } from './query-cells.ts';
import type { QueryCellsNeeds } from './query-cells.ts';
import { readDeclarations } from './store/cells.ts';

const SHOWN_MAX = 200;

/**
 * The declarations behind a number: those of which something is counted in the cells of a question,
 * the largest first. Throws STATISTICS_QUERY_INVALID.
 */
export async function listCounted(
  query: CellQuery,
  needs: QueryCellsNeeds,
): Promise<CountedDeclarations> {
  const { selection, edition } = await fixQuestion(query, needs);
  const page = { selection, limit: SHOWN_MAX + 1 };
  const rows = await readDeclarations(needs.db, needs.zoneCode, page);
  const items = rows.slice(0, SHOWN_MAX).map((row) => ({
    ...row,
    value: formatMoney(cny(parseUnits(row.value) ?? 0n)),
  }));
  return { ...edition, items, more: rows.length > SHOWN_MAX };
}
