import type { ModelState } from './content-model.ts';
import type { Content, ElementRule, Grammar } from './grammar.ts';
import type { Fault } from './lexical.ts';
import type { SchemaError } from './message.ts';

/** An attribute as a namespace-aware reader reports it; namespace declarations are left out. */
export type Attribute = {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
};

/** An opening tag. */
export type OpenTag = {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** Where the tag begins and where its content begins, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** The namespace of a prefix here, '' for the default; `undefined` when it is not bound. */
  resolve(prefix: string): string | undefined;
};

/** More errors than this say nothing new: the reader stops. */
export const MAX_ERRORS = 1000;

/** Thrown to stop reading after MAX_ERRORS. */
export class TooManyErrors extends Error {}

/** What a validator carries through a document. */
export type Walk = {
  readonly grammar: Grammar;
  readonly errors: SchemaError[];
  /** The xs:ID values met so far. */
  readonly ids: Set<string>;
};

/** An open element. */
export type Frame = {
  readonly parent: Frame | undefined;
  readonly name: string;
  /** Which one among equal siblings; `undefined` where only one may stand. */
  readonly index: number | undefined;
  readonly content: Content;
  readonly start: number;
  readonly contentStart: number;
  /** Where the parent keeps our result, -1 when it does not. */
  readonly slot: number;
  readonly isList: boolean;
  text: string;
  /** Whether anything stood inside, even an empty CDATA section. */
  hasContent: boolean;
  hasTextError: boolean;
  /** For `steps`: which step comes next, how often each was met, and what it gave. */
  step: number;
  readonly seen: number[];
  readonly children: unknown[];
  /** For `model`: where it stands; `undefined` after an error, when nothing more can be said. */
  state: ModelState<ElementRule> | undefined;
};

/** Reports a fault of an open element. */
export function report(walk: Walk, frame: Frame, fault: Fault): void {
  const subject = frame.name;
  addError(walk, { path: pathOf(frame), code: fault.code, message: `${subject} ${fault.message}` });
}

/** Reports a child that may not stand where it stands. */
export function reportChild(walk: Walk, parent: Frame, tag: OpenTag, fault: Fault): void {
  const count = countOf(parent, tag);
  const label = count === undefined ? tag.name : `${tag.name}[${String(count)}]`;
  addError(walk, {
    path: pathOf(parent, label),
    code: fault.code,
    message: `${tag.name} ${fault.message}`,
  });
}

function countOf(parent: Frame, tag: OpenTag): number | undefined {
  if (parent.content.kind !== 'steps') return undefined;
  const at = parent.content.steps.findIndex((s) => s.element.name === tag.name && s.max > 1);
  return at < 0 ? undefined : Math.max(0, (parent.seen[at] ?? 0) - 1);
}

/** Reports a fault of an attribute. */
export function reportAttribute(walk: Walk, frame: Frame, name: string, fault: Fault): void {
  addError(walk, {
    path: pathOf(frame, `@${name}`),
    code: fault.code,
    message: `the attribute ${name} of ${frame.name} ${fault.message}`,
  });
}

/** Adds an error; stops the reading at the last one that is told. */
export function addError(walk: Walk, error: SchemaError): void {
  walk.errors.push(error);
  if (walk.errors.length >= MAX_ERRORS) throw new TooManyErrors('too many errors');
}

/** `Inventory[0].InventoryHead.guid`: the root is left out, since it is the message itself. */
export function pathOf(frame: Frame, last?: string): string {
  const labels = last === undefined ? [] : [last];
  for (let at = frame; at.parent; at = at.parent) {
    labels.unshift(at.index === undefined ? at.name : `${at.name}[${String(at.index)}]`);
  }
  return labels.join('.');
}
