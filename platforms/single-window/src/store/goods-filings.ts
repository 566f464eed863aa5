import type { Queryable } from '@pilotzone/kernel/db';

/** One version of a filing of goods. */
export type GoodsFilingRow = {
  readonly participantCode: string;
  readonly itemNo: string;
  readonly version: number;
  readonly hsCode: string;
  readonly name: string;
  readonly nameEn: string;
  readonly model: string;
  readonly origin: string;
  readonly unit: string;
  readonly unit1: string;
  readonly unit2: string | null;
  readonly barCode: string;
  readonly isWithdrawn: boolean;
  readonly filedAt: number;
  readonly filedBy: string;
};

const COLUMNS = `participant_code as "participantCode", item_no as "itemNo", version,
            hs_code as "hsCode", name, name_en as "nameEn", model, origin, unit, unit1, unit2,
            bar_code as "barCode", is_withdrawn as "isWithdrawn", filed_at as "filedAt",
            filed_by as "filedBy"`;

/** Which filings to list. */
export type GoodsFilter = {
  /** `undefined`: those of all enterprises. */
  readonly participantCode: string | undefined;
  /** Part of a number, name, code or bar code; "" for all. */
  readonly text: string;
  /** After this enterprise and number. */
  readonly after: readonly [participantCode: string, itemNo: string];
  readonly limit: number;
};

/** Filings in force, by enterprise and number. */
export async function listGoodsFilings(
  q: Queryable,
  zoneCode: string,
  { participantCode, text, after, limit }: GoodsFilter,
): Promise<GoodsFilingRow[]> {
  return q.query<GoodsFilingRow>(
    `select *
       from (select distinct on (participant_code, item_no) ${COLUMNS}
               from single_window.goods_filing
              where zone_code = $1
                and ($2::text is null or participant_code = $2)
                and (participant_code, item_no) > ($3, $4)
              order by participant_code, item_no, version desc) newest
      where not "isWithdrawn"
        and ($5 = '' or strpos(lower(concat_ws(' ', "itemNo", name, "nameEn", "hsCode", model,
          "barCode")), lower($5)) > 0)
      order by "participantCode", "itemNo"
      limit $6`,
    [zoneCode, participantCode ?? null, after[0], after[1], text, limit],
  );
}

/** Filings in force of some enterprises under these numbers. */
export async function findGoodsByNumber(
  q: Queryable,
  zoneCode: string,
  { owners, itemNos }: { owners: readonly string[]; itemNos: readonly string[] },
): Promise<GoodsFilingRow[]> {
  return q.query<GoodsFilingRow>(
    `select *
       from (select distinct on (participant_code, item_no) ${COLUMNS}
               from single_window.goods_filing
              where zone_code = $1
                and participant_code = any($2::text[])
                and item_no = any($3::text[])
              order by participant_code, item_no, version desc) newest
      where not "isWithdrawn"`,
    [zoneCode, [...owners], [...itemNos]],
  );
}

/** Every version of one filing, newest first. */
export async function listGoodsVersions(
  q: Queryable,
  zoneCode: string,
  { participantCode, itemNo }: { participantCode: string; itemNo: string },
): Promise<GoodsFilingRow[]> {
  return q.query<GoodsFilingRow>(
    `select ${COLUMNS}
       from single_window.goods_filing
      where zone_code = $1 and participant_code = $2 and item_no = $3
      order by version desc
      limit 100`,
    [zoneCode, participantCode, itemNo],
  );
}

/** Adds a version; false when another one took its number meanwhile. */
export async function insertGoodsFiling(
  q: Queryable,
  zoneCode: string,
  row: GoodsFilingRow,
): Promise<boolean> {
  const rows = await q.query(
    `insert into single_window.goods_filing
       (zone_code, participant_code, item_no, version, hs_code, name, name_en, model, origin, unit,
        unit1, unit2, bar_code, is_withdrawn, filed_at, filed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
        to_timestamp($15::int8 / 1000.0), $16)
     on conflict do nothing
     returning item_no`,
    [
      ...[zoneCode, row.participantCode, row.itemNo, row.version, row.hsCode, row.name],
      ...[row.nameEn, row.model, row.origin, row.unit, row.unit1, row.unit2, row.barCode],
      ...[row.isWithdrawn, row.filedAt, row.filedBy],
    ],
  );
  return rows.length > 0;
}
