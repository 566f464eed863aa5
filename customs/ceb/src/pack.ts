import type { Field } from './fields.ts';
import type { DocumentByType, MessageType } from './message.ts';
import { compileRecordMaker, compileRecordReader } from './records.ts';
import type { RecordMaker, RecordReader, Value } from './records.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';

/**
 * The head fields that say which submission a document came with, not what it says: kept in columns
 * of their own, so that equal bodies mean equal content.
 */
export type Submission = {
  readonly guid: string;
  readonly appType?: string;
  readonly appTime?: string;
};

/**
 * The content of a document as text for storage: compact JSON `[[head values], [line values], …]`
 * in the order of the table, without guid, appType and appTime. Decimals are strings of integer
 * units, an absent field is null. Two documents have the same content exactly when their bodies are
 * equal.
 */
export function packDocument<T extends MessageType>(type: T, document: DocumentByType[T]): string {
  const packer = packers[type];
  const parts: Value[][] = [packer.head.read(document.head)];
  for (const line of document.lines) parts.push(packer.line.read(line));
  for (const values of parts) {
    for (let i = 0; i < values.length; i++) values[i] = packValue(values[i]);
  }
  return JSON.stringify(parts);
}

/**
 * The document whose content is `body`, with the submission it came with.
 * Throws SyntaxError when `body` is no packed document.
 */
export function unpackDocument<T extends MessageType>(
  type: T,
  body: string,
  submission: Submission,
): DocumentByType[T] {
  const packer = packers[type];
  const parts = JSON.parse(body) as PackedValue[][];
  const [head, ...lines] = parts;
  if (head?.length !== packer.head.width) throw new SyntaxError(`no packed ${type}`);
  const document = {
    head: packer.head.make(unpackValues(packer.head, head, submission)),
    lines: lines.map((line) => packer.line.make(unpackValues(packer.line, line, submission))),
  };
  // The packer was compiled from the table of this very type.
  return document as unknown as DocumentByType[T];
}

type PackedValue = string | number | null;

type EntityPacker = {
  /** Number of packed values. */
  readonly width: number;
  /** Where each value of the record comes from. */
  readonly sources: readonly ('guid' | 'appType' | 'appTime' | 'text' | 'decimal' | 'integer')[];
  readonly read: RecordReader;
  readonly make: RecordMaker;
};

const packers = Object.fromEntries(
  MESSAGE_TYPES.map((type) => {
    const { head, lines } = MESSAGE_TABLES[type].document;
    return [
      type,
      { head: compilePacker(head.fields, true), line: compilePacker(lines?.fields ?? [], false) },
    ];
  }),
) as Record<MessageType, { readonly head: EntityPacker; readonly line: EntityPacker }>;

function compilePacker(fields: readonly Field[], isHead: boolean): EntityPacker {
  const sources = fields.map((field) => {
    if (!isHead) return field.kind;
    const { name } = field;
    return name === 'guid' || name === 'appType' || name === 'appTime' ? name : field.kind;
  });
  const packed = fields.filter((field, i) => sources[i] === field.kind);
  return {
    width: packed.length,
    sources,
    read: compileRecordReader(packed),
    make: compileRecordMaker(fields),
  };
}

function packValue(value: Value): Value {
  // JSON.stringify writes undefined in an array as null.
  return typeof value === 'bigint' ? value.toString() : value;
}

function unpackValues(
  packer: EntityPacker,
  packed: PackedValue[],
  submission: Submission,
): Value[] {
  const { sources } = packer;
  const values = new Array<Value>(sources.length);
  let next = 0;
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i];
    if (source === 'guid') values[i] = submission.guid;
    else if (source === 'appType') values[i] = submission.appType;
    else if (source === 'appTime') values[i] = submission.appTime;
    else {
      const value = packed[next++] ?? undefined;
      values[i] = source === 'decimal' && value !== undefined ? BigInt(value) : value;
    }
  }
  return values;
}
