import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { STOCK_ENTRY_CONFLICT, STOCK_ENTRY_INVALID, STOCK_FORBIDDEN } from './contract.ts';
import type { BondedEntryAnswer, BondedEntryBody } from './contract.ts';
import { stockKeyText } from './model/stock.ts';
import type { StockKey } from './model/stock.ts';
import { insertEntry, markEntered } from './store/bonded-entries.ts';
import type { BondedEntryRow } from './store/bonded-entries.ts';
import { insertRecords, lockStock, moveStock } from './store/stock.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'db'>;

/** A line of an entry as kept. */
type EntryLine = BondedEntryBody['lines'][number];

/**
 * Announces bonded goods that enter a warehouse. They count as stock when customs has closed the
 * arrival report (711, 712) of their bill; with `rkdNo` they have arrived already. The same again
 * changes nothing. Throws PARKS_STOCK_FORBIDDEN, PARKS_STOCK_ENTRY_INVALID,
 * PARKS_STOCK_ENTRY_CONFLICT.
 */
export async function announceEntry(
  needs: Needs,
  entry: BondedEntryBody,
  by: { owner: string | undefined; actor: string },
): Promise<BondedEntryAnswer> {
  const { entryNo, areaCode, emsNo, billNo, rkdNo, lines } = entry;
  if (by.owner !== undefined && by.owner !== areaCode) {
    const text = `${by.owner} is not the area enterprise ${areaCode}; announce your own entries`;
    throw new PilotError(STOCK_FORBIDDEN, text);
  }
  checkLines(lines);
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  return needs.db.transaction(async (tx) => {
    const body = JSON.stringify(lines);
    const about = { entryNo, areaCode, emsNo, billNo, rkdNo: rkdNo ?? '' };
    const known = await insertEntry(tx, { ...about, body, deliveredBy: by.actor }, at);
    if (known && (known.body !== body || known.emsNo !== emsNo || known.billNo !== billNo)) {
      const text = `entry ${entryNo} of ${areaCode} is on file with other goods, book or bill`;
      throw new PilotError(STOCK_ENTRY_CONFLICT, `${text}; give this one its own number`);
    }
    // Its records stand from now on, so that units are settled before anything arrives.
    const records = lines.map((line) => ({ ...line, areaCode, emsNo }));
    await insertRecords(tx, at.zoneCode, records);
    await assertUnits(tx, at.zoneCode, records);
    const state = known?.state ?? 'announced';
    if (rkdNo === undefined || state === 'entered')
      return { entryNo, areaCode, state, repeated: known !== undefined };
    await enter(needs, tx, await markEntered(tx, { ...about, rkdNo }, at));
    return { entryNo, areaCode, state: 'entered', repeated: false };
  });
}

function checkLines(lines: readonly EntryLine[]): void {
  const seen = new Set<string>();
  for (const { ebcCode, itemRecordNo, quantity } of lines) {
    const units = parseUnits(quantity);
    const key = `${ebcCode} ${itemRecordNo}`;
    const fault =
      units === undefined || units <= 0n
        ? `quantity "${quantity}" of ${key} must be above 0, with five decimals at most`
        : seen.has(key) && `${key} stands in two lines; add them up`;
    if (fault) throw new PilotError(STOCK_ENTRY_INVALID, fault);
    seen.add(key);
  }
}

/** A report of customs' own that an arrival is closed (712). */
export type ClosedArrival = {
  readonly operatorCode: string;
  readonly billNo: string;
  readonly rkdNo: string;
};

/** Raises the stock by what arrived: entries of the operator's area under the report's bill. */
export async function enterArrivedGoods(
  needs: Pick<Needs, 'zoneCode' | 'clock'>,
  tx: Tx,
  arrivals: readonly ClosedArrival[],
): Promise<void> {
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  for (const { operatorCode: areaCode, billNo, rkdNo } of arrivals)
    await enter(needs, tx, await markEntered(tx, { areaCode, billNo, rkdNo }, at));
}

async function enter(
  needs: Pick<Needs, 'zoneCode' | 'clock'>,
  tx: Tx,
  entries: readonly BondedEntryRow[],
): Promise<void> {
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const rows = entries.flatMap((entry) => {
    const { areaCode, emsNo, entryNo } = entry;
    // Written by `announceEntry`.
    const lines = JSON.parse(entry.body) as EntryLine[];
    return lines.map((line) => ({ ...line, areaCode, emsNo, entryNo }));
  });
  if (rows.length === 0) return;
  await moveStock(
    tx,
    rows.map(({ areaCode, emsNo, ebcCode, itemRecordNo, quantity, entryNo }) => ({
      ...{ areaCode, emsNo, ebcCode, itemRecordNo, kind: 'enter' as const },
      ...{ onHand: parseUnits(quantity) ?? 0n, reserved: 0n, declarationId: null },
      ...{ attempt: 0, gnum: 0, part: 0, reference: entryNo },
    })),
    at,
  );
}

/** A record counts in one unit: what is entered in another one would add apples and pears. */
async function assertUnits(
  tx: Tx,
  zoneCode: string,
  rows: readonly (StockKey & { unit: string })[],
): Promise<void> {
  const standing = await lockStock(tx, zoneCode, rows);
  const units = new Map(standing.map((row) => [stockKeyText(row), row]));
  for (const row of rows) {
    const known = units.get(stockKeyText(row));
    if (!known || known.unit === row.unit) continue;
    const text =
      `record ${row.itemRecordNo} of book ${row.emsNo} counts in unit ${known.unit} ` +
      `(${formatUnits(known.onHand)} on hand), not in ${row.unit}; convert the quantity`;
    throw new PilotError(STOCK_ENTRY_INVALID, text);
  }
}
