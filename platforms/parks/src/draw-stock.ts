import type { Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { DeclarationsReleased, DeclarationsUndone } from '@pilotzone/single-window/contract';
import { moveOf, stockKeyText } from './model/stock.ts';
import type { Reservation, StockKey, StockMove } from './model/stock.ts';
import { insertReservations, lockReservations, lockStock } from './store/stock.ts';
import { moveStock, updateReservations } from './store/stock.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock'>;

/** What is free of a goods record, and in which unit. */
export type FreeStock = { readonly available: bigint; readonly unit: string };

/** What is free of these records, locked until commit; those not in the books are absent. */
export async function lockFreeStock(
  needs: Pick<Needs, 'zoneCode'>,
  tx: Tx,
  keys: readonly StockKey[],
): Promise<Map<string, FreeStock>> {
  const rows = await lockStock(tx, needs.zoneCode, keys);
  return new Map(
    rows.map((row) => [
      stockKeyText(row),
      { available: row.onHand - row.reserved, unit: row.unit },
    ]),
  );
}

/** Promises stock to lines of lists; the records were locked, and there is enough. */
export async function reserveStock(
  needs: Needs,
  tx: Tx,
  lines: readonly Omit<Reservation, 'restored' | 'state'>[],
): Promise<void> {
  const fresh = await insertReservations(tx, needs.zoneCode, lines);
  const moves = fresh.map((row) =>
    moveOf(row, { kind: 'reserve', onHand: 0n, reserved: row.quantity }),
  );
  await moveStock(tx, moves, at(needs));
}

/** Gives back what lists held that are refused or cancelled before their release. */
export async function freeStock(
  needs: Needs,
  tx: Tx,
  declarationIds: readonly string[],
): Promise<void> {
  const held = await lockReservations(tx, needs.zoneCode, declarationIds);
  const freed = held.filter(({ state }) => state === 'reserved');
  const moves = freed.map((row) =>
    moveOf(row, { kind: 'free', onHand: 0n, reserved: -row.quantity }),
  );
  await moveStock(tx, moves, at(needs));
  await updateReservations(
    tx,
    needs.zoneCode,
    freed.map((row) => ({ ...row, state: 'freed' })),
  );
}

/** Released lists draw what they held. Repeats change nothing. */
export async function drawReleased(
  needs: Needs,
  tx: Tx,
  { declarations }: DeclarationsReleased,
): Promise<void> {
  const held = await lockReservations(tx, needs.zoneCode, idsOf(declarations));
  const drawn = held.filter(({ state }) => state === 'reserved');
  await moveStock(tx, drawn.map(drawOf), at(needs));
  await updateReservations(
    tx,
    needs.zoneCode,
    drawn.map((row) => ({ ...row, state: 'drawn' })),
  );
}

/**
 * What comes back is in stock again: the part of each line that an event tells of, or all that is
 * left of it. A list whose release is not known here yet is drawn first.
 */
export async function restoreUndone(
  needs: Needs,
  tx: Tx,
  { declarations }: DeclarationsUndone,
): Promise<void> {
  const held = await lockReservations(tx, needs.zoneCode, idsOf(declarations));
  const byList = new Map(declarations.map((facts) => [facts.declarationId, facts.part]));
  const moves: StockMove[] = [];
  const after = held.map((row): Reservation => {
    const part = byList.get(row.declarationId);
    if (row.state === 'reserved') moves.push(drawOf(row));
    const came = part?.lines.find(({ lineNo }) => lineNo === row.gnum)?.quantity ?? '0';
    const left = row.quantity - row.restored;
    const quantity = part ? minOf(parseUnits(came) ?? 0n, left) : left;
    if (quantity > 0n) {
      const back = { kind: 'restore', onHand: quantity, reserved: 0n } as const;
      moves.push(moveOf(row, { ...back, part: part?.no ?? 0 }));
    }
    return { ...row, state: 'drawn', restored: row.restored + quantity };
  });
  await moveStock(tx, moves, at(needs));
  await updateReservations(tx, needs.zoneCode, after);
}

function drawOf(row: Reservation): StockMove {
  return moveOf(row, { kind: 'draw', onHand: -row.quantity, reserved: -row.quantity });
}

function idsOf(declarations: readonly { readonly declarationId: string }[]): string[] {
  return declarations.map(({ declarationId }) => declarationId);
}

function minOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function at({ zoneCode, clock }: Needs) {
  return { zoneCode, now: clock.now() };
}
