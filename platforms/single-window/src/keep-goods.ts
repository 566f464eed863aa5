import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import { dayOf, formatInstant, type Instant } from '@pilotzone/kernel/time';
import { COUNTRY_CODES } from '@pilotzone/rules/codes/countries';
import { UNIT_CODES } from '@pilotzone/rules/codes/units';
import { findGoods, searchGoods } from '@pilotzone/tariff/search-goods';
import type { ClearingNeeds } from './clearing-needs.ts';
import { GOODS_FILING_CHANGED, GOODS_FILING_NOT_FOUND, GOODS_FILING_REFUSED } from './contract.ts';
import type { GoodsFilingBody, GoodsFilingQuery } from './goods-shapes.ts';
import {
  insertGoodsFiling,
  listGoodsFilings,
  listGoodsVersions,
  type GoodsFilingRow,
} from './store/goods-filings.ts';

const FOUND_DEFAULT = 20;
const PAGE_DEFAULT = 100;

/** Who files goods: for an enterprise, under a name. */
export type Filer = { readonly participantCode: string; readonly name: string };

/** Codes of the tariff by code, name or synonym, with the answer of the positive list. */
export function findCodes(needs: ClearingNeeds, query: { q: string; limit?: number }) {
  const on = dayOf(needs.clock.now());
  return {
    items: searchGoods(needs.tariff(), query.q, { on, limit: query.limit ?? FOUND_DEFAULT }),
  };
}

/** Goods on file, by number: of one enterprise, or of all. Throws CURSOR_INVALID. */
export async function listGoods(
  needs: ClearingNeeds,
  { q = '', cursor, limit = PAGE_DEFAULT }: GoodsFilingQuery,
  participantCode: string | undefined,
) {
  const [code = '', itemNo = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const rows = await listGoodsFilings(needs.db, needs.zoneCode, {
    ...{ participantCode, text: q.trim(), after: [code, itemNo], limit: limit + 1 },
  });
  const page = pageOf(rows, limit, (row) => [row.participantCode, row.itemNo]);
  return { items: page.items.map((row) => toFiling(needs, row)), next: page.next };
}

/**
 * Files goods, or a new version of them. Throws GOODS_FILING_REFUSED for codes that customs does
 * not know, and GOODS_FILING_CHANGED when somebody filed the same number at this moment.
 */
export async function fileGoods(
  needs: ClearingNeeds,
  { itemNo, body }: { itemNo: string; body: GoodsFilingBody },
  by: Filer,
) {
  assertKnown(needs, body);
  const [before] = await versionsOf(needs, itemNo, by);
  const row: GoodsFilingRow = {
    ...{ ...body, itemNo, participantCode: by.participantCode },
    ...{ name: body.name.trim(), model: body.model.trim(), nameEn: body.nameEn?.trim() ?? '' },
    ...{ unit2: body.unit2 ?? null, barCode: body.barCode?.trim() ?? '', isWithdrawn: false },
    ...{ version: (before?.version ?? 0) + 1, filedAt: needs.clock.now(), filedBy: by.name },
  };
  await add(needs, row);
  return toFiling(needs, row);
}

/** Takes goods off the list; their history stays. Throws GOODS_FILING_NOT_FOUND. */
export async function withdrawGoods(
  needs: ClearingNeeds,
  itemNo: string,
  by: Filer,
): Promise<void> {
  const [before] = await versionsOf(needs, itemNo, by);
  if (!before || before.isWithdrawn)
    throw new PilotError(GOODS_FILING_NOT_FOUND, `you have no goods ${itemNo} on file`);
  const { version } = before;
  const filed = { filedAt: needs.clock.now(), filedBy: by.name };
  await add(needs, { ...before, version: version + 1, isWithdrawn: true, ...filed });
}

async function add(needs: ClearingNeeds, row: GoodsFilingRow): Promise<void> {
  if (await insertGoodsFiling(needs.db, needs.zoneCode, row)) return;
  const text = `goods ${row.itemNo} were filed by somebody else at this moment; read them again`;
  throw new PilotError(GOODS_FILING_CHANGED, text);
}

function versionsOf({ db, zoneCode }: ClearingNeeds, itemNo: string, { participantCode }: Filer) {
  return listGoodsVersions(db, zoneCode, { participantCode, itemNo });
}

function assertKnown(needs: ClearingNeeds, { hsCode, origin, ...units }: GoodsFilingBody): void {
  const wrong: string[] = [];
  const on = dayOf(needs.clock.now());
  if (!findGoods(needs.tariff(), hsCode, on))
    wrong.push(`the tariff in force has no code ${hsCode}; search it by name`);
  if (!COUNTRY_CODES.has(origin)) wrong.push(`${origin} is no country code of customs`);
  for (const unit of [units.unit, units.unit1, units.unit2])
    if (unit !== undefined && !UNIT_CODES.has(unit))
      wrong.push(`${unit} is no unit code of customs`);
  if (wrong.length > 0) throw new PilotError(GOODS_FILING_REFUSED, wrong.join('; '));
}

function toFiling(needs: ClearingNeeds, row: GoodsFilingRow) {
  const on = dayOf(needs.clock.now());
  return {
    ...row,
    filedAt: formatInstant(row.filedAt as Instant),
    tariff: findGoods(needs.tariff(), row.hsCode, on) ?? null,
  };
}
