import { assert } from '../errors.ts';
import type { Column } from '../copy.ts';
import type { Queryable, SealedReads } from '../queryable.ts';
import { toBytes, type Sealable } from './bound.ts';
import { joinValues, placeCell, sealBatch, sealCell } from './cells.ts';
import { packContent } from './compress.ts';
import type { DataKey, Keyring } from './keyring.ts';
import { openColumns } from './open-columns.ts';

export type { Sealable } from './bound.ts';

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
  seal(values: readonly Sealable[], boundTo?: readonly string[]): Promise<(Buffer | null)[]>;
  /** Opens columns of rows in place; batches are looked up by `q`. */
  open<R>(q: Queryable, rows: R[], columns: SealedReads): Promise<R[]>;
};

export const SEALED_BATCH_COLUMNS: readonly Column<SealedBatch>[] = [
  ['batch_no', 'int8', (batch) => batch.batchNo],
  ['bytes', 'bytea', (batch) => batch.bytes],
];

// Fewer rows are sealed one by one: a batch is a row more. More than that in one batch, and who
// reads one row opens too many others.
const BATCH_ROWS_MIN = 4;
const BATCH_ROWS_MAX = 64;
const BATCH_BYTES = 32 << 10;
// A value of this size is worth a seal of its own.
const OWN_CELL_BYTES = 6 << 10;

/** Seals with the keys of `keyring`; `q` reads them and numbers batches outside transactions. */
export function createSealer(q: Queryable, keyring: Keyring): Sealer {
  const numbers = createNumbers(q);
  return {
    sealColumns,
    seal: async (values, boundTo) => {
      if (values.length === 0) return [];
      return sealEach(await keyring.present(q), { values, boundTo });
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
        const [name, type, read, bind] = column;
        if (type !== 'sealed') return column;
        const values = rows.map((row) => read(row) as Sealable);
        const given = { values, boundTo: bind && rows.map(bind) };
        const sealed =
          how === 'alone' || rows.length < BATCH_ROWS_MIN
            ? { cells: sealEach(key, given), batches: [] }
            : await sealTogether(key, given, numbers);
        batches.push(...sealed.batches);
        const cellOf = new Map(rows.map((row, index) => [row, sealed.cells[index]]));
        return [name, 'bytea', (row) => cellOf.get(row)];
      }),
    );
    return { columns: made, batches };
  }
}

/** Values of one column, and for each what it is bound to, if they are. */
type Given = {
  readonly values: readonly Sealable[];
  readonly boundTo: readonly string[] | undefined;
};

function sealEach(key: DataKey, { values, boundTo }: Given): (Buffer | null)[] {
  const bound = boundTo !== undefined;
  return values.map((value, at) => {
    const bytes = toBytes(value, boundTo?.[at]);
    return bytes && sealCell(key, packContent(bytes, { compress: isText(value), bound }));
  });
}

async function sealTogether(key: DataKey, given: Given, nextNumber: () => Promise<number>) {
  const { values, boundTo } = given;
  const filled = values.map((value, at) => toBytes(value, boundTo?.[at]));
  const cells: (Buffer | null | undefined)[] = filled.map(() => null);
  const { own, groups } = group(filled);
  const batches = await Promise.all(
    groups.map(async (indices): Promise<SealedBatch> => {
      const batchNo = await nextNumber();
      indices.forEach((at, index) => (cells[at] = placeCell({ batchNo, index })));
      const joined = joinValues(indices.map((at) => filled[at] ?? NOTHING));
      const compress = indices.some((at) => isText(values[at]));
      const content = packContent(joined, { compress, bound: boundTo !== undefined });
      return { batchNo, bytes: sealBatch(key, content, batchNo) };
    }),
  );
  const large = sealEach(key, {
    values: own.map((at) => values[at]),
    boundTo: boundTo && own.map((at) => boundTo[at] ?? ''),
  });
  own.forEach((at, index) => (cells[at] = large[index]));
  return { cells, batches };
}

const NOTHING = Buffer.alloc(0);

// Bytes are taken to be compressed by whoever gives them.
function isText(value: Sealable): boolean {
  return typeof value === 'string';
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
