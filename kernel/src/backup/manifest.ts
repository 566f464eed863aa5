import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { PilotError } from '../errors.ts';

/** The entry of a backup that describes the others; written last, when everything is known. */
export const MANIFEST = 'manifest.json';

const Manifest = Type.Object({
  format: Type.Literal('pilotzone-backup-1'),
  version: Type.String({ description: 'Of the program that wrote it' }),
  takenAt: Type.String({ description: 'ISO 8601, UTC: the instant that the data shows' }),
  server: Type.String({ description: 'Version of PostgreSQL' }),
  migrations: Type.Array(
    Type.Object({ module: Type.String(), name: Type.String(), sha256: Type.String() }),
  ),
  tables: Type.Array(
    Type.Object({
      schema: Type.String(),
      table: Type.String(),
      columns: Type.Array(Type.String()),
      rows: Type.Integer(),
      bytes: Type.Integer({ description: 'Of the entry before compression' }),
      sha256: Type.String(),
    }),
  ),
  sequences: Type.Array(
    Type.Object({
      schema: Type.String(),
      sequence: Type.String(),
      last: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

/** What a backup says of itself. */
export type Manifest = Static<typeof Manifest>;

/** Reads the manifest's text. Throws BACKUP_INVALID. */
export function parseManifest(text: string, path: string): Manifest {
  try {
    const value: unknown = JSON.parse(text);
    if (Value.Check(Manifest, value)) return value;
  } catch {
    // Said below.
  }
  throw new PilotError('BACKUP_INVALID', `${path} is no backup that this version can read`);
}

/** The entry that holds a table's rows, as PostgreSQL's binary COPY writes them. */
export function entryOf({ schema, table }: { schema: string; table: string }): string {
  return `tables/${schema}.${table}.copy`;
}
