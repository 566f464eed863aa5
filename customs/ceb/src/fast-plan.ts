import type { Entity, Field, MessageTable, SpecVersion, TextField } from './fields.ts';
import { compileRecordMaker } from './records.ts';
import type { RecordMaker, Value } from './records.ts';
import { isMessageType, MESSAGE_TABLES } from './tables.ts';
import { baseSubscribe, baseTransfer } from './tables/frame.ts';

/** How a value is read. */
export const TEXT = 0;
export const DECIMAL = 1;
export const INTEGER = 2;

/**
 * A tag as the reader compares it: in words of four bytes, the last of which overlaps the one
 * before it. Four times fewer steps than by bytes, and tags are most of a message.
 */
export type Tag = {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** All full words but the last four bytes. */
  readonly words: Int32Array;
  readonly last: number;
};

/** A field with its tags. */
export type FieldPlan = {
  readonly open: Tag;
  readonly close: Tag;
  readonly kind: typeof TEXT | typeof DECIMAL | typeof INTEGER;
  readonly optional: boolean;
  readonly min: number;
  readonly max: number;
  readonly fixed: string | undefined;
};

export type EntityPlan = {
  readonly open: Tag;
  readonly close: Tag;
  readonly fields: readonly FieldPlan[];
  readonly make: RecordMaker;
  /**
   * Where the values of one record are gathered: reused, since a record is made before the next
   * begins.
   */
  readonly scratch: Value[];
};

/** A table as the fast reader uses it, for one prefix and one version. */
export type MessagePlan = {
  readonly table: MessageTable;
  /** The wrapper of a document, `undefined` where the head is the document. */
  readonly wrapper: { readonly open: Tag; readonly close: Tag } | undefined;
  readonly head: EntityPlan;
  readonly lines: EntityPlan | undefined;
  readonly linesMax: number;
  readonly documentClose: Tag;
  readonly transfer: EntityPlan;
  readonly subscribe: EntityPlan;
  readonly rootClose: Tag;
};

/** Plans kept; prefixes come from senders, so beyond this many nothing is compiled any more. */
const MAX_PLANS = 200;
const plans = new Map<string, MessagePlan>();

/** The plan for a message; `undefined` for an unknown type, or when too many prefixes were seen. */
export function planFor(type: string, prefix: string, spec: SpecVersion): MessagePlan | undefined {
  const key = `${spec} ${prefix}:${type}`;
  const known = plans.get(key);
  if (known || !isMessageType(type) || plans.size >= MAX_PLANS) return known;
  const plan = compilePlan(MESSAGE_TABLES[type], prefix === '' ? '' : `${prefix}:`, spec);
  plans.set(key, plan);
  return plan;
}

function compilePlan(table: MessageTable, prefix: string, spec: SpecVersion): MessagePlan {
  const { element, head, lines } = table.document;
  const isFlat = element === head.element;
  return {
    table,
    wrapper: isFlat ? undefined : { open: open(prefix, element), close: close(prefix, element) },
    head: compileEntity(head, prefix, spec),
    lines: lines && compileEntity(lines, prefix, spec),
    linesMax: lines?.max ?? 0,
    documentClose: close(prefix, element),
    transfer: compileEntity(baseTransfer, prefix, spec),
    subscribe: compileEntity(baseSubscribe, prefix, spec),
    rootClose: close(prefix, table.type),
  };
}

function compileEntity(entity: Entity, prefix: string, spec: SpecVersion): EntityPlan {
  return {
    open: open(prefix, entity.element),
    close: close(prefix, entity.element),
    fields: entity.fields.map((field) => compileField(field, prefix, spec)),
    make: compileRecordMaker(entity.fields),
    scratch: entity.fields.map(() => undefined),
  };
}

function compileField(field: Field, prefix: string, spec: SpecVersion): FieldPlan {
  const { min, max, fixed } = field.kind === 'text' ? lengthOf(field, spec) : numberOf(field);
  return {
    open: open(prefix, field.name),
    close: close(prefix, field.name),
    kind: field.kind === 'text' ? TEXT : field.kind === 'decimal' ? DECIMAL : INTEGER,
    optional: field.optional,
    min,
    max,
    fixed,
  };
}

type Limits = { min: number; max: number; fixed: string | undefined };

function lengthOf(field: TextField, spec: SpecVersion): Limits {
  const { min, max } = (spec === '2018' ? field.in2018 : undefined) ?? field;
  return { min, max, fixed: field.fixed };
}

/** For an integer `max` is the digits it may have. */
function numberOf(field: Exclude<Field, TextField>): Limits {
  const digits = field.kind === 'integer' ? (field.digits ?? 10) : 0;
  return { min: 0, max: digits, fixed: undefined };
}

function open(prefix: string, name: string): Tag {
  return compileTag(`<${prefix}${name}>`);
}

function close(prefix: string, name: string): Tag {
  return compileTag(`</${prefix}${name}>`);
}

function compileTag(tag: string): Tag {
  const bytes = Uint8Array.from(Buffer.from(tag));
  const view = new DataView(bytes.buffer);
  const count = Math.floor((bytes.length - 1) / 4);
  const words = Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true));
  return { bytes, length: bytes.length, words, last: view.getInt32(bytes.length - 4, true) };
}
