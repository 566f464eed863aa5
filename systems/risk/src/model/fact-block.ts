/**
 * The facts and verdicts of a batch, column by column: what is equal down a column compresses to
 * nearly nothing, and a back-test reads hundreds of thousands a second. A block names its columns
 * and their types, so that the catalogue of facts may grow and shrink: a column that is not there
 * is unknown, one that the catalogue no longer has is passed over.
 */

import { assert } from '@pilotzone/kernel/errors';
import { readColumn, writeColumn } from './fact-columns.ts';
import { listFields, type FactVector, type FieldType } from './facts.ts';
import type { RiskLane } from './rule-table.ts';

/** One row of a block: who was judged, on what, and what the rules in force said. */
export type JudgedFacts = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly lane: RiskLane;
  readonly score: number;
  readonly facts: FactVector;
};

/** More rows than this make two blocks: a position is two bytes in the dictionaries. */
export const BLOCK_ROWS_MAX = 10_000;

const LANES = ['green', 'amber', 'red'] as const;
const CATALOGUE = listFields();

/** Writes down 1 to BLOCK_ROWS_MAX rows. */
export function writeBlock(rows: readonly JudgedFacts[]): Buffer {
  assert(rows.length > 0 && rows.length <= BLOCK_ROWS_MAX, `a block of ${rows.length} rows`);
  const columns = CATALOGUE.flatMap(([name, { type }], position) => {
    const values = rows.map(({ facts }) => facts[position]);
    // What nobody knows takes no room.
    return values.some((value) => value !== undefined) ? [{ name, type, values }] : [];
  });
  const bodies = columns.map(({ type, values }) => writeColumn(type, values));
  const header = Buffer.from(
    JSON.stringify({
      rows: rows.length,
      columns: columns.map(({ name, type }, index) => [name, type, bodies[index]?.length ?? 0]),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, writeVerdicts(rows), ...bodies]);
}

// Id, attempt, score, lane.
const VERDICT_BYTES = 16 + 4 + 4 + 1;
const LANE_AT = 24;

function writeVerdicts(rows: readonly JudgedFacts[]): Buffer {
  const bytes = Buffer.alloc(rows.length * VERDICT_BYTES);
  let at = 0;
  for (const { declarationId, attempt, lane, score } of rows) {
    at += bytes.write(declarationId.replaceAll('-', ''), at, 'hex');
    at = bytes.writeInt32LE(attempt, at);
    at = bytes.writeInt32LE(score, at);
    at = bytes.writeUInt8(LANES.indexOf(lane), at);
  }
  return bytes;
}

/** A block that is open: its rows are made when they are asked for. */
export type OpenBlock = {
  readonly length: number;
  laneAt(index: number): RiskLane;
  verdictAt(index: number): Omit<JudgedFacts, 'facts'>;
  factsAt(index: number): FactVector;
};

type Header = { rows: number; columns: [name: string, type: FieldType, length: number][] };

/** Opens what `writeBlock` made. Throws on bytes that are none. */
export function openBlock(bytes: Buffer): OpenBlock {
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, headerEnd)) as Header;
  const verdicts = bytes.subarray(headerEnd, headerEnd + header.rows * VERDICT_BYTES);
  const columns = openColumns(bytes.subarray(headerEnd + verdicts.length), header);
  return {
    length: header.rows,
    laneAt: (index) => laneAt(verdicts, index),
    verdictAt: (index) => verdictAt(verdicts, index),
    factsAt: (index) => columns.map((column) => column?.[index]),
  };
}

/** In the order of today's catalogue. */
function openColumns(bytes: Buffer, { rows, columns }: Header) {
  const byName = new Map<string, readonly unknown[]>();
  let at = 0;
  for (const [name, type, length] of columns) {
    byName.set(`${name} ${type}`, readColumn(type, bytes.subarray(at, at + length), rows));
    at += length;
  }
  return CATALOGUE.map(([name, { type }]) => byName.get(`${name} ${type}`));
}

function laneAt(verdicts: Buffer, index: number): RiskLane {
  return LANES[verdicts.readUInt8(index * VERDICT_BYTES + LANE_AT)] ?? 'red';
}

function verdictAt(verdicts: Buffer, index: number): Omit<JudgedFacts, 'facts'> {
  const at = index * VERDICT_BYTES;
  const hex = verdicts.toString('hex', at, at + 16);
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return {
    declarationId: [...id, hex.slice(20)].join('-'),
    attempt: verdicts.readInt32LE(at + 16),
    score: verdicts.readInt32LE(at + 20),
    lane: laneAt(verdicts, index),
  };
}
