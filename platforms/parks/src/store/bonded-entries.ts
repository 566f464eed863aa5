import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { StockRule } from '../model/stock.ts';
import type { At } from './stock.ts';

/** Bonded goods on their way into a warehouse, or entered. */
export type BondedEntryRow = {
  readonly entryNo: string;
  readonly areaCode: string;
  readonly emsNo: string;
  readonly billNo: string;
  readonly rkdNo: string;
  readonly state: 'announced' | 'entered';
  readonly body: string;
  readonly deliveredBy: string;
  readonly deliveredAt: Instant;
  readonly enteredAt: Instant | null;
};

const COLUMNS = `entry_no as "entryNo", area_code as "areaCode", ems_no as "emsNo",
       bill_no as "billNo", rkd_no as "rkdNo", state, body, delivered_by as "deliveredBy",
       delivered_at as "deliveredAt", entered_at as "enteredAt"`;

/** Keeps an entry; the one that is there under its number, when there is one. */
export async function insertEntry(
  tx: Tx,
  row: Omit<BondedEntryRow, 'state' | 'deliveredAt' | 'enteredAt'>,
  at: At,
): Promise<BondedEntryRow | undefined> {
  const inserted = await tx.query(
    `insert into parks.bonded_entry (zone_code, entry_no, area_code, ems_no, bill_no, rkd_no,
       state, body, delivered_by, delivered_at)
     values ($1, $2, $3, $4, $5, '', 'announced', $6, $7, to_timestamp($8::float8 / 1000))
     on conflict do nothing
     returning 1`,
    [
      ...[at.zoneCode, row.entryNo, row.areaCode, row.emsNo, row.billNo, row.body],
      ...[row.deliveredBy, at.now],
    ],
  );
  if (inserted.length > 0) return undefined;
  const rows = await tx.query<BondedEntryRow>(
    `select ${COLUMNS}
     from parks.bonded_entry
     where zone_code = $1
       and area_code = $2
       and entry_no = $3`,
    [at.zoneCode, row.areaCode, row.entryNo],
  );
  return rows[0];
}

/** Marks entries of an area under a bill as entered, and returns them; each is entered once. */
export async function markEntered(
  tx: Tx,
  by: { areaCode: string; billNo: string; rkdNo: string; entryNo?: string },
  at: At,
): Promise<BondedEntryRow[]> {
  return tx.query<BondedEntryRow>(
    `update parks.bonded_entry
     set state = 'entered', rkd_no = $4, entered_at = to_timestamp($6::float8 / 1000)
     where zone_code = $1
       and area_code = $2
       and bill_no = $3
       and ($5::text is null or entry_no = $5)
       and state = 'announced'
     returning ${COLUMNS}`,
    [at.zoneCode, by.areaCode, by.billNo, by.rkdNo, by.entryNo ?? null, at.now],
  );
}

/** Entries, newest first; an owner sees those of its area. */
export async function selectEntries(
  q: Queryable,
  zoneCode: string,
  filter: { owner: string | undefined; limit: number },
): Promise<BondedEntryRow[]> {
  return q.query<BondedEntryRow>(
    `select ${COLUMNS}
     from parks.bonded_entry
     where zone_code = $1
       and ($2::text is null or area_code = $2)
     order by delivered_at desc, area_code, entry_no
     limit $3`,
    [zoneCode, filter.owner ?? null, filter.limit],
  );
}

/** Rules in the order in which they were set. */
export async function selectRules(
  q: Queryable,
  zoneCode: string,
): Promise<(StockRule & { reason: string; setBy: string; setAt: Instant })[]> {
  return q.query(
    `select effective_from as "effectiveFrom", is_checked as "isChecked", reason,
       set_by as "setBy", set_at as "setAt"
     from parks.stock_rule
     where zone_code = $1
     order by rule_no`,
    [zoneCode],
  );
}

/** Sets a rule from a day on. */
export async function insertRule(
  q: Queryable,
  rule: { effectiveFrom: PlainDate; isChecked: boolean; reason: string; setBy: string },
  at: At,
): Promise<void> {
  await q.query(
    `insert into parks.stock_rule (zone_code, effective_from, is_checked, reason, set_by, set_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))`,
    [at.zoneCode, rule.effectiveFrom, rule.isChecked, rule.reason, rule.setBy, at.now],
  );
}
