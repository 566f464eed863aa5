/**
 * What the sealed columns of an answer are read as. `sound-bytes` of a value that was altered are
 * `null`, for whoever looks for such.
 */
export type SealedAs = 'text' | 'json' | 'bytes' | 'sound-bytes';

/**
 * How a sealed column is read: as what, and for a row of the answer, what its value must be bound
 * to. A value that is bound to something else is another row's, and broken.
 */
export type SealedColumn = SealedAs | BoundColumn;

/** The long form. Values from before there was binding are bound to nothing and open anywhere. */
export type BoundColumn = {
  readonly as: SealedAs;
  // A method, so that what reads few columns of a row fits wherever rows have more.
  boundTo(row: never): string;
};

/** What `query` takes to open sealed columns: their names, and how each is read. */
export type SealedReads = Readonly<Record<string, SealedColumn>>;

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
  query<R>(sql: string, parameters?: readonly Parameter[], sealed?: SealedReads): Promise<R[]>;
};
