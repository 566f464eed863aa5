import { neededSpan, secrecyOf } from './disclosure.ts';
import type { Contribution, DisclosurePolicy } from './disclosure.ts';

/**
 * Complementary suppression of a table with its sums: cells that would give away an enterprise are
 * left out, and as many others that none of them can be computed again from rows and columns more
 * closely than the policy allows. Pure.
 *
 * Cells are arcs of a network whose nodes are rows and columns: an inner cell goes from its row to
 * its column, a row sum from the column of sums to its row, a column sum from its column to the row
 * of sums, the grand total from there to the column of sums. Whatever is consistent with what is
 * shown is a flow of the cells left out, so the most that one can be greater or smaller is a
 * maximum flow (Cox, Network models for complementary cell suppression, JASA 1995).
 */
export type PlainTable = {
  /** Last row and last column are the sums. */
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly (readonly Contribution[])[];
};

/** Which cells are left out: `primary` for what they are, `secondary` to protect those. */
export type Suppression = 'primary' | 'secondary' | undefined;

type Place = { readonly row: number; readonly column: number };
type Marks = Suppression[][];

/** Marks what is to be left out. `given` cells are left out for another table's sake. */
export function protectTable(
  table: PlainTable,
  policy: DisclosurePolicy,
  given: readonly Place[] = [],
): Marks {
  const marks: Marks = table.cells.map((line) =>
    line.map((cell) => (isEmpty(cell) ? undefined : secrecyOf(cell, policy) && 'primary')),
  );
  for (const { row, column } of given) {
    const line = marks[row];
    if (line) line[column] ??= 'secondary';
  }
  const wanted = [...placesOf(table)].filter(({ row, column }) => marks[row]?.[column]);
  // The hardest first: what protects a large cell often protects small ones too.
  wanted.sort((a, b) => compare(spanOf(table, b, policy), spanOf(table, a, policy)));
  for (const place of wanted) {
    while (!isProtected(table, marks, { place, policy })) {
      const [next] = candidates(table, marks, place);
      if (!next) break;
      for (const { row, column } of next) {
        const line = marks[row];
        if (line) line[column] ??= 'secondary';
      }
    }
  }
  return marks;
}

/** Whether what is shown leaves a cell room enough, upwards and downwards. */
export function isProtected(
  table: PlainTable,
  marks: Marks,
  { place, policy }: { place: Place; policy: DisclosurePolicy },
): boolean {
  const { up, down } = roomOf(table, marks, place);
  const exact = cellAt(table, place).total;
  const need = spanOf(table, place, policy);
  return up >= need && down >= (need < exact ? need : exact);
}

/** How much greater and smaller a cell left out can be, given all that is shown. */
export function roomOf(table: PlainTable, marks: Marks, place: Place) {
  const { from, to } = arcOf(table, place);
  const exact = cellAt(table, place).total;
  const flow = (source: number, sink: number) =>
    maximumFlow(residual(table, marks, place), { source, sink, most: exact * 2n + 1n });
  const down = flow(from, to);
  return { up: flow(to, from), down: down < exact ? down : exact };
}

function spanOf(table: PlainTable, place: Place, policy: DisclosurePolicy): bigint {
  return neededSpan(cellAt(table, place), policy);
}

/**
 * What could be left out besides, cheapest first: the three other corners of a rectangle with the
 * cell. Corners that are left out already cost nothing; empty cells protect nobody.
 */
function candidates(table: PlainTable, marks: Marks, place: Place): Place[][] {
  const found: { corners: Place[]; cost: bigint }[] = [];
  for (const { row, column } of placesOf(table)) {
    if (row === place.row || column === place.column) continue;
    const corners = [
      { row: place.row, column },
      { row, column: place.column },
      { row, column },
    ];
    if (corners.some((corner) => isEmpty(cellAt(table, corner)))) continue;
    const open = corners.filter((corner) => !marks[corner.row]?.[corner.column]);
    if (open.length === 0) continue;
    const cost = open.reduce((sum, corner) => sum + costOf(table, corner), 0n);
    found.push({ corners: open, cost });
  }
  return found.sort((a, b) => compare(a.cost, b.cost)).map(({ corners }) => corners);
}

// A sum is worth more than its parts together: without it nobody knows the whole.
function costOf(table: PlainTable, place: Place): bigint {
  const { row, column } = place;
  const isSum = row === table.rows - 1 || column === table.columns - 1;
  return cellAt(table, place).total * (isSum ? 4n : 1n) + 1n;
}

function* placesOf({ rows, columns }: PlainTable): Generator<Place> {
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) yield { row, column };
}

const NOTHING: Contribution = { firms: 0, count: 0, total: 0n, largest: 0n, second: 0n };

function cellAt({ cells }: PlainTable, { row, column }: Place): Contribution {
  return cells[row]?.[column] ?? NOTHING;
}

function isEmpty({ firms, count, total }: Contribution): boolean {
  return firms === 0 && count === 0 && total === 0n;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nodes: rows from 0, then columns. */
function arcOf({ rows, columns }: PlainTable, { row, column }: Place) {
  const isRowOfSums = row === rows - 1;
  const isColumnOfSums = column === columns - 1;
  const [rowNode, columnNode] = [row, rows + column];
  const isTurned = isRowOfSums !== isColumnOfSums;
  return isTurned ? { from: columnNode, to: rowNode } : { from: rowNode, to: columnNode };
}

type Capacities = bigint[][];

/** How much more can flow along each pair of nodes: without limit forth, back what there is. */
function residual(table: PlainTable, marks: Marks, without: Place): Capacities {
  const nodes = table.rows + table.columns;
  const capacities = Array.from({ length: nodes }, () => Array<bigint>(nodes).fill(0n));
  const limit = table.cells.flat().reduce((sum, { total }) => sum + total, 1n) * 4n;
  for (const place of placesOf(table)) {
    if (!marks[place.row]?.[place.column]) continue;
    if (place.row === without.row && place.column === without.column) continue;
    const { from, to } = arcOf(table, place);
    raise(capacities, { from, to }, limit);
    raise(capacities, { from: to, to: from }, cellAt(table, place).total);
  }
  return capacities;
}

function raise(capacities: Capacities, { from, to }: { from: number; to: number }, by: bigint) {
  const line = capacities[from];
  if (line) line[to] = (line[to] ?? 0n) + by;
}

/** Augmenting paths, shortest first (Edmonds and Karp), until `most` flows. */
function maximumFlow(
  capacities: Capacities,
  { source, sink, most }: { source: number; sink: number; most: bigint },
): bigint {
  let flow = 0n;
  while (flow < most) {
    const path = shortestPath(capacities, source, sink);
    if (!path) return flow;
    let least = most - flow;
    for (const { from, to } of path) {
      const left = capacities[from]?.[to] ?? 0n;
      if (left < least) least = left;
    }
    for (const { from, to } of path) {
      raise(capacities, { from, to }, -least);
      raise(capacities, { from: to, to: from }, least);
    }
    flow += least;
  }
  return flow;
}

function shortestPath(capacities: Capacities, source: number, sink: number) {
  const cameFrom = new Map<number, number>([[source, source]]);
  const queue = [source];
  for (const node of queue) {
    if (node === sink) break;
    capacities[node]?.forEach((capacity, next) => {
      if (capacity <= 0n || cameFrom.has(next)) return;
      cameFrom.set(next, node);
      queue.push(next);
    });
  }
  if (!cameFrom.has(sink)) return undefined;
  const path: { from: number; to: number }[] = [];
  for (let to = sink; to !== source;) {
    const from = cameFrom.get(to) ?? source;
    path.push({ from, to });
    to = from;
  }
  return path;
}
