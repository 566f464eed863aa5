/**
 * What the sealed columns of an answer are read as. `sound-bytes` of a value that was altered are
 * `null`, for whoever looks for such.
 */
export type SealedAs = 'text' | 'json' | 'bytes' | 'sound-bytes';

/**
 * A value that PostgreSQL's text protocol takes as a parameter; arrays become PostgreSQL arrays.
 */
export type Parameter =
  string | number | bigint | boolean | null | Uint8Array | readonly Parameter[];

/**
 * Something that answers SQL. `int8` and `timestamptz` come back as numbers (milliseconds),
 * `numeric` and `date` as text.
 */
export type Queryable = {
  /** `sealed` says which columns of the answer are sealed, and as what they are read. */
  query<R>(
    sql: string,
    parameters?: readonly Parameter[],
    sealed?: Readonly<Record<string, SealedAs>>,
  ): Promise<R[]>;
};
