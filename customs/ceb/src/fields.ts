/**
 * The vocabulary of the field tables: one table per message drives decoding, encoding, validation,
 * documentation and tests. Facts (names, order, types, lengths): XSD of the unified CEB system,
 * 202205 and 2018 versions.
 */

/** The two published versions of the protocol; they differ in lengths and a few counts. */
export type SpecVersion = '2022' | '2018';

/** No upper limit, as the schema says `unbounded`. */
export const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** What a version asks of a text. */
export type TextLimits = {
  readonly min: number;
  readonly max: number;
  /** The only value the schema allows (`fixed`); an empty element stands for it. */
  readonly fixed?: string;
  /** The value that an empty element stands for (`default`). */
  readonly emptyMeans?: string;
  /** Outer white space is dropped and inner runs become one space (`whiteSpace` collapse). */
  readonly collapses?: boolean;
};

/** `xs:string` with length facets in characters (Unicode code points). */
export type TextField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'text';
  readonly name: N;
  readonly zh: string;
  readonly optional: O;
  /** The limits of the 2018 version, where they differ. */
  readonly in2018?: TextLimits;
} & TextLimits;

/** `xs:decimal` with 19 digits in total, 5 of them after the point; a bigint of 1/100 000 units. */
export type DecimalField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'decimal';
  readonly name: N;
  readonly zh: string;
  readonly optional: O;
  /** The value that an empty element stands for (`default`). */
  readonly emptyMeans?: string;
};

/** `xs:int`, where `digits` limits the total digits. */
export type IntegerField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'integer';
  readonly name: N;
  readonly zh: string;
  /** Whether a decoded record may lack it, by either version. */
  readonly optional: O;
  readonly digits: number | undefined;
  /** The 2018 version does not know it; that of 2022 demands it. */
  readonly since2022?: true;
};

export type Field = TextField | DecimalField | IntegerField;

/** Text of `min` to `max` characters that must be present. */
export function text<const N extends string>(
  name: N,
  zh: string,
  ...length: [max: number] | [min: number, max: number]
): TextField<N, false> {
  const [min, max] = length.length === 1 ? [length[0], length[0]] : length;
  return { kind: 'text', name, zh, optional: false, min, max };
}

/**
 * Text that must be present and have this value, or be empty, which means the same (XSD `fixed`).
 */
export function fixedText<const N extends string>(
  name: N,
  zh: string,
  value: string,
): TextField<N, false> {
  return { ...text(name, zh, value.length), fixed: value };
}

/** Text that may be absent. */
export function optionalText<const N extends string>(
  name: N,
  zh: string,
  ...length: [max: number] | [min: number, max: number]
): TextField<N, true> {
  return { ...text(name, zh, ...length), optional: true };
}

/** Lengths in which the 2018 version differs. */
export function lengthIn2018<F extends TextField>(field: F, min: number, max: number): F {
  return { ...field, in2018: { min, max } };
}

/** A fixed text that the 2018 version leaves free, at the same length. */
export function freeIn2018<F extends TextField>(field: F): F {
  return { ...field, in2018: { min: field.min, max: field.max } };
}

/** A field whose empty element stands for a value: `in2018` where that version has another. */
export function emptyMeans<F extends TextField | DecimalField>(
  field: F,
  value: string,
  in2018 = value,
): F {
  if (field.kind === 'decimal' || in2018 === value) return { ...field, emptyMeans: value };
  const { min, max } = field.in2018 ?? field;
  return { ...field, emptyMeans: value, in2018: { min, max, emptyMeans: in2018 } };
}

/** A text whose white space the 2022 version collapses before it is measured. */
export function collapsed<F extends TextField>(field: F): F {
  const { min, max, in2018 = { min, max } } = field;
  return { ...field, collapses: true, in2018 };
}

/** A decimal that must be present. */
export function decimal<const N extends string>(name: N, zh: string): DecimalField<N, false> {
  return { kind: 'decimal', name, zh, optional: false };
}

/** A decimal that may be absent. */
export function optionalDecimal<const N extends string>(
  name: N,
  zh: string,
): DecimalField<N, true> {
  return { kind: 'decimal', name, zh, optional: true };
}

/** An integer that must be present. */
export function integer<const N extends string>(
  name: N,
  zh: string,
  digits?: number,
): IntegerField<N, false> {
  return { kind: 'integer', name, zh, optional: false, digits };
}

/** An integer that the 2022 version added and demands. */
export function since2022<const N extends string>(
  field: IntegerField<N, false>,
): IntegerField<N, true> {
  return { ...field, optional: true, since2022: true };
}

/** A named sequence of fields: one element with leaf children in a fixed order. */
export type Entity<F extends readonly Field[] = readonly Field[]> = {
  readonly element: string;
  readonly fields: F;
};

/** One business document of a message: flat (`lines` absent) or a head with goods lines. */
export type DocumentTable = {
  /**
   * The repeated child of the root: `Order`, `Inventory`, or the entity itself where it is flat.
   */
  readonly element: string;
  readonly max: number;
  /** The head's element inside `element`; equal to `element` where the document is flat. */
  readonly head: Entity;
  readonly lines?: Entity & LineCount & { readonly in2018?: LineCount };
};

/** How many lines a document has; at least one where `min` does not say otherwise. */
export type LineCount = { readonly min?: number; readonly max: number };

/** Who sends a message. */
export type Sender = { readonly zh: string; readonly en: string };

/** One message of the protocol. */
export type MessageTable = {
  readonly type: string;
  readonly zh: string;
  readonly en: string;
  /** The schema it stands in; 900, which answers both, stands in that of imports. */
  readonly direction: 'import' | 'export' | 'both';
  readonly sender: Sender;
  /** The receipt that answers it. */
  readonly answer?: string;
  /** The 2018 version does not know it. */
  readonly since2022?: true;
  readonly document: DocumentTable;
  /**
   * Declarations carry BaseTransfer, BaseSubscribe, ExtendMessage and Signature; receipts do not.
   */
  readonly frame: 'declaration' | 'receipt';
  readonly signature: 'none' | 'optional' | 'mandatory';
};

type ValueOf<F extends Field> = F extends TextField
  ? string
  : F extends DecimalField
    ? bigint
    : number;

/**
 * The decoded form of an entity: text as string, decimal as bigint of 1/100 000 units, integer as
 * number.
 */
export type RecordOf<F extends readonly Field[]> = {
  [K in F[number] as K['name']]: K['optional'] extends true ? ValueOf<K> | undefined : ValueOf<K>;
};

/** The fields of an entity as a version wants them. */
export function fieldsIn(fields: readonly Field[], spec: SpecVersion): readonly Field[] {
  return fields.filter((field) => isKnownIn(field, spec)).map((field) => fieldIn(field, spec));
}

function isKnownIn(field: Field, spec: SpecVersion): boolean {
  return spec === '2022' || field.kind !== 'integer' || !field.since2022;
}

function fieldIn(field: Field, spec: SpecVersion): Field {
  if (field.kind === 'integer' && field.since2022) return { ...field, optional: false };
  if (field.kind !== 'text' || !field.in2018 || spec === '2022') return field;
  const { kind, name, zh, optional, in2018 } = field;
  return { kind, name, zh, optional, ...in2018 };
}

/** The number of goods lines as a version wants it; `undefined` where a document has none. */
export function lineCountIn(
  table: DocumentTable,
  spec: SpecVersion,
): Required<LineCount> | undefined {
  const { lines } = table;
  if (!lines) return undefined;
  const { min = 1, max }: LineCount = (spec === '2018' ? lines.in2018 : undefined) ?? lines;
  return { min, max };
}
