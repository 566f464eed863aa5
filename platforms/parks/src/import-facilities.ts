import { parse } from 'csv-parse/sync';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { FacilityImport, RowError } from './contract.ts';
import { checkRows, COLUMNS, diffRows } from './model/facility-rows.ts';
import type { FileRow, PlaceChange, PlaceRow, PlaceTable } from './model/facility-rows.ts';
import {
  appendChanges,
  lockRegister,
  readRegister,
  ROWS_MAX,
  upsertPlaces,
} from './store/places.ts';

export type ImportFacilitiesNeeds = Pick<Runtime, 'zoneCode' | 'db' | 'clock'>;

/** `preview` changes nothing; `actor` is who imports, for the history of the register. */
export type ImportOptions = {
  readonly mode: 'preview' | 'apply';
  readonly actor: string;
  readonly isDemo?: boolean;
};

/**
 * Imports operators, parks, warehouses and supervised places from CSV (UTF-8, header as in
 * docs/flows/parcel-and-gate.md, columns in any order). All or nothing: with one wrong row
 * nothing takes effect and every error is told by line and column. Entries that the file does not
 * name stay as they are.
 */
export async function importFacilities(
  csv: string,
  options: ImportOptions,
  needs: ImportFacilitiesNeeds,
): Promise<FacilityImport> {
  const read = readRows(csv, options.isDemo ?? false);
  if (read.errors.length > 0) return { kind: 'refused', errors: read.errors };
  return needs.db.transaction(async (tx) => {
    await lockRegister(tx, needs.zoneCode);
    const register = await readRegister(tx, needs.zoneCode);
    const errors = checkRows(read.rows, register);
    if (errors.length > 0) return { kind: 'refused', errors };
    const { changes, unchanged } = diffRows(read.rows, register);
    const result = { added: namesOf(changes, true), changed: namesOf(changes, false), unchanged };
    if (options.mode === 'preview') return { kind: 'previewed', ...result };
    const at = needs.clock.now();
    // Operators before parks before facilities: each refers to those before it.
    for (const table of ['operator', 'park', 'facility'] as const) {
      await upsertPlaces(tx, needs.zoneCode, { table, rows: rowsOf(changes, table), at });
    }
    await appendChanges(tx, needs.zoneCode, { changes, at, actor: options.actor });
    return { kind: 'applied', ...result };
  });
}

function namesOf(changes: readonly PlaceChange[], added: boolean): string[] {
  return changes
    .filter(({ before }) => (before === null) === added)
    .map(({ after }) => `${after.kind} ${after.code}`);
}

function rowsOf(changes: readonly PlaceChange[], table: PlaceTable): PlaceRow[] {
  return changes.filter(({ kind }) => kind === table).map(({ after }) => after);
}

type Read = { readonly rows: readonly FileRow[]; readonly errors: readonly RowError[] };
type Info = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

function readRows(csv: string, isDemo: boolean): Read {
  let records: readonly Info[];
  try {
    // With `info` every record comes with the line on which it ends.
    records = parse(csv, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      to: ROWS_MAX + 1,
      relax_column_count: true,
    }) as unknown as Info[];
  } catch (cause) {
    return fileError((cause as { lines?: number }).lines ?? 1, 'quotes do not match');
  }
  const [header, ...body] = records;
  const missing = Object.keys(COLUMNS).filter((name) => !header?.record.includes(name));
  if (!header || missing.length > 0) return fileError(1, `the header lacks ${missing.join(', ')}`);
  if (body.length >= ROWS_MAX) return fileError(ROWS_MAX, `more than ${ROWS_MAX} rows`);
  const wrong = body.find(({ record }) => record.length !== header.record.length);
  if (wrong) {
    const { length } = header.record;
    return fileError(
      wrong.info.lines,
      `${wrong.record.length} fields where the header has ${length}`,
    );
  }
  const rows = body.map(({ record, info }) => ({
    line: info.lines,
    row: rowOf(header.record, record, isDemo),
  }));
  return { rows, errors: [] };
}

function fileError(line: number, message: string): Read {
  const fix = `Write a CSV file with the columns ${Object.keys(COLUMNS).join(',')}.`;
  return {
    rows: [],
    errors: [{ line, column: '', finding: { code: 'PZ-PARKS-FILE', message, fix } }],
  };
}

function rowOf(header: readonly string[], record: readonly string[], isDemo: boolean): PlaceRow {
  const fields = Object.entries(COLUMNS).map(([name, field]) => [
    field,
    record[header.indexOf(name)] ?? '',
  ]);
  // Every column of the table above is a field of PlaceRow; a wrong kind is found by checkRows.
  return { ...Object.fromEntries(fields), isDemo } as PlaceRow;
}
