import { fieldsIn, lineCountIn } from './fields.ts';
import type { Entity, Field, MessageTable, SpecVersion, TextLimits } from './fields.ts';
import { compileRecordMaker } from './records.ts';
import type { RecordMaker, Value } from './records.ts';
import { isMessageType, MESSAGE_TABLES } from './tables.ts';
import { baseSubscribe, baseTransferOf } from './tables/frame.ts';

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
  readonly collapses: boolean;
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
  readonly linesMin: number;
  readonly linesMax: number;
  readonly documentClose: Tag;
  readonly transfer: EntityPlan;
  readonly subscribe: EntityPlan;
  readonly rootClose: Tag;
  /** Its documents may be forwarded as they came: lists, written with the prefix that we write. */
  readonly keepsSource: boolean;
};

/** Plans kept; prefixes come from senders, so beyond this many nothing is compiled any more. */
const MAX_PLANS = 400;
const plans = new Map<string, MessagePlan>();

/** The plan for a message; `undefined` for an unknown type, or when too many prefixes were seen. */
export function planFor(type: string, prefix: string, spec: SpecVersion): MessagePlan | undefined {
  const key = `${spec} ${prefix}:${type}`;
  const known = plans.get(key);
  if (known || !isMessageType(type) || plans.size >= MAX_PLANS) return known;
  const table: MessageTable = MESSAGE_TABLES[type];
  if (table.since2022 && spec === '2018') return undefined;
  const plan = compilePlan(table, prefix === '' ? '' : `${prefix}:`, spec);
  plans.set(key, plan);
  return plan;
}

function compilePlan(table: MessageTable, prefix: string, spec: SpecVersion): MessagePlan {
  const { element, head, lines } = table.document;
  const isFlat = element === head.element;
  const count = lineCountIn(table.document, spec);
  return {
    table,
    wrapper: isFlat ? undefined : { open: open(prefix, element), close: close(prefix, element) },
    head: compileEntity(head, prefix, spec),
    lines: lines && compileEntity(lines, prefix, spec),
    linesMin: count?.min ?? 0,
    linesMax: count?.max ?? 0,
    documentClose: close(prefix, element),
    transfer: compileEntity(baseTransferOf(table.direction), prefix, spec),
    subscribe: compileEntity(baseSubscribe, prefix, spec),
    rootClose: close(prefix, table.type),
    keepsSource: table.type === 'CEB621Message' && prefix === 'ceb:',
  };
}

function compileEntity(entity: Entity, prefix: string, spec: SpecVersion): EntityPlan {
  const fields = fieldsIn(entity.fields, spec);
  return {
    open: open(prefix, entity.element),
    close: close(prefix, entity.element),
    fields: fields.map((field) => compileField(field, prefix)),
    make: compileRecordMaker(entity.fields, fields),
    scratch: fields.map(() => undefined),
  };
}

function compileField(field: Field, prefix: string): FieldPlan {
  const { min, max, fixed, collapses }: TextLimits =
    field.kind === 'text' ? field : numberOf(field);
  return {
    open: open(prefix, field.name),
    close: close(prefix, field.name),
    kind: field.kind === 'text' ? TEXT : field.kind === 'decimal' ? DECIMAL : INTEGER,
    optional: field.optional,
    min,
    max,
    fixed,
    collapses: collapses === true,
  };
}

/** For an integer `max` is the digits it may have. */
function numberOf(field: Field): TextLimits {
  return { min: 0, max: field.kind === 'integer' ? (field.digits ?? 10) : 0 };
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
