import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { BondedEntryList, MovementPage, MovementQuery, StockPage } from './contract.ts';
import type { StockQuery } from './contract.ts';
import { selectEntries } from './store/bonded-entries.ts';
import { selectMovements, selectStock } from './store/stock.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'db'>;

const PAGE_DEFAULT = 100;

/** Stock by record; an owner sees its area's, or its own goods wherever they lie. */
export async function listStock(
  needs: Needs,
  query: StockQuery,
  owner: string | undefined,
): Promise<StockPage> {
  const { areaCode, ebcCode, cursor, limit = PAGE_DEFAULT } = query;
  const [a = '', b = '', c = '', d = ''] = cursor === undefined ? [] : decodeCursor(cursor, 4);
  const filter = { areaCode, ebcCode, owner, after: [a, b, c, d] as const, limit: limit + 1 };
  const rows = await selectStock(needs.db, needs.zoneCode, filter);
  const page = pageOf(rows, limit, (row) => [
    ...[row.areaCode, row.emsNo, row.ebcCode, row.itemRecordNo],
  ]);
  const items = page.items.map(({ onHand, reserved, ...row }) => ({
    ...row,
    ...{ onHand: formatUnits(onHand), reserved: formatUnits(reserved) },
    available: formatUnits(onHand - reserved),
  }));
  return { items, next: page.next };
}

/** What moved a record, newest first. */
export async function listStockMovements(
  needs: Needs,
  { cursor, limit = PAGE_DEFAULT, ...key }: MovementQuery,
  owner: string | undefined,
): Promise<MovementPage> {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : numberIn(cursor);
  const filter = { ...key, owner, before, limit: limit + 1 };
  const rows = await selectMovements(needs.db, needs.zoneCode, filter);
  const page = pageOf(rows, limit, ({ movementNo }) => [String(movementNo)]);
  const items = page.items.map(({ movedAt, onHand, reserved, kind, ...row }) => ({
    ...{ movementNo: row.movementNo, kind, reference: row.reference, gnum: row.gnum },
    ...{ declarationId: row.declarationId, part: row.part, movedAt: formatInstant(movedAt) },
    ...{ onHand: formatUnits(onHand), reserved: formatUnits(reserved) },
  }));
  return { items, next: page.next };
}

function numberIn(cursor: string): number {
  const no = Number(decodeCursor(cursor, 1)[0]);
  if (Number.isSafeInteger(no) && no > 0) return no;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}

const ENTRIES_MAX = 500;

/** The last entries of bonded goods, newest first. */
export async function listBondedEntries(
  needs: Needs,
  owner: string | undefined,
): Promise<BondedEntryList> {
  const filter = { owner, limit: ENTRIES_MAX };
  const rows = await selectEntries(needs.db, needs.zoneCode, filter);
  const items = rows.map(({ body, deliveredAt, enteredAt, ...row }) => ({
    ...row,
    lines: (JSON.parse(body) as unknown[]).length,
    deliveredAt: formatInstant(deliveredAt),
    enteredAt: enteredAt === null ? null : formatInstant(enteredAt),
  }));
  return { items };
}
