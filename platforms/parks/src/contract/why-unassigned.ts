const NEITHER = 'the list names neither a bonded operator nor a supervised place';
const NOT_KNOWN = 'not in the register: ';
const WAREHOUSE = /^warehouse of operator (\S+), book (.+)$/;
const PLACE = /^supervised place (\S+) of customs (\S+)$/;

/**
 * Why a gate pass has no place, in Chinese; the pass keeps it in English (`model/place.ts`). What
 * is not known here stays as it is.
 */
export function whyUnassignedZh(because: string): string {
  if (because === NEITHER) return '清单未填区内企业，也未填监管场所';
  if (!because.startsWith(NOT_KNOWN)) return because;
  const missing = because.slice(NOT_KNOWN.length).split('; ').map(clueZh);
  return `未登记：${missing.join('；')}`;
}

function clueZh(clue: string): string {
  const [, operator, book] = WAREHOUSE.exec(clue) ?? [];
  if (operator) return `区内企业 ${operator} 的仓库，账册 ${book === 'not given' ? '未填' : book}`;
  const [, place, customs] = PLACE.exec(clue) ?? [];
  return place ? `关区 ${customs} 的监管场所 ${place}` : clue;
}
