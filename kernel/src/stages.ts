import { createHash } from 'node:crypto';
import { encodeArrays, type Column, type ColumnType } from './copy.ts';

/**
 * A batch that set-based SQL uses by its name, like a table. It travels with each statement that
 * names it, as one binary array a column: no temporary table, no round trip of its own.
 */
export type Stage<Row> = { readonly name: string; readonly columns: readonly Column<Row>[] };

/**
 * Defines a stage; `name` must be unique in the program, begin with `stage_` and is used in SQL as
 * it is.
 */
export function defineStage<Row>(name: string, columns: readonly Column<Row>[]): Stage<Row> {
  return { name, columns };
}

/** The stages of one transaction. */
export type Stages = {
  fill<Row>(stage: Stage<Row>, rows: readonly Row[]): void;
  /** A statement that brings along the stages that it names, behind its own parameters. */
  resolve(sql: string, parameterCount: number): { text: string; staged: readonly Buffer[] };
};

type Filled = { readonly stage: Stage<unknown>; encoded(): readonly Buffer[] };

/** No stage is filled yet. */
export function createStages(): Stages {
  const filled = new Map<string, Filled>();
  return {
    fill: (stage, rows) => {
      let buffers: readonly Buffer[] | undefined;
      const encoded = () => (buffers ??= encodeArrays(stage.columns, rows));
      filled.set(stage.name, { stage: stage as Stage<unknown>, encoded });
    },
    resolve: (sql, parameterCount) => {
      const named = stagesIn(sql).flatMap((name) => filled.get(name) ?? []);
      if (named.length === 0) return { text: sql, staged: [] };
      const text = textWith(
        sql,
        named.map(({ stage }) => stage),
        parameterCount,
      );
      return { text, staged: named.flatMap((one) => one.encoded()) };
    },
  };
}

const namesIn = new Map<string, readonly string[]>();

function stagesIn(sql: string): readonly string[] {
  let names = namesIn.get(sql);
  if (!names) namesIn.set(sql, (names = [...new Set(sql.match(/\bstage_\w+/g))]));
  return names;
}

const texts = new Map<string, string>();

// The stages and the count of parameters belong to the statement, so its own text is key enough.
function textWith(sql: string, stages: readonly Stage<unknown>[], parameterCount: number): string {
  let text = texts.get(sql);
  if (text !== undefined) return text;
  let next = parameterCount;
  const tables = stages.map(({ name, columns }) => {
    const arrays = columns.map(([, type]) => `$${(next += 1)}::${elementType(type)}[]`);
    const names = columns.map(([column]) => `"${column}"`).join(', ');
    const read = columns.map(([column, type]) => `"${column}"::${type}`).join(', ');
    return `${name} (${names}) as (
       select ${read} from unnest(${arrays.join(', ')}) as u (${names}))`;
  });
  // A statement that begins with `with` already gets them as its first queries.
  const own = /^\s*with\s/i.exec(sql);
  const head = `with ${tables.join(',\n     ')}`;
  text = own ? `${head},\n ${sql.slice(own[0].length)}` : `${head}\n ${sql}`;
  texts.set(sql, text);
  return text;
}

function elementType(type: ColumnType): string {
  return type.endsWith('[]') ? 'text' : type;
}

const statementNames = new Map<string, string>();

/** A stable name per SQL text, so that each connection parses a statement once. */
export function statementName(sql: string): string {
  const known = statementNames.get(sql);
  if (known) return known;
  const name = 's' + createHash('sha1').update(sql).digest('hex').slice(0, 16);
  statementNames.set(sql, name);
  return name;
}
