import type { Judge } from './lexical.ts';
import type { ModelState } from './content-model.ts';

/**
 * What the validator knows of a schema: elements with their content and attributes. Built from our
 * field tables (ceb-grammar.ts), for the signature (xmldsig.ts) and for the DXP envelope
 * (dxp-grammar.ts).
 */
export type ElementRule = {
  readonly namespace: string;
  readonly name: string;
  readonly type: TypeRule;
};

/** A schema type. */
export type TypeRule = {
  readonly content: Content;
  readonly attributes: readonly AttributeRule[];
  /** Expanded name `{namespace}name`, `undefined` for an anonymous type. */
  readonly name: string | undefined;
  /** The type this one is derived from, when an element may claim to have this one (xsi:type). */
  readonly base: TypeRule | undefined;
};

export type AttributeRule = {
  readonly name: string;
  readonly required: boolean;
  readonly judge: Judge;
  /** An xs:ID: no two in a document are equal. */
  readonly isId?: boolean;
};

export type Content =
  /**
   * Text of a simple type. `fixed` is the only value allowed, and what an empty element stands for.
   */
  | {
      readonly kind: 'simple';
      readonly judge: Judge;
      readonly fixed: string | undefined;
      /** What an empty element stands for, where any other value is allowed too. */
      readonly emptyMeans?: string | undefined;
      /** Turns a valid value into its decoded form. */
      readonly decode?: (text: string) => unknown;
    }
  /** Children in this order; the result of the element is made from those of its children. */
  | {
      readonly kind: 'steps';
      readonly steps: readonly Step[];
      readonly build: (children: readonly unknown[]) => unknown;
    }
  /**
   * Children by an automaton; with text between them where `mixed`. The result is where it stands.
   */
  | {
      readonly kind: 'model';
      readonly model: ModelState<ElementRule>;
      readonly mixed: boolean;
      readonly capture?: 'element' | 'content';
    }
  /** Neither text nor children. */
  | { readonly kind: 'empty' }
  /** `xs:anyType`: anything; children that the schema knows must be valid. */
  | { readonly kind: 'any' };

/** A child of an element with ordered children. Its result is a list when `max` is above 1. */
export type Step = {
  readonly element: ElementRule;
  readonly min: number;
  readonly max: number;
};

/** What an element captured by its place in the text is known by: offsets in UTF-16 code units. */
export type Span = { readonly start: number; readonly end: number };

/** A set of global elements and types; a document is judged by one of them. */
export type Grammar = {
  /** Global elements by expanded name. */
  readonly elements: ReadonlyMap<string, ElementRule>;
  /** Named types by expanded name. */
  readonly types: ReadonlyMap<string, TypeRule>;
};

/** `{namespace}name`, the key of elements and types. */
export function expandedName(namespace: string, name: string): string {
  return `{${namespace}}${name}`;
}
