import { assert } from '../errors.ts';
import type { Column } from '../copy.ts';
import type { Queryable, SealedAs } from '../queryable.ts';
import { joinValues, placeCell, sealBatch, sealCell } from './cells.ts';
import { packContent } from './compress.ts';
import type { DataKey, Keyring } from './keyring.ts';
import { openColumns } from './open-columns.ts';

/** A value of a sealed column: text, bytes, or nothing. */
export type Sealable = string | Uint8Array | null | undefined;

/** Rows of kernel.sealed_batch that go along with the rows that stand in them. */
export type SealedBatch = { readonly batchNo: number; readonly bytes: Buffer };

/** Columns with the sealed ones as bytes, and the batches that hold their values. */
export type SealedColumns<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly batches: readonly SealedBatch[];
};

/** Seals the columns of batches, and opens those of answers. */
export type Sealer = {
  sealColumns<Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    how: 'together' | 'alone',
  ): Promise<SealedColumns<Row>>;
  /** Seals values one by one: for single rows, and for what is deleted some day. */
  seal(values: readonly Sealable[]): Promise<(Buffer | null)[]>;
  /** Opens columns of rows in place; batches are looked up by `q`. */
  open<R>(q: Queryable, rows: R[], columns: Readonly<Record<string, SealedAs>>): Promise<R[]>;
};

export const SEALED_BATCH_COLUMNS: readonly Column<SealedBatch>[] = [
  ['batch_no', 'int8', (batch) => batch.batchNo],
  ['bytes', 'bytea', (batch) => batch.bytes],
];

// Fewer rows are sealed one by one: a batch is a row more. More than that in one batch, and who
// reads one row opens too many others.
const BATCH_ROWS_MIN = 4;
const BATCH_ROWS_MAX = 64;
const BATCH_BYTES = 12 << 10;
// A value of this size is worth a seal of its own.
const OWN_CELL_BYTES = 6 << 10;

/** Seals with the keys of `keyring`; `q` reads them and numbers batches outside transactions. */
export function createSealer(q: Queryable, keyring: Keyring): Sealer {
  const numbers = createNumbers(q);
  return {
    sealColumns,
    seal: async (values) => {
      if (values.length === 0) return [];
      return sealEach(await keyring.present(q), values);
    },
    open: (by, rows, columns) =>
      openColumns({ by, key: (no) => keyring.numbered(q, no) }, rows, columns),
  };

  async function sealColumns<Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    how: 'together' | 'alone',
  ) {
    const key = await keyring.present(q);
    const batches: SealedBatch[] = [];
    const made = await Promise.all(
      columns.map(async (column): Promise<Column<Row>> => {
        const [name, type, read] = column;
        if (type !== 'sealed') return column;
        const values = rows.map((row) => read(row) as Sealable);
        const sealed =
          how === 'alone' || rows.length < BATCH_ROWS_MIN
            ? { cells: await sealEach(key, values), batches: [] }
            : await sealTogether(key, values, numbers);
        batches.push(...sealed.batches);
        const cellOf = new Map(rows.map((row, index) => [row, sealed.cells[index]]));
        return [name, 'bytea', (row) => cellOf.get(row)];
      }),
    );
    return { columns: made, batches };
  }
}

function sealEach(key: DataKey, values: readonly Sealable[]): Promise<(Buffer | null)[]> {
  return Promise.all(
    values.map(async (value) => {
      const bytes = toBytes(value);
      return bytes && sealCell(key, await packContent(bytes, typeof value === 'string'));
    }),
  );
}

async function sealTogether(
  key: DataKey,
  values: readonly Sealable[],
  nextNumber: () => Promise<number>,
) {
  const filled = values.map(toBytes);
  const cells: (Buffer | null | undefined)[] = filled.map(() => null);
  const { own, groups } = group(filled);
  const batches = await Promise.all(
    groups.map(async (indices): Promise<SealedBatch> => {
      const batchNo = await nextNumber();
      indices.forEach((at, index) => (cells[at] = placeCell({ batchNo, index })));
      const joined = joinValues(indices.map((at) => filled[at] ?? NOTHING));
      // Bytes are taken to be compressed by whoever gives them.
      const isText = indices.some((at) => typeof values[at] === 'string');
      const content = await packContent(joined, isText);
      return { batchNo, bytes: sealBatch(key, content, batchNo) };
    }),
  );
  const large = await sealEach(
    key,
    own.map((at) => values[at]),
  );
  own.forEach((at, index) => (cells[at] = large[index]));
  return { cells, batches };
}

const NOTHING = Buffer.alloc(0);

function toBytes(value: Sealable): Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** Which values get a seal of their own, and which go together. */
function group(values: readonly (Buffer | null)[]): { own: number[]; groups: number[][] } {
  const own: number[] = [];
  const groups: number[][] = [];
  let [rows, bytes] = [BATCH_ROWS_MAX, 0];
  values.forEach((value, index) => {
    if (!value) return;
    if (value.length >= OWN_CELL_BYTES) {
      own.push(index);
      return;
    }
    if (rows >= BATCH_ROWS_MAX || bytes >= BATCH_BYTES) {
      groups.push([]);
      [rows, bytes] = [0, 0];
    }
    groups.at(-1)?.push(index);
    rows += 1;
    bytes += value.length;
  });
  return { own, groups };
}

const NUMBERS_AT_ONCE = 64;

/** Numbers of batches, fetched in blocks as the sequence gives them. */
function createNumbers(q: Queryable): () => Promise<number> {
  let [next, end] = [0, 0];
  let fetching: Promise<void> | undefined;
  return async () => {
    while (next === end) await (fetching ??= fetchBlock());
    next += 1;
    return next - 1;
  };

  async function fetchBlock(): Promise<void> {
    try {
      const rows = await q.query<{ no: number }>(`select nextval('kernel.sealed_batch_no') as no`);
      assert(rows[0], 'a sequence gives a number');
      next = rows[0].no;
      end = next + NUMBERS_AT_ONCE;
    } finally {
      fetching = undefined;
    }
  }
}
