/**
 * The vocabulary of the field tables: one table per message drives decoding, encoding, validation,
 * documentation and tests. Facts (names, order, types, lengths): XSD of the unified CEB system,
 * 202205 and 2018 versions.
 */

/** The two published versions of the protocol; they differ in a few lengths. */
export type SpecVersion = '2022' | '2018';

/** `xs:string` with length facets in characters (Unicode code points). */
export type TextField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'text';
  readonly name: N;
  readonly zh: string;
  readonly optional: O;
  readonly min: number;
  readonly max: number;
  /** Lengths of the 2018 version, where they differ. */
  readonly in2018?: { readonly min: number; readonly max: number };
  /** The only value the schema allows (`fixed`); an empty element stands for it. */
  readonly fixed?: string;
};

/** `xs:decimal` with 19 digits in total, 5 of them after the point; a bigint of 1/100 000 units. */
export type DecimalField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'decimal';
  readonly name: N;
  readonly zh: string;
  readonly optional: O;
};

/** `xs:int`, where `digits` limits the total digits. */
export type IntegerField<N extends string = string, O extends boolean = boolean> = {
  readonly kind: 'integer';
  readonly name: N;
  readonly zh: string;
  readonly optional: O;
  readonly digits: number | undefined;
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
  readonly lines?: Entity & { readonly max: number };
};

/** One message of the protocol. */
export type MessageTable = {
  readonly type: string;
  readonly zh: string;
  readonly en: string;
  readonly direction: 'import' | 'export' | 'both';
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
