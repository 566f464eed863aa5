import type { ModelState } from './content-model.ts';
import { expandedName } from './grammar.ts';
import type { Content, ElementRule, Grammar, TypeRule } from './grammar.ts';
import { trimXml } from './lexical.ts';
import type { Fault } from './lexical.ts';
import type { SchemaError } from './message.ts';
import { badType, checkAttributes, takeXmlIds, typeClaimed } from './validate-attributes.ts';
import { addError, pathOf, report, reportChild } from './walk.ts';
import type { Frame, OpenTag, Walk } from './walk.ts';
import { anyType } from './xsd-types.ts';

/** Follows a document event by event. */
export type Validator = {
  open(tag: OpenTag): void;
  text(text: string): void;
  /**
   * A CDATA section: text to values, but refused where only white space may stand, even when empty.
   */
  cdata(text: string): void;
  /** A closing tag: where it begins and where it ends. */
  close(start: number, end: number): void;
  /** What the document was decoded to; meaningful when there was no error. */
  result(): unknown;
};

/**
 * A validator of documents with this root. Errors are appended to `errors` as they are found, each
 * with its path; the validator goes on behind an error as well as it can, so that a sender learns
 * of all of them.
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
      content.kind === 'steps' ? content.steps.map((step) => (step.max > 1 ? [] : undefined)) : [],
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

function unexpected(steps: Extract<Content, { kind: 'steps' }>['steps'], tag: OpenTag): Fault {
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
        const path = pathOf(
          frame,
          min === 1 && isListOf(content, i) ? `${element.name}[0]` : element.name,
        );
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
  const text = frame.hasContent ? frame.text : (fixed ?? content.emptyMeans ?? '');
  let fault = content.judge(text);
  if (!fault && fixed !== undefined && text !== fixed) {
    fault = { code: 'not-fixed', message: `must be ${fixed}` };
  }
  if (!fault) return content.decode ? content.decode(text) : text;
  report(walk, frame, fault);
  return undefined;
}
