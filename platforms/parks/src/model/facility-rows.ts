import type { FacilityKind, RowError } from '../contract.ts';

/** What a row of the register describes. */
export type PlaceKind = 'operator' | 'park' | FacilityKind;

/** Where rows of a kind are kept. */
export type PlaceTable = 'operator' | 'park' | 'facility';

/** One entry of the register of parks; fields that its kind does not have are "". */
export type PlaceRow = {
  readonly kind: PlaceKind;
  readonly code: string;
  readonly name: string;
  readonly parkCode: string;
  readonly operatorCode: string;
  readonly areaCode: string;
  readonly emsNo: string;
  readonly customsCode: string;
  readonly loctNo: string;
  readonly isDemo: boolean;
};

/** An entry as it stands in a file. */
export type FileRow = { readonly line: number; readonly row: PlaceRow };

/** An entry that an import adds (`before` null) or changes. */
export type PlaceChange = {
  readonly kind: PlaceTable;
  readonly code: string;
  readonly before: PlaceRow | null;
  readonly after: PlaceRow;
};

/** The columns of the file and the fields they fill. */
export const COLUMNS = {
  kind: 'kind',
  code: 'code',
  name: 'name',
  park_code: 'parkCode',
  operator_code: 'operatorCode',
  area_code: 'areaCode',
  ems_no: 'emsNo',
  customs_code: 'customsCode',
  loct_no: 'loctNo',
} as const satisfies Record<string, keyof PlaceRow>;

type ColumnName = keyof typeof COLUMNS;

const KINDS: readonly PlaceKind[] = ['operator', 'park', 'warehouse', 'supervised-place'];

/**
 * Columns that a row of each kind must fill; `ems_no` of a warehouse may be empty, all others
 * must be.
 */
const REQUIRED: Readonly<Record<PlaceKind, readonly ColumnName[]>> = {
  operator: ['code', 'name'],
  park: ['code', 'name', 'operator_code'],
  warehouse: ['code', 'name', 'park_code', 'operator_code', 'area_code'],
  'supervised-place': ['code', 'name', 'park_code', 'operator_code', 'customs_code', 'loct_no'],
};

const LENGTHS: Readonly<Record<ColumnName, number>> = {
  kind: 20,
  code: 30,
  name: 200,
  park_code: 30,
  operator_code: 18,
  area_code: 18,
  ems_no: 30,
  customs_code: 4,
  loct_no: 20,
};

/** Where rows of this kind are kept. */
export function tableOf(kind: PlaceKind): PlaceTable {
  return kind === 'operator' || kind === 'park' ? kind : 'facility';
}

/**
 * Everything that is wrong with a file, against itself and against the register; empty when it
 * may take effect.
 */
export function checkRows(file: readonly FileRow[], register: readonly PlaceRow[]): RowError[] {
  const sound = file.filter(({ row }) => KINDS.includes(row.kind));
  const unknown = file.filter(({ row }) => !KINDS.includes(row.kind));
  return [
    ...unknown.map(({ line, row }) =>
      error(line, 'kind', {
        code: 'PZ-PARKS-KIND',
        message: `"${row.kind}" is no kind of entry`,
        fix: `Write one of ${KINDS.join(', ')}.`,
      }),
    ),
    ...sound.flatMap(checkFields),
    ...checkRepeats(sound),
    ...checkReferences(sound, register),
    ...checkPlaces(sound, register),
  ].sort((a, b) => a.line - b.line);
}

type Message = RowError['finding'];

function error(line: number, column: ColumnName, finding: Message): RowError {
  return { line, column, finding };
}

function checkFields({ line, row }: FileRow): RowError[] {
  const required = REQUIRED[row.kind];
  return columnNames().flatMap((column): RowError[] => {
    const value: string = row[COLUMNS[column]];
    if (column === 'kind') return [];
    if (value === '') return required.includes(column) ? [missing(line, column, row.kind)] : [];
    if (!required.includes(column) && !(row.kind === 'warehouse' && column === 'ems_no')) {
      const message = `${column} is "${value}", but a row of kind ${row.kind} has none`;
      return [error(line, column, { code: 'PZ-PARKS-EXTRA', message, fix: 'Leave it empty.' })];
    }
    const isWrong =
      value.length > LENGTHS[column] || (column === 'customs_code' && !/^\d{4}$/.test(value));
    if (!isWrong) return [];
    const fix =
      column === 'customs_code' ? 'Write 4 digits.' : `Write up to ${LENGTHS[column]} characters.`;
    const message = `${column} "${value}" is not of its form`;
    return [error(line, column, { code: 'PZ-PARKS-FORM', message, fix })];
  });
}

function missing(line: number, column: ColumnName, kind: PlaceKind): RowError {
  const message = `${column} is empty, but a row of kind ${kind} needs it`;
  return error(line, column, { code: 'PZ-PARKS-MISSING', message, fix: 'Fill it in.' });
}

function columnNames(): ColumnName[] {
  // The keys of a constant object are exactly its columns.
  return Object.keys(COLUMNS) as ColumnName[];
}

function checkRepeats(file: readonly FileRow[]): RowError[] {
  const first = new Map<string, number>();
  return file.flatMap(({ line, row }) => {
    const key = `${tableOf(row.kind)} ${row.code}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, line);
    if (earlier === undefined || row.code === '') return [];
    const message = `${tableOf(row.kind)} ${row.code} stands already in line ${earlier}`;
    return [error(line, 'code', { code: 'PZ-PARKS-REPEATED', message, fix: 'Keep one of them.' })];
  });
}

function checkReferences(file: readonly FileRow[], register: readonly PlaceRow[]): RowError[] {
  const all = [...register, ...file.map(({ row }) => row)];
  const codesOf = (kind: PlaceKind) =>
    new Set(all.filter((row) => row.kind === kind).map((row) => row.code));
  const known = { park_code: codesOf('park'), operator_code: codesOf('operator') };
  return file.flatMap(({ line, row }) =>
    (['park_code', 'operator_code'] as const).flatMap((column) => {
      const code = row[COLUMNS[column]];
      if (code === '' || known[column].has(code)) return [];
      const what = column === 'park_code' ? 'park' : 'operator';
      const message = `${what} ${code} is neither in the file nor in the register`;
      const fix = `Add a row of kind ${what}, or correct the code.`;
      return [error(line, column, { code: 'PZ-PARKS-UNKNOWN', message, fix })];
    }),
  );
}

/**
 * A book and a supervised place belong to one facility; else no one could say where goods stand.
 */
function checkPlaces(file: readonly FileRow[], register: readonly PlaceRow[]): RowError[] {
  const replaced = new Set(file.map(({ row }) => row.code));
  const owners = new Map<string, string>();
  for (const row of register) {
    const place = placeText(row);
    if (place !== undefined && !replaced.has(row.code)) owners.set(place, row.code);
  }
  return file.flatMap(({ line, row }) => {
    const place = placeText(row);
    if (place === undefined) return [];
    const owner = owners.get(place);
    owners.set(place, row.code);
    if (owner === undefined || owner === row.code) return [];
    const column = row.kind === 'warehouse' ? 'ems_no' : 'loct_no';
    const message = `${place} belongs to facility ${owner} already`;
    const fix = 'Give each facility its own, or change the other one in the same file.';
    return [error(line, column, { code: 'PZ-PARKS-TAKEN', message, fix })];
  });
}

function placeText(row: PlaceRow): string | undefined {
  if (row.kind === 'warehouse') return `book "${row.emsNo}" of operator ${row.areaCode}`;
  if (row.kind !== 'supervised-place') return undefined;
  return `supervised place ${row.loctNo} of customs ${row.customsCode}`;
}

/**
 * What an import would change: entries that are new or other than in the register. Nothing is
 * ever removed.
 */
export function diffRows(
  file: readonly FileRow[],
  register: readonly PlaceRow[],
): { changes: PlaceChange[]; unchanged: number } {
  const keyOf = (row: PlaceRow) => `${tableOf(row.kind)} ${row.code}`;
  const known = new Map(register.map((row) => [keyOf(row), row]));
  const changes = file.flatMap(({ row }): PlaceChange[] => {
    const before = known.get(keyOf(row)) ?? null;
    if (before && isSame(before, row)) return [];
    return [{ kind: tableOf(row.kind), code: row.code, before, after: row }];
  });
  return { changes, unchanged: file.length - changes.length };
}

function isSame(a: PlaceRow, b: PlaceRow): boolean {
  return (
    a.isDemo === b.isDemo && columnNames().every((name) => a[COLUMNS[name]] === b[COLUMNS[name]])
  );
}
