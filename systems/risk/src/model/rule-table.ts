import type { PlainDate } from '@pilotzone/kernel/time';

/** 风险通道. Green goes on, amber goes on and is told, red waits for a person. */
export type RiskLane = 'green' | 'amber' | 'red';

export type Operator =
  | '='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'in'
  | 'notIn'
  | 'startsWith'
  | 'includesAny'
  | 'includesNone';

/**
 * What a fact is compared with. Decimals are text ("4500"), `between` takes [low, high] with both
 * ends included, the list operators take texts.
 */
export type Operand = string | number | boolean | readonly string[] | readonly number[];

export type RuleCondition = {
  readonly field: string;
  readonly operator: Operator;
  readonly operand: Operand;
};

/** One row of a decision table: all its conditions must hold. */
export type RuleRow = {
  /** Unique in its table; names the rule in every record. */
  readonly id: string;
  readonly conditions: readonly RuleCondition[];
  /** 0 to 100. Of the rows with one code that match, the highest score counts once. */
  readonly score: number;
  /** A lane that a match demands whatever the score is. */
  readonly lane: 'amber' | 'red' | null;
  /** Code of the finding: PZ-RISK-…. Rows that are bands of one reason share it. */
  readonly code: string;
  /** What the trader reads; tells the matter, never the threshold. */
  readonly reason: { readonly zh: string; readonly en: string };
  /** What the trader can do. */
  readonly fix: string;
  readonly fixZh?: string;
  readonly basis: string;
  readonly basisZh?: string;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | null;
  /** Who answers for the rule. */
  readonly owner: string;
};

/**
 * A decision table as its authors write it. Immutable once stored; its SHA-256 is part of every
 * assessment.
 */
export type RuleTable = {
  readonly name: string;
  /** Scores from which a declaration is amber and red. */
  readonly thresholds: { readonly amber: number; readonly red: number };
  readonly rows: readonly RuleRow[];
};

/** One thing that keeps a table from being used. */
export type TableError = {
  /** Position of the row, from 1; `null` for the table itself. */
  readonly row: number | null;
  /** Id of the row as given, "" when it has none. */
  readonly id: string;
  /** Where in the row: "conditions[0].operand". */
  readonly path: string;
  /** Stable: FIELD_UNKNOWN, OPERAND_EMPTY … */
  readonly code: string;
  readonly message: string;
};

/**
 * The text whose SHA-256 identifies a table. Rows are ordered by id and keys by name: the order of
 * rows does not change a verdict, so it does not make another table.
 */
export function canonicalText(table: RuleTable): string {
  const rows = table.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify(sortKeys({ ...table, rows }));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** What changes between two tables, by row id; for the eyes of whoever activates the second. */
export type RuleTableDifference = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  readonly thresholdsChanged: boolean;
};

/** Compares `next` with `current`; without a current table everything is added. */
export function compareTables(
  current: RuleTable | undefined,
  next: RuleTable,
): RuleTableDifference {
  const before = textsById(current?.rows ?? []);
  const after = textsById(next.rows);
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: [...after].filter(([id, text]) => isOther(before.get(id), text)).map(([id]) => id),
    thresholdsChanged:
      current?.thresholds.amber !== next.thresholds.amber ||
      current.thresholds.red !== next.thresholds.red,
  };
}

function textsById(rows: readonly RuleRow[]): Map<string, string> {
  return new Map(rows.map((row) => [row.id, JSON.stringify(sortKeys(row))]));
}

function isOther(before: string | undefined, after: string): boolean {
  return before !== undefined && before !== after;
}
