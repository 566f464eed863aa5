import type { ModelState } from './content-model.ts';
import { expandedName } from './grammar.ts';
import type { Content, ElementRule, Grammar, TypeRule } from './grammar.ts';
import { trimXml } from './lexical.ts';
import type { Fault } from './lexical.ts';
import type { SchemaError } from './message.ts';
import { anyType, XSD_NAMESPACE, XSI_NAMESPACE } from './xsd-types.ts';

/** Namespace of xml:id and xml:lang. */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

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

/** Follows a document event by event. */
export type Validator = {
  open(tag: OpenTag): void;
  text(text: string): void;
  /** A CDATA section: text to values, but refused where only white space may stand, even when empty. */
  cdata(text: string): void;
  /** A closing tag: where it begins and where it ends. */
  close(start: number, end: number): void;
  /** What the document was decoded to; meaningful when there was no error. */
  result(): unknown;
};

/** More errors than this say nothing new: the reader stops. */
export const MAX_ERRORS = 1000;

/** Thrown to stop reading after MAX_ERRORS. */
export class TooManyErrors extends Error {}

/**
 * A validator of documents with this root. Errors are appended to `errors` as they are found, each with its
 * path; the validator goes on behind an error as well as it can, so that a sender learns of all of them.
 */
export function createValidator(
  root: ElementRule,
  grammar: Grammar,
  errors: SchemaError[],
): Validator {
  const walk: Walk = { grammar, errors, ids: new Set() };
  let top: Frame | undefined;
  let skipped = 0;
  let result: unknown;

  function open(tag: OpenTag): void {
    takeXmlIds(walk, top, tag);
    if (skipped > 0) {
      skipped++;
      return;
    }
    if (top) top.hasContent = true;
    const place = top ? placeChild(walk, top, tag) : { rule: root, index: undefined, slot: -1 };
    if (!place) {
      skipped = 1;
      return;
    }
    top = openFrame(walk, place, tag, top);
  }

  function text(value: string, isCdata: boolean): void {
    if (skipped > 0 || !top) return;
    addText(walk, top, value, isCdata);
  }

  function close(start: number, end: number): void {
    if (skipped > 0) {
      skipped--;
      return;
    }
    if (!top) return;
    const value = closeFrame(walk, top, start, end);
    const { parent, slot, isList } = top;
    if (!parent) result = value;
    else if (slot >= 0 && isList) (parent.children[slot] as unknown[]).push(value);
    else if (slot >= 0) parent.children[slot] = value;
    top = parent;
  }

  return {
    open,
    text: (value) => {
      text(value, false);
    },
    cdata: (value) => {
      text(value, true);
    },
    close,
    result: () => result,
  };
}

type Walk = {
  readonly grammar: Grammar;
  readonly errors: SchemaError[];
  /** The xs:ID values met so far. */
  readonly ids: Set<string>;
};

/** An open element. */
type Frame = {
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

type Place = {
  readonly rule: ElementRule;
  readonly index: number | undefined;
  readonly slot: number;
};

function openFrame(walk: Walk, place: Place, tag: OpenTag, parent: Frame | undefined): Frame {
  const declared = place.rule.type;
  const claimed = typeClaimed(walk, declared, tag);
  const type = typeof claimed === 'object' ? withDecoder(claimed, declared) : declared;
  const { content } = type;
  const frame: Frame = {
    parent,
    name: tag.name,
    index: place.index,
    content,
    start: tag.start,
    contentStart: tag.end,
    slot: place.slot,
    isList: place.slot >= 0 && isListStep(parent, place.slot),
    text: '',
    hasContent: false,
    hasTextError: false,
    step: 0,
    seen: content.kind === 'steps' ? content.steps.map(() => 0) : [],
    children:
      content.kind === 'steps'
        ? content.steps.map((step) => (step.max > 1 ? [] : undefined))
        : [],
    state: content.kind === 'model' ? content.model : undefined,
  };
  if (claimed === 'unknown') report(walk, frame, badType(tag));
  checkAttributes(walk, frame, type, tag);
  return frame;
}

/** A derived type is decoded as the declared one is. */
function withDecoder(claimed: TypeRule, declared: TypeRule): TypeRule {
  const [own, base] = [claimed.content, declared.content];
  if (own.kind !== 'simple' || base.kind !== 'simple' || !base.decode) return claimed;
  return { ...claimed, content: { ...own, decode: base.decode } };
}

function isListStep(parent: Frame | undefined, slot: number): boolean {
  return parent?.content.kind === 'steps' && (parent.content.steps[slot]?.max ?? 1) > 1;
}

/** Decides what a child is, and reports it where it may not stand; `undefined` skips it. */
function placeChild(walk: Walk, parent: Frame, tag: OpenTag): Place | undefined {
  const { content } = parent;
  switch (content.kind) {
    case 'steps':
      return placeStep(walk, parent, content.steps, tag);
    case 'model':
      return placeInModel(walk, parent, tag);
    case 'any':
      return { rule: laxRule(walk, tag), index: undefined, slot: -1 };
    case 'simple':
      report(walk, parent, {
        code: 'element-in-text',
        message: `may hold text only, not the element ${tag.name}`,
      });
      return undefined;
    case 'empty':
      report(walk, parent, { code: 'unexpected', message: `must be empty; it holds ${tag.name}` });
      return undefined;
  }
}

function placeStep(
  walk: Walk,
  parent: Frame,
  steps: Extract<Content, { kind: 'steps' }>['steps'],
  tag: OpenTag,
): Place | undefined {
  // Children mostly come in order, so the search begins where the last one was found.
  let at = -1;
  for (let i = 0; i < steps.length && at < 0; i++) {
    const candidate = (parent.step + i) % steps.length;
    const rule = steps[candidate]?.element;
    if (rule?.name === tag.name && rule.namespace === tag.namespace) at = candidate;
  }
  const step = steps[at];
  if (!step) {
    reportChild(walk, parent, tag, unexpected(steps, tag));
    return undefined;
  }
  const count = (parent.seen[at] ?? 0) + 1;
  parent.seen[at] = count;
  const index = step.max > 1 ? count - 1 : undefined;
  if (count > step.max) {
    const limit = step.max === 1 ? 'it may stand once' : `at most ${String(step.max)} are allowed`;
    reportChild(walk, parent, tag, { code: 'repeated', message: `is one too many; ${limit}` });
    return { rule: step.element, index, slot: -1 };
  }
  if (at < parent.step) {
    const message = `stands too late; it must precede ${steps[parent.step]?.element.name ?? ''}`;
    reportChild(walk, parent, tag, { code: 'out-of-order', message });
    return { rule: step.element, index, slot: -1 };
  }
  parent.step = at;
  return { rule: step.element, index, slot: at };
}

function unexpected(
  steps: Extract<Content, { kind: 'steps' }>['steps'],
  tag: OpenTag,
): Fault {
  const same = steps.find((step) => step.element.name === tag.name);
  if (!same) return { code: 'unexpected', message: 'is not known here' };
  const namespace = tag.namespace === '' ? 'no namespace' : `the namespace "${tag.namespace}"`;
  const message = `is in ${namespace}; it must be in "${same.element.namespace}"`;
  return { code: 'wrong-namespace', message };
}

function placeInModel(walk: Walk, parent: Frame, tag: OpenTag): Place | undefined {
  const { state } = parent;
  // After an error nothing is known about what may follow.
  if (!state) return undefined;
  for (const { symbol, to } of state.edges) {
    if (symbol.kind === 'element') {
      const { element } = symbol;
      if (element.name !== tag.name || element.namespace !== tag.namespace) continue;
      parent.state = to;
      return { rule: element, index: undefined, slot: -1 };
    }
    if (symbol.not !== undefined && isExcluded(symbol.not, tag.namespace)) continue;
    parent.state = to;
    if (symbol.process === 'skip') return undefined;
    return { rule: laxRule(walk, tag), index: undefined, slot: -1 };
  }
  parent.state = undefined;
  const message = `is not expected here; expected is ${expectedNames(state)}`;
  reportChild(walk, parent, tag, { code: 'unexpected', message });
  return undefined;
}

function isExcluded(not: string, namespace: string): boolean {
  return namespace === '' || namespace === not;
}

function laxRule(walk: Walk, tag: OpenTag): ElementRule {
  const known = walk.grammar.elements.get(expandedName(tag.namespace, tag.name));
  return known ?? { namespace: tag.namespace, name: tag.name, type: anyType };
}

function expectedNames(state: ModelState<ElementRule>): string {
  const names = state.edges.map(({ symbol }) => {
    return symbol.kind === 'element' ? symbol.element.name : 'an element of another namespace';
  });
  if (state.accepts) names.push('the end');
  return names.length === 0 ? 'nothing' : names.join(' or ');
}

function addText(walk: Walk, frame: Frame, text: string, isCdata: boolean): void {
  frame.hasContent = true;
  const { content } = frame;
  if (content.kind === 'simple') {
    frame.text += text;
    return;
  }
  if (content.kind === 'any' || (content.kind === 'model' && content.mixed)) return;
  const mayStand = content.kind !== 'empty' && !isCdata && trimXml(text) === '';
  if (mayStand || frame.hasTextError) return;
  frame.hasTextError = true;
  const message = isCdata ? 'may not hold a CDATA section' : 'may hold elements only, not text';
  report(walk, frame, { code: 'text-not-allowed', message });
}

function closeFrame(walk: Walk, frame: Frame, start: number, end: number): unknown {
  const { content } = frame;
  if (content.kind === 'simple') return closeSimple(walk, frame, content);
  if (content.kind === 'steps') {
    content.steps.forEach(({ element, min }, i) => {
      if (min > 0 && frame.seen[i] === 0) {
        const path = pathOf(frame, min === 1 && isListOf(content, i) ? `${element.name}[0]` : element.name);
        addError(walk, { path, code: 'missing', message: `${element.name} is missing` });
      }
    });
    // With an error somewhere nothing will be decoded, and children may be missing.
    return walk.errors.length === 0 ? content.build(frame.children) : undefined;
  }
  if (content.kind !== 'model') return undefined;
  if (frame.state && !frame.state.accepts) {
    const message = `ends too early; expected is ${expectedNames(frame.state)}`;
    report(walk, frame, { code: 'missing', message });
  }
  if (content.capture === 'content') return { start: frame.contentStart, end: start };
  return { start: frame.start, end };
}

function isListOf(content: Extract<Content, { kind: 'steps' }>, index: number): boolean {
  return (content.steps[index]?.max ?? 1) > 1;
}

function closeSimple(
  walk: Walk,
  frame: Frame,
  content: Extract<Content, { kind: 'simple' }>,
): unknown {
  const { fixed } = content;
  const text = fixed !== undefined && !frame.hasContent ? fixed : frame.text;
  let fault = content.judge(text);
  if (!fault && fixed !== undefined && text !== fixed) {
    fault = { code: 'not-fixed', message: `must be ${fixed}` };
  }
  if (!fault) return content.decode ? content.decode(text) : text;
  report(walk, frame, fault);
  return undefined;
}

function checkAttributes(walk: Walk, frame: Frame, type: TypeRule, tag: OpenTag): void {
  const isOpen = type.content.kind === 'any';
  for (const attribute of tag.attributes) {
    const { namespace, name, value } = attribute;
    if (namespace === XSI_NAMESPACE && isXsiAllowed(walk, frame, name, isOpen)) continue;
    const rule = namespace === '' ? type.attributes.find((a) => a.name === name) : undefined;
    if (!rule) {
      if (!isOpen) reportAttribute(walk, frame, name, UNKNOWN_ATTRIBUTE);
      continue;
    }
    const fault = rule.judge(value) ?? (rule.isId && takeId(walk, value));
    if (fault) reportAttribute(walk, frame, name, fault);
  }
  for (const { name, required } of type.attributes) {
    if (!required || tag.attributes.some((a) => a.name === name && a.namespace === '')) continue;
    reportAttribute(walk, frame, name, { code: 'missing-attribute', message: 'is missing' });
  }
}

const UNKNOWN_ATTRIBUTE: Fault = { code: 'unknown-attribute', message: 'is not known here' };

/** Handles the attributes of a schema instance; false for one that is none of the four. */
function isXsiAllowed(walk: Walk, frame: Frame, name: string, isOpen: boolean): boolean {
  if (name === 'nil') {
    const fault = { code: 'not-nillable', message: 'may not stand here; the element is not nillable' };
    if (!isOpen) reportAttribute(walk, frame, 'xsi:nil', fault);
    return true;
  }
  return name === 'type' || name === 'schemaLocation' || name === 'noNamespaceSchemaLocation';
}

/** xml:id counts as an identity wherever it stands, also where the schema does not look. */
function takeXmlIds(walk: Walk, frame: Frame | undefined, tag: OpenTag): void {
  for (const { namespace, name, value } of tag.attributes) {
    if (namespace !== XML_NAMESPACE || name !== 'id') continue;
    const fault = takeId(walk, value);
    if (fault && frame) reportAttribute(walk, frame, 'xml:id', fault);
  }
}

function takeId(walk: Walk, value: string): Fault | undefined {
  const id = trimXml(value);
  if (walk.ids.has(id)) return { code: 'duplicate-id', message: 'is used twice in the message' };
  walk.ids.add(id);
  return undefined;
}

/** The type an element claims by xsi:type; `undefined` when it claims none. */
function typeClaimed(
  walk: Walk,
  declared: TypeRule,
  tag: OpenTag,
): TypeRule | 'unknown' | undefined {
  const claim = tag.attributes.find((a) => a.name === 'type' && a.namespace === XSI_NAMESPACE);
  if (!claim) return undefined;
  const colon = claim.value.indexOf(':');
  const namespace = tag.resolve(colon < 0 ? '' : claim.value.slice(0, colon)) ?? '';
  const type = walk.grammar.types.get(expandedName(namespace, claim.value.slice(colon + 1)));
  if (!type) return 'unknown';
  for (let at: TypeRule | undefined = type; at; at = at.base) {
    if (at.name === declared.name) return type;
  }
  return declared === anyType ? type : 'unknown';
}

function badType(tag: OpenTag): Fault {
  const what = tag.namespace === XSD_NAMESPACE ? 'type' : 'type for this element';
  return { code: 'wrong-type', message: `claims (xsi:type) what is no known ${what}` };
}

function report(walk: Walk, frame: Frame, fault: Fault): void {
  const subject = frame.name;
  addError(walk, { path: pathOf(frame), code: fault.code, message: `${subject} ${fault.message}` });
}

function reportChild(walk: Walk, parent: Frame, tag: OpenTag, fault: Fault): void {
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

function reportAttribute(walk: Walk, frame: Frame, name: string, fault: Fault): void {
  addError(walk, {
    path: pathOf(frame, `@${name}`),
    code: fault.code,
    message: `the attribute ${name} of ${frame.name} ${fault.message}`,
  });
}

function addError(walk: Walk, error: SchemaError): void {
  walk.errors.push(error);
  if (walk.errors.length >= MAX_ERRORS) throw new TooManyErrors('too many errors');
}

/** `Inventory[0].InventoryHead.guid`: the root is left out, since it is the message itself. */
function pathOf(frame: Frame, last?: string): string {
  const labels = last === undefined ? [] : [last];
  for (let at: Frame | undefined = frame; at?.parent; at = at.parent) {
    labels.unshift(at.index === undefined ? at.name : `${at.name}[${String(at.index)}]`);
  }
  return labels.join('.');
}
