/** A rule as cells of a spreadsheet, and back: the server checks what comes of it. */

export const COLUMNS = [
  ...(['id', 'when', 'score', 'lane', 'code', 'reasonZh', 'reasonEn', 'fix', 'fixZh'] as const),
  ...(['basis', 'basisZh', 'validFrom', 'validUntil', 'owner'] as const),
] as const;

export type ColumnName = (typeof COLUMNS)[number];
export type Cells = Readonly<Record<ColumnName, string>>;

/** Type of each field that a rule may name, as the server tells it. */
export type FieldTypes = ReadonlyMap<string, string>;

type Condition = { field: string; operator: string; operand: unknown };
type Row = { readonly [key: string]: unknown };

/** The cells of a rule as the API gives it. */
export function cellsOf(row: Row): Cells {
  const reason = (row['reason'] ?? {}) as { zh?: string; en?: string };
  // Stored rows were checked.
  const conditions = row['conditions'] as Condition[];
  return {
    id: textOf(row['id']),
    when: conditions.map(showCondition).join(' & '),
    score: textOf(row['score']),
    lane: textOf(row['lane']),
    code: textOf(row['code']),
    reasonZh: reason.zh ?? '',
    reasonEn: reason.en ?? '',
    fix: textOf(row['fix']),
    fixZh: textOf(row['fixZh']),
    basis: textOf(row['basis']),
    basisZh: textOf(row['basisZh']),
    validFrom: textOf(row['validFrom']),
    validUntil: textOf(row['validUntil']),
    owner: textOf(row['owner']),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function showCondition({ field, operator, operand }: Condition): string {
  return `${field} ${operator} ${Array.isArray(operand) ? operand.join(', ') : String(operand)}`;
}

/** The rule that the cells say; what cannot be read is handed on for the server to tell. */
export function rowOf(cells: Cells, types: FieldTypes): Row {
  const { when, score, lane, reasonZh, reasonEn, fixZh, basisZh, validUntil, fix, ...rest } = cells;
  return {
    ...rest,
    conditions: when
      .split('&')
      .map((text) => text.trim())
      .filter(Boolean)
      .map((text) => readCondition(text, types)),
    score: /^\d+$/.test(score.trim()) ? Number(score) : score,
    lane: lane.trim() === '' ? null : lane.trim(),
    reason: { zh: reasonZh, en: reasonEn },
    ...(fix !== '' && { fix }),
    ...(fixZh !== '' && { fixZh }),
    ...(basisZh !== '' && { basisZh }),
    validUntil: validUntil.trim() === '' ? null : validUntil.trim(),
  };
}

const CONDITION =
  /^(\w+)\s*(<=|>=|<|>|=|between\b|in\b|notIn\b|startsWith\b|includesAny\b|includesNone\b)\s*(.*)$/;
const LISTS = new Set(['in', 'notIn', 'includesAny', 'includesNone', 'between']);

function readCondition(text: string, types: FieldTypes): Condition {
  const [, field = text, operator = '', operand = ''] = CONDITION.exec(text) ?? [];
  const type = types.get(field);
  const read = (one: string) => readOperand(one.trim(), type);
  const isList = LISTS.has(operator);
  return { field, operator, operand: isList ? operand.split(/[,，]/).map(read) : read(operand) };
}

function readOperand(text: string, type: string | undefined): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'flag' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** The column that an error's path speaks of. */
export function columnOf(path: string): ColumnName {
  if (path.startsWith('conditions')) return 'when';
  if (path.startsWith('reason.en')) return 'reasonEn';
  if (path.startsWith('reason')) return 'reasonZh';
  return COLUMNS.find((name) => name === path) ?? 'id';
}

/** Cells of a clipboard, laid over `rows` from a place on; rows that are missing are added. */
export function pasteCells(
  rows: readonly Cells[],
  text: string,
  at: { row: number; column: ColumnName },
): Cells[] {
  const first = COLUMNS.indexOf(at.column);
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const next = [...rows];
  lines.forEach((line, down) => {
    const cells: Record<ColumnName, string> = { ...(next[at.row + down] ?? EMPTY) };
    line.split('\t').forEach((value, right) => {
      const name = COLUMNS[first + right];
      if (name) cells[name] = value;
    });
    next[at.row + down] = cells;
  });
  return next;
}

/** A row that nobody has written yet. */
export const EMPTY: Cells = Object.fromEntries(COLUMNS.map((name) => [name, ''])) as Cells;
