import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { BasicType } from 'hyparquet-writer';

/** A value as a column of the file holds it. */
export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

/** A column of the file. */
export type FileColumn = { readonly name: string; readonly type: BasicType };

/** Written block by block; `finish` makes it whole and durable. */
export type ParquetFile = {
  /** One block of rows: a column after the other, each as long as the block. */
  write(columns: readonly (readonly Cell[])[]): void;
  /** What tells the rows, in their order, from any others; `digestOfFile` tells the same. */
  finish(): Promise<string>;
};

const ROWS_AT_ONCE = 10_000;

/** Opens a Parquet file for writing; compressed by gzip, which every reader knows. */
export function createParquetFile(path: string, columns: readonly FileColumn[]): ParquetFile {
  const sourceOf = (data: (readonly Cell[])[]) =>
    columns.map(({ name, type }, i) => ({ name, type, data: [...(data[i] ?? [])] }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: sourceOf([]) }),
    codec: 'GZIP',
    compressors: { GZIP: (bytes) => gzipSync(bytes) },
    createdBy: 'pilotzone',
  });
  const hash = createHash('sha256');
  return {
    write: (data) => {
      const rows = data[0]?.length ?? 0;
      for (let row = 0; row < rows; row += 1)
        hash.update(rowText(data.map((cells) => cells[row] ?? null)));
      void writer.write({ columnData: sourceOf([...data]), rowGroupSize: rows });
    },
    finish: async () => {
      await writer.finish();
      const file = openSync(path, 'r+');
      fsyncSync(file);
      closeSync(file);
      return hash.digest('hex');
    },
  };
}

/** Reads a file back: how many rows it has, and what tells them from any others. */
export async function digestOfFile(
  path: string,
  columns: readonly FileColumn[],
): Promise<{ rows: number; digest: string }> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const rows = Number(metadata.num_rows);
  const compressors = { GZIP: (bytes: Uint8Array) => gunzipSync(bytes) };
  const hash = createHash('sha256');
  for (let rowStart = 0; rowStart < rows; rowStart += ROWS_AT_ONCE) {
    const rowEnd = Math.min(rows, rowStart + ROWS_AT_ONCE);
    const range = { file, metadata, compressors, utf8: false, rowStart, rowEnd };
    const found = await parquetReadObjects(range);
    for (const row of found) {
      const cells = columns.map(({ name }) => (row[name] as Cell | undefined) ?? null);
      hash.update(rowText(cells));
    }
  }
  return { rows, digest: hash.digest('hex') };
}

/** SHA-256 of a file's bytes. */
export async function sha256OfFile(path: string): Promise<Buffer> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest();
}

function rowText(cells: readonly Cell[]): string {
  return JSON.stringify(cells.map(plain)) + '\n';
}

function plain(cell: Cell): unknown {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex');
  if (cell instanceof Date) return cell.getTime();
  return typeof cell === 'bigint' ? String(cell) : cell;
}
