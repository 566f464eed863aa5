import { PilotError } from '../errors.ts';
import type { Queryable, SealedAs, SealedColumn, SealedReads } from '../queryable.ts';
import { freeValue } from './bound.ts';
import { keyNoOf, kindOf, openSealed, readPlace, splitValues } from './cells.ts';
import { unpackContent, type Unpacked } from './compress.ts';
import type { DataKey } from './keyring.ts';

type Needs = {
  /** Reads the batches: what a transaction wrote is only there for itself. */
  readonly by: Queryable;
  readonly key: (no: number) => Promise<DataKey>;
};

type Batches = ReadonlyMap<number, { readonly values: readonly Buffer[]; readonly bound: boolean }>;

/** As what a value is read, and what it must be bound to if it is bound at all. */
type Wanted = { readonly as: SealedAs; readonly boundTo: string | undefined };

/**
 * Opens the named columns of `rows` in place; each batch is opened once. Throws SEAL_BROKEN,
 * MASTER_KEY_INVALID.
 */
export async function openColumns<R>(needs: Needs, rows: R[], columns: SealedReads): Promise<R[]> {
  const wanted = Object.entries(columns);
  const batches = await openBatches(needs, placesIn(rows, Object.keys(columns)));
  for (const row of rows as Record<string, unknown>[]) {
    const from = wanted.map(([name, how]) => [name, wantedOf(how, row)] as const);
    for (const [name, want] of from) {
      const cell = row[name];
      if (!(cell instanceof Uint8Array)) continue;
      const known = standingIn(batches, cell);
      row[name] = known ? readAs(want, known) : await openOwn(needs, want, cell);
    }
  }
  return rows;
}

function wantedOf(how: SealedColumn, row: Record<string, unknown>): Wanted {
  if (typeof how === 'string') return { as: how, boundTo: undefined };
  return { as: how.as, boundTo: how.boundTo(row as never) };
}

function placesIn(rows: readonly unknown[], names: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (const row of rows as Record<string, unknown>[]) {
    for (const name of names) {
      const cell = row[name];
      if (cell instanceof Uint8Array && kindOf(cell) === 'place')
        found.add(readPlace(cell).batchNo);
    }
  }
  return found;
}

async function openBatches(needs: Needs, wanted: ReadonlySet<number>): Promise<Batches> {
  const found = new Map<number, { values: readonly Buffer[]; bound: boolean }>();
  if (wanted.size === 0) return found;
  const rows = await needs.by.query<{ batchNo: number; bytes: Buffer }>(
    `select batch_no as "batchNo", bytes
     from kernel.sealed_batch
     where batch_no = any($1::int8[])`,
    [[...wanted]],
  );
  await Promise.all(
    rows.map(async ({ batchNo, bytes }) => {
      const content = await openContent(needs, bytes, batchNo).catch(onlyBroken);
      if (!content) return;
      const { payload, bound } = unpackContent(content);
      found.set(batchNo, { values: splitValues(payload), bound });
    }),
  );
  return found;
}

function standingIn(batches: Batches, cell: Uint8Array): Unpacked | undefined {
  if (kindOf(cell) !== 'place') return undefined;
  const { batchNo, index } = readPlace(cell);
  const batch = batches.get(batchNo);
  const payload = batch?.values[index];
  return batch && payload && { payload, bound: batch.bound };
}

/** A cell of its own, one that was written in the clear, or one whose batch is not to be had. */
async function openOwn(needs: Needs, want: Wanted, cell: Uint8Array): Promise<unknown> {
  const kind = kindOf(cell);
  if (kind === 'clear') {
    const payload = Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
    return readAs(want, { payload, bound: false });
  }
  const opening = kind === 'cell' ? openValue(needs, cell) : missing(cell);
  const value = want.as === 'sound-bytes' ? await opening.catch(onlyBroken) : await opening;
  return value ? readAs(want, value) : null;
}

async function openValue(needs: Needs, cell: Uint8Array): Promise<Unpacked> {
  return unpackContent(await openContent(needs, cell));
}

function missing(cell: Uint8Array): Promise<never> {
  const { batchNo } = readPlace(cell);
  const text = `the sealed batch ${batchNo} is gone or was altered`;
  return Promise.reject(new PilotError('SEAL_BROKEN', text));
}

async function openContent(needs: Needs, sealed: Uint8Array, batchNo?: number): Promise<Buffer> {
  return openSealed(await needs.key(keyNoOf(sealed)), sealed, batchNo);
}

function readAs({ as, boundTo }: Wanted, { payload, bound }: Unpacked): unknown {
  const bytes = bound ? free(payload, { as, boundTo }) : payload;
  if (bytes === undefined) return null;
  if (as === 'bytes' || as === 'sound-bytes') return bytes;
  const text = bytes.toString('utf8');
  return as === 'json' ? (JSON.parse(text) as unknown) : text;
}

function free(payload: Buffer, { as, boundTo }: Wanted): Buffer | undefined {
  try {
    return freeValue(payload, boundTo);
  } catch (error) {
    if (as !== 'sound-bytes') throw error;
    onlyBroken(error);
    return undefined;
  }
}

/** A value that was altered is nothing; a master key that does not fit is everybody's problem. */
function onlyBroken(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'SEAL_BROKEN') throw error;
  return undefined;
}
