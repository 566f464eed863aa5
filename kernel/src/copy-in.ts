import type pg from 'pg';

/** What `pg` asks of something that it sends for us (its type `Submittable`, as it is used). */
type Wire = { readonly stream: { cork(): void; uncork(): void; write(bytes: Uint8Array): void } };

const QUERY = 0x51;
const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * Runs SQL text with a COPY from stdin for each of `data`, which follow right behind it: one round
 * trip, where a stream waits for the server to ask. The server ignores data that it does not ask
 * for because the statement failed before. Source: PostgreSQL manual, "Frontend/Backend Protocol",
 * section "COPY Operations".
 */
export function copyIn(
  client: pg.PoolClient,
  sql: string,
  data: readonly Uint8Array[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    // `pg` takes anything that can be submitted; its types know only its own classes.
    client.query(createSubmittable({ sql, data, resolve, reject }) as unknown as pg.Submittable);
  });
}

function createSubmittable(the: {
  readonly sql: string;
  readonly data: readonly Uint8Array[];
  resolve(): void;
  reject(error: Error): void;
}) {
  return {
    submit: ({ stream }: Wire) => {
      stream.cork();
      stream.write(frame(QUERY, Buffer.from(the.sql + '\0')));
      for (const bytes of the.data) {
        stream.write(header(COPY_DATA, bytes.length));
        stream.write(bytes);
        stream.write(COPY_DONE);
      }
      stream.uncork();
    },
    handleCopyInResponse: ignore,
    handleCommandComplete: ignore,
    handleError: the.reject,
    handleReadyForQuery: the.resolve,
    callback: ignore,
  };
}

function ignore(): void {
  // The data is on its way already, and the rows are counted by nobody.
}

function frame(code: number, body: Buffer): Buffer {
  return Buffer.concat([header(code, body.length), body]);
}

function header(code: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = code;
  bytes.writeUInt32BE(length + 4, 1);
  return bytes;
}
