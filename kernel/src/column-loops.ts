/**
 * The inner loops of the COPY encoder, made anew for each set of columns. A loop that all columns
 * share calls hundreds of different readers from one place, where V8 inlines none of them; each
 * generated one has its own (docs/performance.md). Only numbers enter the code.
 */

/** Reads one value from a row. */
export type Read = (row: unknown) => unknown;

/** Writes one value that is not NULL. */
export type Write = (value: never) => void;

/** What is written around the values. */
export type Around = {
  /** Before each value: makes room for any that has a fixed length. */
  reserve(): void;
  /** Instead of a value: NULL. */
  none(): void;
};

/** Writes all columns of one row after the other; `begin` comes before each row. */
export type RowLoop = (
  rows: readonly unknown[],
  reads: readonly Read[],
  around: Around & { begin(): void },
) => void;

/** Writes one column of all rows. */
export type ColumnLoop = (rows: readonly unknown[], read: Read, around: Around) => void;

/** A loop over rows for these writers, in the order of the columns. */
export function makeRowLoop(writes: readonly Write[]): RowLoop {
  const numbers = writes.map((_, i) => String(i));
  const readers = numbers.map((i) => `r${i} = reads[${i}]`).join(', ');
  const values = numbers.map(
    (i) => `reserve(); v = r${i}(row); if (v === null || v === undefined) none(); else w${i}(v);`,
  );
  const body = `return function (rows, reads, { begin, reserve, none }) {
    const ${readers};
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i];
      let v;
      begin();
      ${values.join('\n')}
    }
  }`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- numbers of our own only
  const make = new Function(...numbers.map((i) => `w${i}`), body) as (...w: Write[]) => RowLoop;
  return make(...writes);
}

/** A loop over rows that writes one column. */
export function makeColumnLoop(write: Write): ColumnLoop {
  const body = `return function (rows, read, { reserve, none }) {
    for (let i = 0; i < rows.length; i += 1) {
      reserve();
      const v = read(rows[i]);
      if (v === null || v === undefined) none();
      else write(v);
    }
  }`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a fixed text
  const make = new Function('write', body) as (write: Write) => ColumnLoop;
  return make(write);
}
